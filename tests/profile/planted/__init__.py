"""Small applications: `faulty` has a fault at the line that says so, and `clean` does the same without it."""
