"""The block in .env that `make env` keeps; nothing outside it is ever changed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from cli.files import unwritten
from cli.places import CHECKOUT
from cli.settings import settings_in

FILE = CHECKOUT / ".env"
BEGIN, END = "# >>> make env: this block is rewritten", "# <<< make env"
# From a first line to the next last line: one that lost its end swallows nothing.
BLOCK = re.compile(
    rf"^{re.escape(BEGIN)}\r?\n(?:(?!{re.escape(BEGIN)}|{re.escape(END)}).*\n)*{re.escape(END)}\r?\n?", re.MULTILINE
)
# What Compose reads, too, or what the Compose files in the block follow from.
KEPT = ("LAB_PORT", "LAB_BASE", "LAB_GFX", "LAB_BASE_IMAGE", "LAB_WHEELHOUSE", "LAB_CA_FILE")


def typed(values: Mapping[str, str] = os.environ, file: Path = FILE) -> dict[str, str]:
    """The settings that plain Compose has to know as well: typed behind this `make env`, or behind an earlier one."""
    folders = ("LAB_WHEELHOUSE", "LAB_CA_FILE")
    earlier = settings_in(block[0]) if (block := BLOCK.search(_read(file))) else {}
    given = {name: value for name in KEPT if (value := values.get(name) or earlier.get(name))}
    return {n: str(Path(v).expanduser().absolute()) if n in folders else v for n, v in given.items()}


def write(values: Mapping[str, str], file: Path = FILE) -> None:
    """Puts the block with `values` into the file, in place of an older one or at its end. Raises LabError."""
    file = file.resolve()  # one that is a link stays one
    beside = file.with_name(".env.new")  # never half a file
    try:
        old = _read(file)
        block = "".join(f"{line}\n" for line in (BEGIN, *(f"{n}={_quoted(v)}" for n, v in values.items()), END))
        # A function, so that a backslash in a value stays one.
        new, replaced = BLOCK.subn(lambda _: block, old)
        if not replaced:
            new = old + ("\n" if old and not old.endswith("\n") else "") + block
        beside.write_bytes(new.encode("utf-8", "surrogateescape"))
        beside.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        if os.getuid() == 0:  # still whose it was; a new one is the checkout owner's
            owner = (file if file.exists() else file.parent).stat()
            os.chown(beside, owner.st_uid, owner.st_gid)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise unwritten(file, error) from error


def _read(file: Path) -> str:
    """To the byte: line ends and what is no UTF-8 stay as they are."""
    return file.read_bytes().decode("utf-8", "surrogateescape") if file.exists() else ""


def _quoted(value: str) -> str:
    if "'" in value:
        return '"' + re.sub(r'(["$\\])', r"\\\1", value) + '"'
    return value if re.fullmatch(r"[\w./:@-]*", value, re.ASCII) else f"'{value}'"
