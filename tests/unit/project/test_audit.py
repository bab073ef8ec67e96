"""make audit: asks a stand-in of OSV about every locked package; says what it found, or that nobody could be asked."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from cli.speech import LabError
from project import ask_advisories
from project.ask_advisories import allowed, main
from session.environment import DOCKER

TODAY = datetime.now(UTC).date()
ENTRY = '[[allowed]]\nid = "{id}"\nreason = "waits for 9.9"\nuntil = {until}\n'


class Osv(BaseHTTPRequestHandler):
    """Answers as api.osv.dev does: nothing is known but of jinja2."""

    asked: ClassVar[dict[str, str]] = {}

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = query["package"]["name"]
        self.asked[name] = query["version"]
        affected = [{"package": {"name": name, "ecosystem": "PyPI"},
                     "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.9"}]}]}]  # fmt: skip
        known = {"id": "GHSA-1", "aliases": ["CVE-2026-1"], "summary": "\x1b[31mred", "affected": affected}
        answer = json.dumps({"vulns": [known]} if name == "jinja2" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Osv]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"http://127.0.0.1:{server.server_port}/v1/query")
    Osv.asked.clear()
    yield Osv
    server.shutdown()
    server.server_close()


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An allow-list of the test's own."""
    monkeypatch.setattr(ask_advisories, "ALLOWED", tmp_path / "allowed.toml")
    return tmp_path / "allowed.toml"


def test_a_known_vulnerability_fails_and_every_locked_package_was_asked_about(
    osv: type[Osv], listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed.write_text(ENTRY.format(id="CVE-2026-2", until=TODAY), encoding="utf-8")
    assert main() == 1
    assert re.search(r"^✗ jinja2 \d\S+: CVE-2026-1, GHSA-1 \(fixed in: 9\.9\)$", capsys.readouterr().out, re.MULTILINE)
    locks = "".join(lock.read_text(encoding="utf-8") for lock in DOCKER.glob("*.lock"))
    # also what this machine's Python would not install; torch without the name of its build, which no advisory has
    assert osv.asked == {**dict(re.findall(r"^(\S+)==([^\s;]+)", locks, re.MULTILINE)), "torch": "2.13.0"}


def test_what_is_allowed_until_today_passes_by_any_of_its_names(osv: type[Osv], listed: Path) -> None:
    listed.write_text(ENTRY.format(id="CVE-2026-1", until=TODAY), encoding="utf-8")
    assert main() == 0
    assert "jinja2" in osv.asked


def test_a_day_that_is_over_fails_before_anybody_is_asked(osv: type[Osv], listed: Path) -> None:
    listed.write_text(ENTRY.format(id="CVE-2026-1", until=TODAY - timedelta(days=1)), encoding="utf-8")
    with pytest.raises(LabError) as refused:
        main()
    assert (refused.value.code, refused.value.status, osv.asked) == ("audit-expired", 2, {})
    assert "waits for 9.9" in refused.value.text("en")


def test_offline_it_says_that_it_did_not_audit(listed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed.touch()
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", "http://127.0.0.1:9/v1/query")  # nobody listens there
    with pytest.raises(LabError) as refused:
        main()
    assert (refused.value.code, refused.value.status) == ("audit-not-asked", 4)
    assert "NOT AUDITED" in refused.value.text("en")
    assert "Connection refused" in refused.value.text("ja")


@pytest.mark.parametrize(
    "text",
    [
        "[[allowed]",
        '[[allowed]]\nid = "CVE-1"\nreason = "no day"\n',
        '[[allowed]]\nid = "CVE-1"\nuntil = 2027-01-01\n',
        '[[allowed]]\nid = "CVE-1"\nreason = ""\nuntil = 2027-01-01\n',
        '[[allowed]]\nid = "CVE-1"\nreason = "a word for a day"\nuntil = "2027-01-01"\n',
        '[[allowed]]\nid = "CVE-1"\nreason = "x"\nuntil = 2027-01-01\npackage = "jinja2"\n',
    ],
)
def test_an_entry_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(LabError) as refused:
        allowed(text, TODAY)
    assert refused.value.code == "audit-list"


def test_the_project_s_own_list_is_whole_and_in_time() -> None:
    allowed(ask_advisories.ALLOWED.read_text(encoding="utf-8"), TODAY)
