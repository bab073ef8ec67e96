"""A fleet of three machines: two become green, one stays red and says why; the second run changes nothing."""

from __future__ import annotations

import json
import re

import pytest

from container.fleet_machines import USER
from container.fleet_organizer import GREEN, LAB, Fleet, Said, answers, row
from workshop.sealed_page import SEAL

# On an engine that has none of it yet, the first test waits for three machines' images, a bundle and a whole run.
pytestmark = pytest.mark.timeout(1800)


def test_check_1_says_what_it_would_do_and_changes_nothing(shown: tuple[Said, dict[str, str], dict[str, str]]) -> None:
    done, before, after = shown
    bare = done.stdout.split("\nbare\n")[1].split("\n\n")[0]
    assert re.search(r"\+ install .*docker\.io.*docker-compose", bare)
    assert re.search(r"\+ put teacher into gpu, docker", bare)
    assert "+ copy the bundle" in bare
    assert "+ start the service rocm-lab" in bare
    ready = done.stdout.split("\nready\n")[1].split("\n\n")[0]
    assert "+ install" not in ready
    assert before == after


def test_two_are_green_one_is_red_and_the_exit_status_says_so(first: Said) -> None:
    assert first.returncode == 2, first.stdout + first.stderr  # make's own; the script's is 1
    assert "Error 1" in first.stderr
    for name in GREEN:
        assert row(first.stdout, name).startswith("✓"), first.stdout
        assert "PASS · HIP NOT PROVED" in row(first.stdout, name)
    assert row(first.stdout, "old").startswith("✗")
    assert "2 green, 1 red." in first.stdout
    assert "HIP NOT PROVED" in first.stdout.splitlines()[-2]
    assert "Traceback" not in first.stdout + first.stderr


def test_the_red_one_has_no_compose_2_and_hears_what_to_do_offline_too(first: Said) -> None:
    told = first.stdout.split("✗  old")[1]
    assert "no Compose 2.24.4 or newer" in told
    assert "docker-compose 1.29" in told
    assert re.search(r"→ Upgrade it to Debian 13.*docker-compose-plugin.*without internet.*\.deb", told)


@pytest.mark.usefixtures("first")
def test_the_red_one_was_left_as_it_was(fleet: Fleet, shown: tuple[Said, dict[str, str], dict[str, str]]) -> None:
    assert fleet.machines["old"].state() == shown[1]["old"]


@pytest.mark.usefixtures("first")
def test_records_and_reports_were_fetched_and_the_page_has_a_row_each(fleet: Fleet) -> None:
    folder = fleet.facts()["folder"]
    page = (folder / "fleet.html").read_text(encoding="utf-8")
    assert [page.count(f'<tr class="{colour}">') for colour in ("green", "red")] == [4, 2]  # in two languages
    for name in GREEN:
        record = json.loads((folder / "machines" / name / "record.json").read_text(encoding="utf-8"))
        assert record["verdict"]["labs"] == "PASS"
        assert record["commit"]
        assert record["dirty"] is False
        assert record["image"]["id"] in page
        assert f'href="machines/{name}/report.html"' in page
        assert (folder / "machines" / name / "report.html").read_bytes().startswith(SEAL)


@pytest.mark.parametrize("name", GREEN)
@pytest.mark.usefixtures("first")
def test_the_engine_came_from_the_distribution_and_the_user_may_use_it(fleet: Fleet, name: str) -> None:
    machine = fleet.machines[name]
    assert "docker" in machine.says(f"id --name --groups {USER}").split()
    remembered = json.loads(machine.says("cat /var/lib/rocm-lab/fleet.json"))
    assert ("docker.io" in remembered["packages"]) is (name == "bare")
    assert machine.says(f"stat --format %U {LAB} {LAB}/work {LAB}/.env").split() == [USER] * 3


def test_the_second_run_changes_nothing(fleet: Fleet, second: Said) -> None:
    facts = fleet.facts()
    assert {name: facts["by_name"][name]["changed"] for name in GREEN} == dict.fromkeys(GREEN, 0)
    for name in GREEN:
        assert row(second.stdout, name).startswith("✓"), second.stdout
        assert re.search(rf"  {name}  done in \d+ s, 0 changed", second.stdout)


@pytest.mark.usefixtures("first")
def test_the_user_joined_the_group_of_the_gpu_and_one_without_a_name_is_told(fleet: Fleet) -> None:
    groups = fleet.machines["bare"].says(f"id --groups {USER}").split()
    assert "54321" in groups
    assert "54322" not in groups
    page = (fleet.facts()["folder"] / "fleet.html").read_text(encoding="utf-8")
    assert "/dev/dri/renderD128: 54322" in page


@pytest.mark.usefixtures("second")
def test_the_lab_answers_after_the_machine_was_restarted(fleet: Fleet) -> None:
    machine = fleet.machines["ready"]
    before = machine.says("docker ps --quiet")
    machine.reboot()
    assert machine.says("systemctl is-active rocm-lab.service") == "active"
    assert machine.says("docker ps --quiet") != before
    assert answers(machine)
