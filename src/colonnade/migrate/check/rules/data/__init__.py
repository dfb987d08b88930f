"""Values that are lost."""
