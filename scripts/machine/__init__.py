"""What there is here: kernel, GPUs, device nodes, engine, disk; and what doctor says of it."""
