"""Imported by every Python of the image: what a learner installed into HOME is found, after all else."""

import os
import sys
from contextlib import suppress

folder = f"{os.environ.get('PIP_PREFIX', '')}/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
if folder.startswith("/lab/home/"):
    with suppress(OSError):  # a HOME that cannot be written has nothing installed
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103  pathlib would cost every start of Python 10 ms
    sys.path.append(folder)
