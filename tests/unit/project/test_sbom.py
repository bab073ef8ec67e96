"""make sbom: valid CycloneDX; each base by its digest, each package with its hashes, and what is not pinned as such."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from images.bases import CPU, ROCM, ROCM_SMALLER
from images.wheels import wheels
from project.write_sbom import bills
from session.environment import LOCK, ORGANIZER_LOCK, TORCH

BASES = {"rocm": ROCM, "rocm-smaller": ROCM_SMALLER, "wheels": CPU, "cpu": CPU}


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, Any]]:
    return bills()


def parts(bill: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["name"]: part for part in bill["components"]}


def hashes(part: dict[str, Any]) -> set[str]:
    return {one["content"] for place in part.get("externalReferences", []) for one in place.get("hashes", [])}


def test_every_locked_package_is_in_it_with_its_hashes(made: dict[str, dict[str, Any]]) -> None:
    for name, bill in made.items():
        lock = (ORGANIZER_LOCK if name == "organizer" else LOCK).read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
        found = {part["name"] for part in bill["components"] if part["bom-ref"].startswith("requirements-")}
        assert found == locked
        assert set().union(*map(hashes, parts(bill).values())) >= set(re.findall(r"sha256:([0-9a-f]{64})", lock))


def test_a_base_is_in_it_by_its_digest_and_nothing_calls_itself_complete(made: dict[str, dict[str, Any]]) -> None:
    for name, pinned in BASES.items():
        (base,) = (part for part in made[name]["components"] if part["bom-ref"] == "base")
        assert f"{base['name']}:{base['purl'].partition('tag=')[2]}@{base['version']}" == pinned.reference
    assert {whole["aggregate"] for bill in made.values() for whole in bill["compositions"]} == {"incomplete"}


def test_torch_is_in_it_as_far_as_it_is_pinned(made: dict[str, dict[str, Any]]) -> None:
    cpu, amd = parts(made["cpu"])["torch"], parts(made["wheels"])["torch"]
    assert hashes(cpu) == set(re.findall(r"sha256:([0-9a-f]{64})", TORCH.read_text(encoding="utf-8")))
    assert (amd["version"], hashes(amd)) == (wheels().torch, set())
    assert wheels().index in str(amd["externalReferences"])
    assert "torch" not in parts(made["rocm"])  # the base brings it


def test_it_is_valid_cyclonedx(made: dict[str, dict[str, Any]]) -> None:
    # The schema takes its time over hashes, of which a few will do.
    bill = made["wheels"]
    for part in bill["components"]:
        for place in part.get("externalReferences", []):
            place["hashes"] = place.get("hashes", [])[:1]
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps({**bill, "components": [{}]})) is not None
