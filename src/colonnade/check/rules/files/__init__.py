"""Files that cannot be checked, and comments to the checker."""
