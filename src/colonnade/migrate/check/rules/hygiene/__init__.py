"""What is better from the beginning, because it is hard to change later."""
