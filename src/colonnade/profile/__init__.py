"""What a program asks its database: recorded while it runs, explained, and answered with advice."""
