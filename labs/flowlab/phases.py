"""The phases of a training step, in their order; whoever draws them imports no profiler for it."""

PHASES = ("forward", "loss", "backward", "update")
