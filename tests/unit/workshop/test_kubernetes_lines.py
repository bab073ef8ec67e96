"""What an organizer of a cluster types: the pages' lines, and the two scripts against a stand-in for kubectl."""

from __future__ import annotations

import base64
import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from unit.workshop.kubernetes_facts import HERE, ROOT, VALUES

PAGES = {name: (HERE / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md")}
DIGEST = "sha256:" + "5" * 64


def lines(page: str, *words: str) -> str:
    """The page's own lines of shell with one of these words."""
    blocks = "\n".join(re.findall(r"```\n(.*?)```", PAGES[page], re.DOTALL)).replace("\\\n", "")
    return "\n".join(line for line in blocks.splitlines() if any(word in line for word in words))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["check.yaml", "workers.yaml"])
def test_the_pages_lines_put_in_image_group_and_number(page: str, name: str) -> None:
    (line,) = [one for one in lines(page, "sed ").splitlines() if name in one]
    given = {
        "IMAGE": f"registry.example/lab:1@{DIGEST}",
        "GROUP": "109",
        "NODES": "7",
        "WORKERS": "2",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        ["sh", "-c", line.replace("| kubectl", "#")], cwd=ROOT, env=given, capture_output=True, text=True
    )
    found = list(yaml.safe_load_all(done.stdout))[-1]["spec"]
    (container,) = found["template"]["spec"]["containers"]
    assert container["image"] == given["IMAGE"]
    assert found["template"]["spec"]["securityContext"]["supplementalGroups"] == [109]
    assert found["completions"] == found["parallelism"] == (7 if name == "check.yaml" else 2)
    assert name == "check.yaml" or "--nnodes=2" in container["command"]


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_line_for_helm_names_values_that_there_are(page: str) -> None:
    told = re.findall(r'--set "?([\w.]+)=', lines(page, "helm", "--set"))
    assert {
        "singleuser.image.name",
        "singleuser.image.tag",
        "hub.config.KubeSpawner.supplemental_gids",
        "custom.seats",
    } <= set(told)
    for path in told:
        found: Any = VALUES
        for part in path.split("."):
            found = found[part]


def test_the_placeholder_can_be_no_image() -> None:
    image = VALUES["singleuser"]["image"]
    told = f"{image['name']}:{image['tag']}"
    assert re.fullmatch(r"registry\.invalid/[\w-]+:none@sha256:0{64}", told)
    for name in ("check.yaml", "workers.yaml", "collect.yaml"):
        assert f"image: {told}\n" in (HERE / name).read_text(encoding="utf-8")


KUBECTL = """#!/bin/sh
# A cluster of folders: what is asked for, in the words of the two scripts.
case "$*" in
"get pvc"*) for seat in "$CLUSTER"/seat-*; do echo "claim-${seat##*/} ${seat##*/}"; done ;;
"get pods"*) printf '%s|%s\\n' check-0 'node-a|Succeeded|lab@1' check-1 '|Pending|' check-2 'node b|Failed|lab@1' ;;
"logs "*) cat "$CLUSTER/$2.log" ;;
"apply "*) cat >> "$CLUSTER/applied.yaml" ;;
"exec "*) seat=${2#collect-}; cd "$CLUSTER/$seat"; exec sh -c "$(printf %s "$6" | sed s,/lab/work,.,)" ;;
*) echo "$*" >> "$CLUSTER/told" ;;
esac
"""


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with the two scripts, and a stand-in for a cluster in cluster/."""
    shutil.copytree(HERE, tmp_path / "scripts/workshop/kubernetes")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/kubectl").write_text(KUBECTL)
    (tmp_path / "bin/kubectl").chmod(0o755)
    (tmp_path / "cluster").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    monkeypatch.setenv("CLUSTER", str(tmp_path / "cluster"))
    monkeypatch.setenv("IMAGE", f"registry.example/lab:1@{DIGEST}")
    return tmp_path


def run(checkout: Path, script: str) -> subprocess.CompletedProcess[str]:
    """One of the two."""
    return subprocess.run([checkout / "scripts/workshop/kubernetes" / script], capture_output=True, text=True)


def test_notebooks_come_from_the_volumes_to_where_make_collect_looks_and_no_link_does(cluster: Path) -> None:
    for place in ("seat-01/one.ipynb", "seat-01/a folder/two.ipynb", "seat-120/one.ipynb", "seat-120/notes.txt"):
        (cluster / "cluster" / place).parent.mkdir(parents=True, exist_ok=True)
        (cluster / "cluster" / place).write_text(place)
    (cluster / "cluster/seat-120/link.ipynb").symlink_to("/etc/passwd")
    done = run(cluster, "collect")
    assert done.returncode == 0, done.stderr
    works = cluster / "work/seats"
    found = {str(file.relative_to(works)): file.read_text() for file in works.rglob("*") if file.is_file()}
    assert found == {name: name for name in ("seat-01/one.ipynb", "seat-01/a folder/two.ipynb", "seat-120/one.ipynb")}
    pods = list(yaml.safe_load_all((cluster / "cluster/applied.yaml").read_text()))
    assert [pod["metadata"]["name"] for pod in pods] == ["collect-seat-01", "collect-seat-120"]
    assert [pod["spec"]["volumes"][-1]["persistentVolumeClaim"]["claimName"] for pod in pods] == [
        "claim-seat-01",
        "claim-seat-120",
    ]
    assert {pod["spec"]["containers"][0]["image"] for pod in pods} == {f"registry.example/lab:1@{DIGEST}"}
    assert "delete pod --selector app=lab-collect" in (cluster / "cluster/told").read_text()


@pytest.mark.parametrize("wrong", ["seats", "image"])
def test_somebodys_seats_are_not_written_over_and_no_image_is_guessed(
    cluster: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    if wrong == "seats":
        (cluster / "work/seats").mkdir(parents=True)
    else:
        monkeypatch.setenv("IMAGE", "")
    done = run(cluster, "collect")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 4
    assert list((cluster / "cluster").iterdir()) == []


def test_each_nodes_record_comes_out_of_its_log_and_a_line_says_its_verdict(cluster: Path) -> None:
    for pod, verdict in (("check-0", "labs PASS · HIP PROVED"), ("check-2", "labs FAIL · HIP NOT PROVED: x")):
        said = f"✓ 01\n{verdict}\n--- record ---\n{base64.encodebytes(gzip.compress(verdict.encode())).decode()}"
        (cluster / "cluster" / f"{pod}.log").write_text(said, encoding="utf-8")
    done = run(cluster, "records")
    assert done.stdout.splitlines() == [
        "node-a Succeeded labs PASS · HIP PROVED", "check-1 Pending ", "node b Failed labs FAIL · HIP NOT PROVED: x",
    ]  # fmt: skip
    for node, verdict in (("node-a", "PROVED"), ("node b", "NOT PROVED: x")):
        assert (cluster / f"runs/check-{node}/record.json").read_text(encoding="utf-8").endswith(f"HIP {verdict}")


def test_the_pages_say_the_same_in_both_languages() -> None:
    english, japanese = PAGES.values()
    for pattern in (r"^#+ ", r"^\* ", r"^\d\. ", r"^\| "):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, japanese, re.MULTILINE)), (
            pattern
        )
    assert re.findall(r"```\n(.*?)```", english, re.DOTALL) == re.findall(r"```\n(.*?)```", japanese, re.DOTALL)
