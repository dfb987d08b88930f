"""Locks, and waiting for them."""
