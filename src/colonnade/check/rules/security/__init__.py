"""Passwords, keys and other secrets."""
