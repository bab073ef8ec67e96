"""The lab's image and its checkout in one file: packed, verified, loaded."""
