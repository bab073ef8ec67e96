"""For the organizer of a workshop: one folder to carry, many machines, many seats."""
