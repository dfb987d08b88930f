"""Engines, pools, drivers, and the set-up of Alembic."""
