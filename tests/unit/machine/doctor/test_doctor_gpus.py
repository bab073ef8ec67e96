"""The reader of the KFD topology beside AMD's own, rocm-bootstrap, on the same files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rocm_bootstrap import _platform, detect_gpus  # type: ignore[import-untyped]
from rocm_bootstrap.targets import PackagingLevel, all_bundles  # type: ignore[import-untyped]

from machine.doctor import verdict
from machine.engine import judge_engine
from machine.finding import Level
from machine.gpus import DISCRETE, INTEGRATED, TOPOLOGY, Card, amd_cards, gfx_name, topology
from unit.machine.doctor.hosts import MACHINES, Host


def by_amd(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(_platform, "KFD_TOPOLOGY", root / TOPOLOGY)
    return [gpu.target.name for gpu in detect_gpus()]


@pytest.mark.parametrize(
    ("machine", "gfx", "minor"), [("gfx942", "gfx942", 128), ("rx7900xtx", "gfx1100", 129), ("r9700", "gfx1201", 128)]
)
def test_on_a_real_machine_both_see_the_same_card(
    machine: str, gfx: str, minor: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert amd_cards(MACHINES / machine) == [Card(gfx, f"/dev/dri/renderD{minor}")]
    assert by_amd(MACHINES / machine, monkeypatch) == [gfx]


def test_on_a_composed_machine_both_see_all_cards_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, machine in ((1, "gfx942"), (2, "rx7900xtx"), (10, "r9700")):
        shutil.copytree(MACHINES / machine / TOPOLOGY / "1", tmp_path / TOPOLOGY / str(number))
    shutil.copytree(MACHINES / "r9700" / TOPOLOGY / "0", tmp_path / TOPOLOGY / "0")
    assert [card.gfx for card in amd_cards(tmp_path)] == ["gfx942", "gfx1100", "gfx1201"]
    # rocm-bootstrap 0.3.0 sorts by name, node 10 before node 2; the runtime counts as the kernel does.
    assert sorted(by_amd(tmp_path, monkeypatch)) == ["gfx1100", "gfx1201", "gfx942"]


def test_every_target_that_amd_knows_has_the_same_name_here() -> None:
    known = {target for bundle in all_bundles(PackagingLevel.TARGET) for target in bundle.members}
    names = {target.name: gfx_name(target.gfx_target_version) for target in known if "-" not in target.name}
    assert len(names) > 20
    assert {theirs: ours for theirs, ours in names.items() if ours != theirs} == {}
    assert set(names) >= INTEGRATED | DISCRETE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gfx_target_version",
        "gfx_target_version x\nsimd_count 4",
        "\x00",
        "simd_count 4\n",
        "gfx_target_version 90402\n",
    ],
)
def test_what_is_not_a_gpu_is_none_for_both(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = tmp_path / TOPOLOGY / "1"
    node.mkdir(parents=True)
    (node / "properties").write_text(text)
    assert amd_cards(tmp_path) == []
    assert by_amd(tmp_path, monkeypatch) == []


def test_memory_is_read_from_the_cards_own_banks(tmp_path: Path) -> None:
    shutil.copytree(MACHINES / "r9700", tmp_path, dirs_exist_ok=True)
    for bank, heap, size in ((0, 1, 30), (1, 2, 4), (2, 0, 1000)):
        folder = tmp_path / TOPOLOGY / f"1/mem_banks/{bank}"
        folder.mkdir(parents=True)
        (folder / "properties").write_text(f"heap_type {heap}\nsize_in_bytes {size}\nflags 0\n")
    assert amd_cards(tmp_path) == [Card("gfx1201", "/dev/dri/renderD128", memory=34)]


def test_memory_is_read_from_the_display_driver_where_no_bank_gives_it(tmp_path: Path) -> None:
    shutil.copytree(MACHINES / "r9700", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "sys/class/drm/renderD128/device/mem_info_vram_total"
    file.parent.mkdir(parents=True)
    file.write_text("34208743424\n")
    assert amd_cards(tmp_path)[0].memory == 34208743424


@pytest.mark.parametrize(
    ("card", "integrated"),
    [
        (Card("gfx1151", ""), True),
        (Card("gfx1100", ""), False),
        (Card("gfx942", ""), None),  # MI300A or MI300X
        (Card("gfx942", "", cpu_cores=24), True),
        (Card("gfx1399", ""), None),
    ],
)
def test_integrated_is_told_only_where_it_can_be(card: Card, integrated: bool | None) -> None:
    assert card.integrated is integrated


def test_partitions_of_one_card_are_named_as_what_they_are(host: Host) -> None:
    """An MI300X in CPX mode, after the kernel's source: one place on the bus, the partition in the top four bits."""
    host.remove("sys/class")
    shutil.copytree(MACHINES / "gfx942", host.root, dirs_exist_ok=True)
    first = (host.root / TOPOLOGY / "1/properties").read_text()
    for part in range(1, 8):
        text = first.replace("location_id 29952", f"location_id {29952 | part << 28}")
        host.write(f"{TOPOLOGY}/{part + 1}/properties", text.replace("minor 128", f"minor {128 + part}"))
    found = host.findings()
    assert "(cards themselves: 1;" in found["cards"].lines("en")[0]
    assert found["order"].lines("en")[0].startswith("GPU 0, gfx942")
    host.write(f"{TOPOLOGY}/9/properties", first.replace("location_id 29952", "location_id 512").replace("128", "140"))
    assert "(cards themselves: 2;" in host.findings()["cards"].lines("en")[0]


