"""Changes that old and new versions of an application live through: expand, fill, contract."""
