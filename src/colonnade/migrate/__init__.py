"""Migrations: operations that Alembic does not have."""
