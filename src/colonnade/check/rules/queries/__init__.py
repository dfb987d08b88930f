"""Conditions and results of statements."""
