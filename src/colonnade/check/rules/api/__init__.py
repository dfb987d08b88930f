"""What routes take and answer."""
