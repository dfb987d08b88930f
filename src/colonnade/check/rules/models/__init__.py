"""Tables, columns and relationships."""
