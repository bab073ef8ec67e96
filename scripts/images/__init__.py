"""The lab's image: what it is built on, its name, and how it is built."""
