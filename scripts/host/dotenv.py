"""The block in .env that `make env` keeps; nothing outside it is ever changed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from host.errors import LabError
from host.places import CHECKOUT

FILE = CHECKOUT / ".env"
BEGIN, END = "# >>> make env: this block is rewritten", "# <<< make env"
BLOCK = re.compile(rf"^{re.escape(BEGIN)}\n.*?^{re.escape(END)}\n?", re.MULTILINE | re.DOTALL)
KEPT = ("LAB_PORT", "LAB_BASE_IMAGE", "LAB_WHEELHOUSE", "LAB_CA_FILE")  # what Compose reads, too


def typed(values: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The settings typed behind `make env` that plain Compose has to know as well."""
    folders = ("LAB_WHEELHOUSE", "LAB_CA_FILE")
    given = {name: values[name] for name in KEPT if values.get(name)}
    return {n: str(Path(v).expanduser().absolute()) if n in folders else v for n, v in given.items()}


def write(values: Mapping[str, str], file: Path = FILE) -> None:
    """Puts the block with `values` into the file, in place of an older one or at its end. Raises LabError."""
    try:
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        block = "".join(f"{line}\n" for line in (BEGIN, *(f"{n}={_quoted(v)}" for n, v in values.items()), END))
        # A function, so that a backslash in a value stays one.
        new, replaced = BLOCK.subn(lambda _: block, old)
        if not replaced:
            new = old + ("\n" if old and not old.endswith("\n") else "") + block
        beside = file.with_name(".env.new")  # never half a file
        beside.write_text(new, encoding="utf-8")
        beside.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        beside.replace(file)
    except (OSError, UnicodeDecodeError) as error:
        raise LabError("not-writable", path=file, reason=str(error)) from error


def _quoted(value: str) -> str:
    if "'" in value:
        return '"' + re.sub(r'(["$\\])', r"\\\1", value) + '"'
    return value if re.fullmatch(r"[\w./:@-]*", value, re.ASCII) else f"'{value}'"
