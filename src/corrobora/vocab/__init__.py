"""Everything a user may want to change, as data: event types, languages, actors, places."""
