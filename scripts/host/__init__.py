"""What the verbs share. Python's standard library alone: it runs before anything is installed."""
