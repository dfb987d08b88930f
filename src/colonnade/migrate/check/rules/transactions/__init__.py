"""Transactions, and running a revision again."""
