"""For those who work on the project: notebooks from their sources, locks, checks, and what it costs, measured."""
