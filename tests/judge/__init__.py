"""Decides whether a lab did what it says: believes no print, reads live objects, recomputes every number."""
