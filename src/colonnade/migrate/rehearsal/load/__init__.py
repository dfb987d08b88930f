"""Reads and writes of an application, run beside a migration: what each took, and what failed."""
