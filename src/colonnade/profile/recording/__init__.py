"""What a program asks its database, written down while it runs."""
