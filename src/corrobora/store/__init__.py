"""The one door to the database: tables, migrations, journal."""
