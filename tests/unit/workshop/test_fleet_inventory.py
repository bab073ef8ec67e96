"""The list of machines: refused before any machine is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.settings import parse
from cli.speech import LabError
from workshop.fleet.inventory import inventory_file, names_in, require_names, require_seats


def test_without_hosts_the_verb_says_how_it_is_called() -> None:
    with pytest.raises(LabError) as raised:
        inventory_file(parse({}), "fleet")
    assert raised.value.code == "hosts-not-named"
    assert "make fleet HOSTS=" in raised.value.text("en")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (Path.exists, "file-missing"),
        (lambda file: file.write_text(""), "hosts-none"),
        (lambda file: file.write_text(" \n\n"), "hosts-none"),
        (lambda file: file.mkdir(), None),
    ],
)
def test_a_file_that_is_not_there_or_holds_nothing_is_refused(tmp_path: Path, make: object, code: str | None) -> None:
    file = tmp_path / "inventory.ini"
    make(file)  # type: ignore[operator]
    settings = parse({"LAB_HOSTS": str(file)})
    if code is None:  # a folder of inventories is Ansible's own way
        assert inventory_file(settings, "fleet") == file
        return
    with pytest.raises(LabError) as raised:
        inventory_file(settings, "fleet")
    assert raised.value.code == code


def test_machines_are_found_in_all_groups_each_once() -> None:
    listed = {
        "_meta": {"hostvars": {}},
        "all": {"children": ["ungrouped", "room1", "gpu"]},
        "ungrouped": {"hosts": ["a"]},
        "room1": {"hosts": ["b", "c"], "children": ["row1"]},
        "row1": {"hosts": ["d"]},
        "gpu": {"hosts": ["c", "b"]},
    }
    assert names_in(listed) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("name", ["web1", "10.0.0.7", "gpu-03.example.org", "fe80::1", "教室の3番"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert require_names([name], Path("x")) == [name]


@pytest.mark.parametrize("name", ["../../etc", "a/b", ".", "..", "-o", "<script>", "a b", "x" * 101, ""])
def test_a_name_that_leads_out_of_its_folder_is_refused(name: str) -> None:
    with pytest.raises(LabError) as raised:
        require_names(["web1", name], Path("x"))
    assert raised.value.code == "hosts-name"


def test_a_list_without_a_machine_is_refused() -> None:
    with pytest.raises(LabError) as raised:
        require_names([], Path("x"))
    assert raised.value.code == "hosts-none"


@pytest.mark.parametrize(
    ("seats", "good"), [(10, True), ("99", True), (0, False), (100, False), ("many", False), ([1], False)]
)
def test_seats_are_a_number_or_the_list_is_refused(seats: object, good: bool) -> None:
    told = {"web1": {}, "web2": {"seats": seats}}
    if good:
        require_seats(told, Path("x"))
        return
    with pytest.raises(LabError) as raised:
        require_seats(told, Path("x"))
    assert raised.value.code == "hosts-seats"
    assert "'web2'" in raised.value.text("en")
