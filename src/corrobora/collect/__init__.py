"""From a draft to a frozen report: furniture, dates, language, who wrote it and who carried it."""
