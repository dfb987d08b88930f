"""Which indexes a recorded workload wants: tried, not guessed."""
