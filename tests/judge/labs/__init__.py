"""What each kind of lab has to use, and what must hold of it: one file a kind."""
