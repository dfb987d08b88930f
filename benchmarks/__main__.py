"""Run every measurement and print one table: `make bench`."""

from benchmarks import generation, start_up
from benchmarks.measure import show


def main() -> None:
    show("Start-up", start_up.rows())
    show("colonnade new over a made-up database", generation.rows())


main()
