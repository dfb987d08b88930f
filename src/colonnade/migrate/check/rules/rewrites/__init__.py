"""Tables written anew, and rows changed all at once."""
