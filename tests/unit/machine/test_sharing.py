"""A report to attach to a bug report says nothing of the person."""

from __future__ import annotations

from pathlib import Path

import pytest

from machine.sharing import without_person

HOMES, NAMES = (Path("/home/ada"), Path("/srv/people/grace"), Path("/")), ("ada", "castle", "castle.example.org")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("path: '/home/ada/lab ü/.venv'", "path: '~/…'"),
        ("/srv/people/grace/my clone, /home/bob/x.pem; /home/bob", "~/…, ~/…; ~/…"),
        ("ada@castle.example.org: castle", "…@…: …"),
        ("adaptive, castle-wall, /var/lib/docker", "adaptive, castle-wall, /var/lib/docker"),
        ("/dev/kfd of gfx1100", "/dev/kfd of gfx1100"),
    ],
)
def test_names_and_paths_under_a_home_are_gone_and_all_else_stays(text: str, clean: str) -> None:
    assert without_person(text, HOMES, NAMES) == clean
