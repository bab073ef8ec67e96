"""Which tests run on one worker: those that share what is slow to make, or that would be in each other's way."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# A fixture, and the group of the tests that use it; the slowest group first, so that nothing waits for it at the end.
GROUPS = {"fleet": "fleet", "seats_checkout": "seats", "packed": "bundle", "ready": "ready", "lab": "lab"}
WITH_FILES = ("container", "browser")  # elsewhere, a test is alone with what it makes


@pytest.hookimpl(tryfirst=True)  # before xdist looks for the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups them (xdist's loadgroup) and puts the groups in order."""
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        if group:
            item.add_marker(pytest.mark.xdist_group(group))
    order = list(GROUPS.values())
    items.sort(key=lambda item: order.index(groups[item]) if groups[item] in order else len(order))


def _group(item: pytest.Item) -> str | None:
    folder = item.path.relative_to(TESTS).parts[0]
    if folder == "browser":
        return folder  # one checkout, one browser
    for fixture, group in GROUPS.items():
        if fixture in getattr(item, "fixturenames", ()):
            return group
    return item.path.stem if folder in WITH_FILES else None
