"""Alembic's home: each step of the hub's own books, in order."""
