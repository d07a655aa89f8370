"""From a report to claims: who did what to whom, where, when, according to whom."""
