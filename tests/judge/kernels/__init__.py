"""Kernels that need no time to start: made by fork from one process that has torch imported (keeper.py)."""
