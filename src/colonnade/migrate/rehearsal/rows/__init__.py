"""Rows for the tables of a rehearsal: one of each that the database takes, and then as many as are wanted."""
