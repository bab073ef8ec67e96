"""What a build of the image says: progress while it goes on, and the cause where it breaks."""

from __future__ import annotations

import io

import pytest

from cli.speech import Language
from images.build import LOG, Progress, explain
from unit.terminals import Terminal

pytestmark = pytest.mark.usefixtures("english")

# The ends of real outputs of BuildKit; long lines and addresses cut.
PACKAGES = " > [lab stage-0 3/6] RUN --mount=type=cache,target=/root/.cache/pip     sh /build/install.sh packages:"
FAILED = (
    'failed to solve: process "/bin/sh -c sh /build/install.sh packages" did not complete successfully: exit code: 1'
)
BROKEN = f"""\
#9 1.109 ERROR: Invalid requirement: 'this is no requirement' (from line 2819 of /tmp/needed.lock)
#9 ERROR: process "/bin/sh -c sh /build/install.sh packages" did not complete successfully: exit code: 1
------
{PACKAGES}
1.109 ERROR: Invalid requirement: 'this is no requirement' (from line 2819 of /tmp/needed.lock)
------
{FAILED}
"""
HASH = f"""\
------
{PACKAGES}
0.979 Collecting filelock==4.2.11
1.022 ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package
1.022         Expected sha256 0000000000000000000000000000000000000000000000000000000000000000
1.022              Got        020e229e4bb9d410fc799c07ddf45fa217cba970278f40b30751d94f309b69e2
1.022
------
{FAILED}
"""
CERTIFICATE = f"""\
------
{PACKAGES}
8.728 WARNING: Retrying after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: \
CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1002)'))'
8.763 Could not fetch URL: There was a problem confirming the ssl certificate: Max retries exceeded with url: /anyio/
8.776 ERROR: Could not find a version that satisfies the requirement anyio==4.16.0 (from versions: none)
8.777 ERROR: No matching distribution found for anyio==4.16.0
------
{FAILED}
"""
NETWORK = f"""\
------
{PACKAGES}
4.1 WARNING: Retrying after connection broken by 'NewConnectionError('Failed to establish a new connection: \
[Errno 111] Connection refused')': /simple/anyio/
8.776 ERROR: Could not find a version that satisfies the requirement anyio==4.16.0 (from versions: none)
------
{FAILED}
"""
NO_VERSION = f"""\
------
{PACKAGES}
0.924 ERROR: Could not find a version that satisfies the requirement fsspec==3026.9.0 (from versions: 0.1.0, 0.1.1)
0.924 ERROR: No matching distribution found for fsspec==3026.9.0
------
{FAILED}
"""
BASE = """\
#2 ERROR: failed to do request: Head "https://127.0.0.1:1/v2/nothing/manifests/none": dial tcp 127.0.0.1:1: refused
------
 > [lab internal] load metadata for 127.0.0.1:1/nothing:none:
------
failed to solve: 127.0.0.1:1/nothing:none: failed to resolve source metadata for 127.0.0.1:1/nothing:none: refused
"""
DENIED = "failed to solve: nobody/nothing: pull access denied, repository does not exist or may require authorization"
CUT = "failed to solve: failed to copy: httpReadSeeker: failed open: unexpected status code 503 Service Unavailable"
HUB = "failed to solve: python:3.12-slim@sha256:{digest}: failed to resolve source metadata for registry.example/python"
HEAD = (
    f'{HUB.format(digest=64 * "f")}: failed to do request: Head "https://registry.example/v2/library/python/manifests"'
)
WAYS = [  # as engines 26 to 29 say it
    ("base-no-host", f"{HEAD}: dial tcp: lookup registry.example on 127.0.0.53:53: no such host"),
    ("base-refused", f"{HEAD}: dial tcp 192.0.2.1:443: connect: connection refused"),
    ("base-refused", f"{HEAD}: dial tcp 192.0.2.1:443: i/o timeout"),
    ("base-certificate", f"{HEAD}: tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    ("base-proxy", f"{HEAD}: proxyconnect tcp: dial tcp 192.0.2.7:3128: connect: connection refused"),
    (
        "base-limit",
        f"{HUB.format(digest=64 * 'f')}: failed to copy: 429 Too Many Requests - toomanyrequests: slow down",
    ),
    ("base-missing", f"{HUB.format(digest=64 * 'f')}: registry.example/python:9.99-slim: not found"),
]


FULL = "failed to solve: write /var/lib/docker/tmp/GetImageBlob1: no space left on device"
FULL_IN_PIP = (
    f"------\n{PACKAGES}\n9.1 ERROR: Could not install packages: [Errno 28] No space left on device\n------\n{FAILED}"
)


@pytest.mark.parametrize(
    ("output", "code"),
    [
        (BROKEN, "build-failed"),
        (HASH, "build-hash-mismatch"),
        (CERTIFICATE, "build-certificate"),
        (NETWORK, "build-no-network"),
        (NO_VERSION, "build-failed"),
        (BASE, "base-unreachable"),
        (DENIED, "base-missing"),
        (CUT, "base-unreachable"),
        (FULL, "engine-disk-full"),
        (FULL_IN_PIP, "engine-disk-full"),
        ("", "build-failed"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_broken_build_is_explained_in_two_lines_that_name_the_log(output: str, code: str, language: Language) -> None:
    found = explain(output, "base:1")
    assert (found.code, found.status) == (code, 4)
    assert len(found.text(language).splitlines()) == 2
    assert str(LOG) in found.text(language)


@pytest.mark.parametrize("how", ["receive status: rpc error: code = Unavailable desc =", "solve: Unavailable:"])
def test_an_engine_that_ends_in_the_middle_of_a_build_is_down(how: str) -> None:
    assert explain(f"failed to {how} error reading from server: EOF", "base:1").code == "engine-down"


@pytest.mark.parametrize(("code", "output"), WAYS, ids=lambda value: value[-30:])
def test_why_a_base_did_not_come_is_told_apart_and_no_digest_is_shown(code: str, output: str) -> None:
    found = explain(output, f"python:3.12-slim@sha256:{64 * 'f'}")
    assert found.code == code
    assert "fff" not in found.text("en") + found.text("ja")
    assert output.endswith(str(found.values["reason"]))
    assert len(str(found.values["reason"])) <= 120


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (BROKEN, "ERROR: Invalid requirement: 'this is no requirement' (from line 2819 of /tmp/needed.lock)"),
        (NO_VERSION, "ERROR: No matching distribution found for fsspec==3026.9.0"),
        (DENIED, DENIED),
        ("", "?"),
        ("#1 DONE\n" + "x" * 999, "x" * 200),
    ],
)
def test_the_reason_is_the_last_thing_that_the_broken_step_itself_said(output: str, reason: str) -> None:
    assert explain(output, "base:1").values["reason"] == reason


TORCH = '#8 [lab stage-0 2/6] RUN --mount=type=bind,source=docker/build     sh /build/install.sh torch "cpu"'
LABS = "#12 [lab made 4/4] COPY --from=files /lab /lab"
LINES = [
    "#4 [lab recipe 1/2] COPY --chmod=755 docker/build /build/",
    "#4 DONE 0.1s",
    "#6 [lab files 5/5] COPY --chmod=755 labs /lab/labs",
    "#6 DONE 0.1s",
    "#5 [lab stage-0 1/6] FROM localhost/base:1",
    "#5 sha256:0a1b2c 1.05GB / 9.87GB 12.3s",
    TORCH,
    "#8 CACHED",
    "#9" + PACKAGES.removeprefix(" >").removesuffix(":"),
    "#9 0.862 Looking in links: /wheelhouse",
    "#9 1.019   Downloading filelock-4.2.11-py3-none-any.whl (222 kB)",
    LABS,
    "#12 DONE 0.1s",
]


def shown(out: io.StringIO, lines: list[str]) -> str:
    progress = Progress(out)
    for line in lines:
        progress.show(line + "\n")
    progress.end()
    return out.getvalue()


def test_each_step_at_work_is_said_once_and_what_comes_from_the_cache_not_at_all() -> None:
    said = shown(io.StringIO(), LINES)
    assert said.splitlines() == ["  the base image …", "  JupyterLab and the other packages …", "  the labs …"]


def test_on_a_terminal_what_goes_on_is_shown_and_taken_away() -> None:
    said = shown(Terminal(), LINES)
    assert "1.05GB / 9.87GB" in said
    assert "Looking in links: /wheelhouse" in said
    assert "0.862" not in said
    assert said.endswith("\r\x1b[K")


def test_on_a_terminal_nothing_is_wider_than_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    said = shown(Terminal(), [*LINES, "#12 " + "x" * 500])
    assert max(len(part) for line in said.splitlines() for part in line.split("\x1b[K")) <= 40


def test_without_a_terminal_a_long_download_says_now_and_then_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10000, 10))
    monkeypatch.setattr("images.build.time.monotonic", lambda: float(next(clock)))
    lines = LINES[:3] + [f"#5 sha256:0a1b2c {n}.0GB / 9.0GB {n}s" for n in range(9)]
    said = shown(io.StringIO(), lines)
    assert 2 <= said.count(" / 9.0GB") < 9
