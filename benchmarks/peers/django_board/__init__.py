"""The task board as a Django application."""
