"""The page and the table of a fleet: what a machine says of itself is text in them, whatever it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cli.speech import Language
from unit.workshop.fleet_facts import BUNDLE, CPU_BUNDLE, IMAGE, OTHER, failed, machine, record
from workshop.fleet.page import page, table
from workshop.fleet.rows import row

FOLDER = "/opt/rocm-lab"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}\x1b[31m"


class Tags(HTMLParser):
    """Every tag with its attributes, and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(*found: object, language: Language = "en", bundle: dict[str, object] | None = None) -> str:
    return page(found, bundle or BUNDLE, "2026-11-23", language)  # type: ignore[arg-type]


GOOD = row(machine("web1"), record(), BUNDLE, FOLDER)
RED_ROW = row(machine("web2"), record(image=OTHER), BUNDLE, FOLDER)


def test_a_row_each_red_or_green_with_all_that_is_asked() -> None:
    text = rendered(GOOD, RED_ROW)
    assert len(re.findall('<tr class="green">', text)) == len(re.findall('<tr class="red">', text)) == 2
    shown = Tags(text).text
    for part in (
        "web1",
        "gfx942",
        "6.12.12",
        IMAGE["id"],
        OTHER,
        "PASS · HIP PROVED",
        "61",
        "1 green, 1 red.",
        "緑 1 台",
    ):
        assert str(part) in shown


def test_nothing_is_fetched_and_no_script_is_there() -> None:
    for tag, attributes in Tags(rendered(GOOD, RED_ROW)).tags:
        assert tag not in ("script", "link", "img", "iframe")
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert not (attributes.get("href") or "").startswith(("http", "//", "javascript"))
    assert "default-src 'none'" in rendered(GOOD)
    assert "url(" not in rendered(GOOD)
    assert "@import" not in rendered(GOOD)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_opens_in_the_organizer_s_language_and_holds_both(language: Language) -> None:
    text = rendered(GOOD, language=language)
    assert f'id="lang-{language}" checked' in text
    assert "image id" in text
    assert "イメージ ID" in text


def test_hostile_words_are_text() -> None:
    found = failed(msg=HOSTILE, task=HOSTILE)
    found["name"] = HOSTILE
    found["lab"]["found"] |= {"gfx": [HOSTILE], "driver": HOSTILE, "plan": {"nameless": [HOSTILE]}}
    evil = record(image=HOSTILE)
    evil["verdict"] |= {"labs": HOSTILE, "hip": HOSTILE}
    for text in (
        rendered(row(found, None, BUNDLE, FOLDER)),
        rendered(row({**found, "failed": None}, evil, BUNDLE, FOLDER)),
    ):
        tags = Tags(text)
        assert not {tag for tag, _ in tags.tags} & {"script", "img"}
        assert not [attributes for _, attributes in tags.tags if "onerror" in attributes]
        assert "<script>alert(1)" in tags.text
        assert "{{ 7*7 }}" in tags.text


def test_a_machine_cannot_drive_the_terminal() -> None:
    found = failed(msg=HOSTILE)
    assert "\x1b" not in table([row(found, None, BUNDLE, FOLDER)], "en")


def test_a_cpu_bundle_says_loudly_that_hip_is_not_proved() -> None:
    text = Tags(rendered(GOOD, bundle=CPU_BUNDLE)).text
    assert "HIP NOT PROVED: this bundle's image is for the CPU" in text


def test_the_table_lines_up_and_a_red_machine_has_its_cure_below() -> None:
    lines = table([GOOD, RED_ROW], "en").splitlines()
    assert [line[0] for line in lines[:3]] == [" ", "✓", "✗"]
    assert lines[0].index("gfx") == lines[1].index("gfx942") == lines[2].index("gfx942")
    assert lines[4].startswith("     → ")
