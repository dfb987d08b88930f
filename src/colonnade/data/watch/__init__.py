"""What an application asks its database, watched while it runs."""
