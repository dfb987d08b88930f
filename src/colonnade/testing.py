"""Colonnade's pytest plugin."""
