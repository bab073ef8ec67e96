"""What the labs import: everything that would distract from the one idea of a cell."""

from flowlab.device import BackendNotFound, choose_device

__all__ = ["BackendNotFound", "choose_device"]
