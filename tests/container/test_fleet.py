"""A fleet of three Debian machines, reached by real ssh: two become green, one stays red and says why."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator

import pytest

from container.engine import Contained, docker
from container.fleet_machines import USER, machine_images, machines, write_inventory
from container.fleet_organizer import GPU_NODES, LAB, OPEN_SEATS, Fleet, commit, homes, packages, row
from host.sealed_page import SEAL
from native.checkout import error_code
from native.running import free_port

GREEN = ("bare", "ready")
Said = subprocess.CompletedProcess[str]

# On an engine that has none of it yet, the first test waits for three machines' images, a bundle and a whole run.
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def fleet(new_checkout: Callable[..., Contained], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """The machines as an installer left them; one lab in the checkout, so that each check takes seconds."""
    checkout = new_checkout("Lab ü fleet")
    for file in (checkout.root / "labs").glob("0[2-9]*"):
        file.unlink()
    with (checkout.root / "tests/judge/specs.py").open("a", encoding="utf-8") as specs:
        specs.write('SPECS = {"01_training_flow": SPECS["01_training_flow"]}\n')
    commit(checkout.root)
    bundled = checkout.make("bundle")
    assert bundled.returncode == 0, bundled.stdout + bundled.stderr
    folder = tmp_path_factory.mktemp("fleet")
    with machines(machine_images(), folder) as made:
        made["bare"].says(GPU_NODES)
        made["ready"].says("systemctl disable --quiet --now docker.service docker.socket")
        yield Fleet(checkout, made, write_inventory(folder / "inventory.ini", made))
    [bundle] = (checkout.root / "runs").glob("*.bundle.tar")
    docker("image", "rm", bundle.name.removesuffix(".bundle.tar").replace("rocm-lab-", "rocm-lab:"))


@pytest.fixture(scope="module")
def shown(fleet: Fleet) -> tuple[Said, dict[str, str], dict[str, str]]:
    """CHECK=1 on machines where nothing is installed yet; what they were before and after."""
    before = {name: machine.state() for name, machine in fleet.machines.items()}
    done = fleet.make("fleet", CHECK=1)
    return done, before, {name: machine.state() for name, machine in fleet.machines.items()}


@pytest.fixture(scope="module")
def first(fleet: Fleet, shown: object) -> Said:  # noqa: ARG001  after it
    return fleet.make("fleet")


@pytest.fixture(scope="module")
def second(fleet: Fleet, first: object) -> Said:  # noqa: ARG001  after it
    return fleet.make("fleet")


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
    token = machine.says(f"cat {LAB}/.lab/token")
    ask = f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:8888/api/status?token={token}').status)"
    assert machine.says(f'python3 -c "{ask}"') == "200"


@pytest.mark.usefixtures("second")
def test_a_machine_that_is_gone_or_strange_is_a_red_row_and_stops_nobody(fleet: Fleet) -> None:
    gone = f"gone ansible_host=127.0.0.1 ansible_port={free_port()}"
    stranger = f"stranger ansible_host=localhost ansible_port={fleet.machines['ready'].port}"
    inventory = write_inventory(
        fleet.inventory.with_name("some.ini"), {"ready": fleet.machines["ready"]}, gone, stranger
    )
    done = fleet.checkout.make("fleet", HOSTS=inventory, CHECK=1)
    assert done.returncode == 2
    assert "nothing to change" in done.stdout.split("\nready\n")[1].split("\n\n")[0]
    assert "ssh user@address" in done.stdout.split("\ngone\n")[1].split("\n\n")[0]
    assert "ssh-keyscan" in done.stdout.split("\nstranger\n")[1].split("\n\n")[0]


@pytest.mark.parametrize("text", ["[all:vars\nweb1\n", "all: [1, {\n"])
def test_a_list_that_ansible_cannot_read_is_refused_before_any_machine_is_touched(fleet: Fleet, text: str) -> None:
    file = fleet.inventory.with_name("bad.ini")
    file.write_text(text)
    before = sorted((fleet.checkout.root / "runs").iterdir())
    assert error_code(fleet.checkout.make("fleet", HOSTS=file)) == ("hosts-unreadable", 2)
    assert error_code(fleet.checkout.make("fleet-down", HOSTS=file)) == ("hosts-unreadable", 2)
    assert sorted((fleet.checkout.root / "runs").iterdir()) == before


@pytest.mark.usefixtures("second")
def test_fleet_down_takes_it_all_back_but_the_learner_s_work(
    fleet: Fleet, shown: tuple[Said, dict[str, str], dict[str, str]]
) -> None:
    machine = fleet.machines["bare"]
    machine.says(f"for file in work/mine.txt labs/README.md .env; do echo mine >>{LAB}/$file; done")
    fleet.machines["ready"].run("runuser", "-u", USER, "--", "sh", "-c", OPEN_SEATS)
    assert fleet.machines["ready"].run("pgrep", "-f", "sleep 1717").returncode == 0
    done = fleet.make("fleet-down")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in GREEN:
        [kept] = fleet.machines[name].says(f"ls -d /home/{USER}/rocm-lab-kept-*").split()
        assert fleet.machines[name].says(f"find {kept} -not -user {USER}") == ""
        here = fleet.machines[name].says("getent group docker gpu || true; ls /opt; ls -d /var/lib/rocm-lab || true")
        assert USER not in here
        assert "rocm-lab" not in here
    assert machine.says(f"cat /home/{USER}/rocm-lab-kept-*/work/mine.txt") == "mine"
    assert "mine" in machine.says(f"tail -1 /home/{USER}/rocm-lab-kept-*/labs/README.md")
    assert machine.says(f"cat /home/{USER}/rocm-lab-kept-*/.env") == "mine"
    for name in GREEN:
        state = fleet.machines[name].state()
        assert packages(state) == packages(shown[1][name])
        assert homes(state) == homes(shown[1][name])
    assert fleet.machines["ready"].run("pgrep", "-f", "sleep 1717").returncode == 1
    units = ("docker.service", "docker.socket")
    assert fleet.machines["ready"].run("systemctl", "is-active", *units).stdout.split() == ["inactive"] * 2
    assert fleet.machines["ready"].run("systemctl", "is-enabled", *units).stdout.split() == ["disabled"] * 2
    fleet.machines["ready"].says("systemctl start docker.service")
    assert fleet.machines["ready"].says("docker image ls --quiet; docker ps --all --quiet") == ""
    again = fleet.make("fleet-down")
    assert again.returncode == 0
    assert len(re.findall(r"done in \d+ s, 0 changed", again.stdout)) == 3
