"""The reference hub: the central REST API of a hall, on SQLite by default and on PostgreSQL by URL."""
