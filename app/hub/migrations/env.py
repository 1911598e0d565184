"""Runs the steps on the connection that the hub hands over."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="hub_version", transaction_per_migration=False)
context.run_migrations()
