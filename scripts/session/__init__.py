"""A lab that runs and a check that runs, in a container or natively; their notebooks and records."""