def test_no_sys_at_all_is_not_the_same_as_no_card(tmp_path: Path) -> None:
    assert not topology(tmp_path).readable
    assert amd_cards(tmp_path) == []
    (tmp_path / "sys").mkdir()
    assert topology(tmp_path).readable


def test_a_topology_that_is_no_folder_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / TOPOLOGY).parent.mkdir(parents=True)
    (tmp_path / TOPOLOGY).write_text("")
    assert not topology(tmp_path).readable


@pytest.mark.parametrize(
    ("machine", "level", "code"),
    [("docker-desktop", Level.STOP, "engine-desktop"), ("selinux", Level.WARNING, "engine-selinux")],
)
def test_an_engine_that_looks_right_is_not_called_good(host: Host, machine: str, level: Level, code: str) -> None:
    folder = MACHINES / machine
    host.remove("sys/class")
    shutil.copytree(folder / "sys", host.root / "sys", dirs_exist_ok=True)
    host.node("dev/dri/renderD128")
    endpoint = folder / "docker-endpoint"
    where = endpoint.read_text() if endpoint.is_file() else "unix:///var/run/docker.sock"
    host.engine = judge_engine((0, (folder / "docker-info.json").read_text()), (0, "2.40.0"), (0, where))
    found = host.findings()["engine"]
    assert (found.level, found.code) == (level, code)


@pytest.mark.parametrize(
    ("machine", "cards", "says", "ends"),
    [
        (
            "igpu-1036-and-7900xt",
            "0: gfx1036, 0.5 GiB, renderD129; 1: gfx1100, 20 GiB, renderD128",
            {"order": "GPU 1, gfx1100: this PyTorch has code for it"},
            "make lab will run in a container on gfx1100.",
        ),
        (
            "rx580-gfx803",
            "0: gfx803, 8.0 GiB, renderD128",
            {"pytorch": "no PyTorch of AMD's has code for gfx803"},
            "make lab would start in a container, and no step would run on gfx803: take BACKEND=cpu.",
        ),
        (
            "strix-halo-512M-vram",
            "0: gfx1151, 0.5 GiB + 62 GiB GTT, renderD128",
            {},
            "make lab will run in a container on gfx1151.",
        ),
    ],
)
def test_what_is_said_of_machines_after_public_reports(
    host: Host, machine: str, cards: str, says: dict[str, str], ends: str
) -> None:
    host.remove("sys/class")
    shutil.copytree(MACHINES / machine, host.root, dirs_exist_ok=True)
    for minor in (128, 129):
        host.node(f"dev/dri/renderD{minor}")
    found = host.findings()
    assert found["cards"].lines("en") == (cards,)
    for check, line in says.items():
        assert found[check].lines("en")[0].startswith(line)
    assert verdict(host.machine(), list(found.values()), "en")[0] == ends
