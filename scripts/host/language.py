"""In which language the reader is spoken to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

Language = Literal["ja", "en"]


def reader_language(values: Mapping[str, str] = os.environ) -> Language:
    """LAB_LANG, else the locale's, else English."""
    names = ("LAB_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return "ja" if next((v for n in names if (v := values.get(n))), "").startswith("ja") else "en"
