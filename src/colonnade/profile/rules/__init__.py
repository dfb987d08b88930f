"""What may be wrong with what a program asks: one rule per file, whose docstring is its page."""
