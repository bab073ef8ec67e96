"""Makes this folder a package, so that its machines end with its last test."""
