"""Seats without an engine: shares of a machine, passwords, what a seat takes over from compose.yaml, the proxy."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.settings import NAMES
from cli.speech import LabError
from workshop.seats import service, state
from workshop.seats.demands import Door, Share, share
from workshop.seats.engine import without_card
from workshop.seats.hub.seat_container import create_options, environment, host_options, stop_seconds
from workshop.seats.passwords import LETTERS, fits, fits_seat, hashed, new_passwords
from workshop.seats.words import DIED, NO_CARD, NO_TLS, SLOW_DOWN

GIB = 2**30
ROOT = Path(__file__).resolve().parents[3]
SEATS = ROOT / "scripts/workshop/seats"
SERVICE: dict[str, Any] = {
    "image": "rocm-lab:1", "user": "1000:1000", "working_dir": "/lab/work", "init": True, "read_only": True,
    "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"], "pids_limit": 2048, "shm_size": "8589934592",
    "tmpfs": ["/tmp:exec"], "group_add": ["109", "1000"], "mem_limit": "17179869184", "stop_grace_period": "2s",
    "environment": {"LANG": "C.UTF-8", "LAB_BACKEND": "hip", "JUPYTER_TOKEN_FILE": "/run/secrets/token"},
    "devices": [{"source": "/dev/kfd", "target": "/dev/kfd", "permissions": "rwm"}],
    "volumes": [
        {"type": "bind", "source": "/x/.lab/home", "target": "/lab/home", "bind": {"selinux": "z"}},
        {"type": "bind", "source": "/x/work", "target": "/lab/work", "bind": {"selinux": "z"}},
        {"type": "bind", "source": "/x/labs", "target": "/lab/labs", "read_only": True, "bind": {"selinux": "z"}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("total", "cores", "seats", "expected"),
    [
        (66 * GIB, 16, 8, Share(8 * GIB, 2.0)),
        (66 * GIB, 16, 1, Share(16 * GIB, 16.0)),  # never more than compose.yaml allows
        (24 * GIB, 2, 10, Share(2252 * 2**20, 1.0)),  # more seats than cores: they take turns
        (4 * GIB, 2, 1, Share(2 * GIB, 2.0)),
    ],
)
def test_a_seat_gets_its_share(total: int, cores: int, seats: int, expected: Share) -> None:
    assert share(total, cores, seats, 16 * GIB) == expected


FITTING = [(24 * GIB, 23, 22), (4 * GIB, 3, 2), (3 * GIB - 1, 1, 0), (GIB, 1, 0)]


@pytest.mark.parametrize(("total", "seats", "fit"), FITTING)
def test_seats_that_do_not_fit_are_refused_and_it_says_how_many_do(total: int, seats: int, fit: int) -> None:
    with pytest.raises(LabError) as refused:
        share(total, 8, seats, 16 * GIB)
    assert refused.value.code == "seats-too-many"
    assert f" {fit} do, " in refused.value.text("en")
    assert f"、{fit} 席まで" in refused.value.text("ja")


def test_passwords_are_different_and_can_be_read_from_paper() -> None:
    made = new_passwords(state.names(99))
    assert len(set(made.values())) == len(made) == 99
    assert all(re.fullmatch(f"[{LETTERS}]{{10}}", password) for password in made.values())
    assert not set("ilo01") & set(LETTERS)


def test_only_the_password_itself_fits_and_two_hashes_of_it_differ() -> None:
    kept = hashed("kxmqrdnpab")
    assert fits("kxmqrdnpab", kept)
    assert not fits("kxmqrdnpaB", kept)
    assert not fits("", kept)
    assert kept != hashed("kxmqrdnpab")
    assert "kxmqrdnpab" not in kept


def test_a_name_that_no_seat_has_never_fits() -> None:
    kept = {"seat-01": hashed("kxmqrdnpab")}
    assert fits_seat("seat-01", "kxmqrdnpab", kept)
    for seat, password in (("seat-02", "kxmqrdnpab"), ("", ""), ("seat-02", ""), ("seat-01", "x" * 10**6)):
        assert not fits_seat(seat, password, kept)


def test_a_secret_is_nobody_elses_at_any_moment(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("old")
    file.chmod(0o644)
    state.write_secret(file, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o600)
    assert list(tmp_path.iterdir()) == [file]


def test_a_seat_takes_over_what_compose_says_and_has_its_own_folders() -> None:
    created = create_options(SERVICE, "seat-01", "rocm-lab.seats=p")
    host = host_options(SERVICE, Path("/w/seat-01"), Path("/h/seat-01"))
    assert created["user"] == "1000:1000"
    assert created["labels"] == {"rocm-lab.seats": "p", "rocm-lab.seat": "seat-01"}
    for setting in ("init", "read_only", "cap_drop", "security_opt", "pids_limit", "tmpfs", "group_add"):
        assert host[setting] == SERVICE[setting]
    assert host["shm_size"] == 8 * GIB
    assert host["devices"] == ["/dev/kfd:/dev/kfd:rwm"]
    assert host["binds"] == ["/h/seat-01:/lab/home:rw,z", "/w/seat-01:/lab/work:rw,z", "/x/labs:/lab/labs:ro,z"]
    assert stop_seconds(SERVICE) == 2


def test_a_seat_s_card_by_its_name_is_asked_of_the_engine_and_is_no_node() -> None:
    name = {"source": "amd.com/gpu=1", "target": "amd.com/gpu=1", "permissions": "rwm"}
    host = host_options({**SERVICE, "devices": [name]}, Path("/w"), Path("/h"))
    assert host["devices"] == []
    assert host["device_requests"] == [{"Driver": "cdi", "DeviceIDs": ["amd.com/gpu=1"]}]
    assert host_options(SERVICE, Path("/w"), Path("/h"))["device_requests"] == []


def test_a_setting_that_compose_gained_is_not_lost_in_silence() -> None:
    with pytest.raises(ValueError, match="userns_mode"):
        create_options({**SERVICE, "userns_mode": "host"}, "seat-01", "a=b")


def test_a_seat_has_no_token_file_and_as_many_threads_as_cores() -> None:
    lab = {"LANG": "C.UTF-8", "LAB_BACKEND": "hip"}
    assert environment(SERVICE, 2.5, 1.8e9) == {**lab, "OMP_NUM_THREADS": "2", "SEAT_ENDS": "1800000000"}
    assert environment(SERVICE, 0.5, 1.8e9)["OMP_NUM_THREADS"] == "1"


def test_a_seat_without_a_card_has_no_node_and_no_group_of_one_and_says_cpu() -> None:
    alone = without_card(SERVICE)
    assert "devices" not in alone
    assert "group_add" not in alone
    assert alone["environment"]["LAB_BACKEND"] == "cpu"
    assert SERVICE["environment"]["LAB_BACKEND"] == "hip"


@pytest.mark.parametrize(
    ("bind", "cert", "host", "address", "room"),
    [
        ("127.0.0.1", None, None, "http://127.0.0.1:8888/", False),
        ("192.0.2.5", None, None, "http://192.0.2.5:8888/", True),
        ("192.0.2.5", Path("c"), "lab.example", "https://lab.example:8888/", True),
        ("::1", None, None, "http://[::1]:8888/", False),
    ],
)
def test_the_address_is_what_a_browser_takes(
    bind: str, cert: Path | None, host: str | None, address: str, room: bool
) -> None:
    door = Door(bind, 8888, cert, cert)
    assert (door.address(host), door.open_to_the_room) == (address, room)


@pytest.mark.parametrize("pair", [NO_CARD, DIED, SLOW_DOWN])
def test_what_a_page_says_is_there_in_both_languages(pair: tuple[str, str]) -> None:
    assert re.findall(r"{\w+}", pair[0]) == re.findall(r"{\w+}", pair[1])
    assert re.search(r"[ぁ-ん]", pair[1])


def test_the_warning_takes_several_lines_in_both_languages() -> None:
    assert NO_TLS.count("\n!!!") >= 7
    assert "WARNING" in NO_TLS
    assert "警告" in NO_TLS


def test_the_proxy_is_pinned_with_the_integrity_of_every_package() -> None:
    lock = json.loads((SEATS / "hub/package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((SEATS / "hub/package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert packages["node_modules/configurable-http-proxy"]["version"] == wanted["configurable-http-proxy"]
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())


def test_the_seats_hub_is_the_organizers_hub() -> None:
    locks = [(ROOT / f"docker/requirements-{who}.lock").read_text(encoding="utf-8") for who in ("seat", "organizer")]
    assert len({re.search(r"^jupyterhub==\S+", lock, re.MULTILINE)[0] for lock in locks}) == 1  # type: ignore[index]


PAGES = {name: (SEATS / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md")}


def test_the_pages_for_people_say_the_same_in_both_languages() -> None:
    english, japanese = PAGES.values()
    for pattern in (r"^#+ ", r"^\* ", r"^\| ", r"^make [^#\n]*"):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, japanese, re.MULTILINE)), (
            pattern
        )
    assert set(re.findall(r"`([A-Z]+)(?:=[^`]*)?`", english)) == set(re.findall(r"`([A-Z]+)(?:=[^`]*)?`", japanese))


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_name_settings_that_exist_and_files_that_are_there(name: str) -> None:
    assert set(re.findall(r"`([A-Z]+)(?:=[^`]*)?`", PAGES[name])) <= set(NAMES)
    changed = PAGES[name].rpartition("\n## ")[2]
    for path in re.findall(r"`([\w./-]+(?:/|\.\w+))`", changed):
        assert (ROOT / path).exists() or (SEATS / path).exists(), path


def test_hadolint_finds_nothing_in_the_seats_image() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, SEATS / "hub/seat.Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_unit_says_paths_as_systemd_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "CHECKOUT", Path("/srv/Lab ü 100%"))
    told = service.unit({"PATH": '/a "b"/100%:/usr/bin', "DOCKER_HOST": "unix:///run/d.sock", "LAB_N": "3"})
    assert "\nWorkingDirectory=/srv/Lab ü 100%%\n" in told
    assert '\nEnvironment="PATH=/a \\"b\\"/100%%:/usr/bin" "DOCKER_HOST=unix:///run/d.sock"\n' in told


@pytest.mark.parametrize(
    ("systemd", "installed", "offered"),
    [(False, None, False), (True, None, True), (True, "written", False), (True, "of other seats", True)],
)
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "  after a restart of this machine the hub starts by itself, once you have typed this:\n"),
        ("ja", "  次を実行しておくと、このコンピューターを再起動した後、ハブが自動で起動します：\n"),
    ],
    ids=["en", "ja"],
)
def test_the_unit_is_offered_where_systemd_runs_and_has_not_got_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    systemd: bool, installed: str | None, offered: bool, language: str, said: str,
) -> None:  # fmt: skip
    places = {"UNIT": ".lab/hub/seats.service", "INSTALLED": "etc/seats.service", "SYSTEMD": "systemd", "CHECKOUT": "."}
    for name, place in places.items():
        monkeypatch.setattr(service, name, tmp_path / place)
    monkeypatch.setenv("LAB_LANG", language)
    for file in (service.UNIT, service.INSTALLED):
        file.parent.mkdir(parents=True)
    service.UNIT.write_text("written")
    if systemd:
        service.SYSTEMD.mkdir()
    if installed:
        service.INSTALLED.write_text(installed)
    service.offer()
    typed = f"sudo install -m 644 .lab/hub/seats.service {tmp_path}/etc/ && sudo systemctl enable seats.service\n"
    assert capsys.readouterr().out == (f"{said}{' ' * 15}{typed}" if offered else "")
