"""Many learners on one machine: what the verbs of seats do before the hub and beside it."""
