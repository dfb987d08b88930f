"""What is wrong with the source of a database layer, found without importing it."""
