"""Measurements, as ratios inside one run: the machine is shared, so seconds mean little and ratios mean something."""
