"""What breaks the version of the application that is still running."""
