"""Whose rows a session sees: the scope of its engine, the classification of tables, SQL compiled with owners."""
