"""Whose rows a statement reaches."""
