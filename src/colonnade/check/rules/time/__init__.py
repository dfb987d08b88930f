"""Timestamps."""
