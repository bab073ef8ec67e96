"""From this machine against a native lab: ways out of work/, what an earlier lab gave away, and another user's eyes."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import os
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from native.checkout import Checkout
from native.running import LOCAL, Up, start, status
from unit.mischief import as_somebody

# How somebody would ask for what lies beside work/.
WAYS_OUT = [f"{way}.lab/mark" for way in ("../", "%2e%2e/", "..%2f", "%252e%252e%252f", "..%5c", "a/../../", "/")]


def asked(up: Up, path: str) -> tuple[int, str]:
    """The answer to a path as it stands: no client of ours makes it a tidy one first."""
    line = http.client.HTTPConnection(up.base.removeprefix("http://"), timeout=10)
    line.putrequest("GET", path, skip_host=False)
    line.putheader("Authorization", f"token {up.token}")
    line.endheaders()
    answer = line.getresponse()
    return answer.status, answer.read().decode(errors="replace")


@pytest.mark.parametrize(
    "door", ["/api/contents", "/files", "/lab/tree", "/static", "/lab/extensions", "/nbconvert/html"]
)
def test_no_path_leads_out_of_work_even_with_the_token(ready: Checkout, up: Up, door: str) -> None:
    (ready.root / ".lab/mark").write_text("beside work")
    for way in WAYS_OUT:
        found, said = asked(up, f"{door}/{way}")
        assert "beside work" not in said
        assert found >= 400 or door == "/lab/tree"  # that one is a page, which asks for the file by itself


@pytest.mark.parametrize("door", ["/api/contents", "/files"])
def test_of_what_is_in_work_the_same_doors_open(up: Up, door: str) -> None:
    found, said = asked(up, f"{door}/01_training_flow.en.ipynb")
    assert found == 200
    assert "optimizer" in said


def test_nothing_is_written_outside_of_work(ready: Checkout, up: Up) -> None:
    headers = {"Authorization": f"token {up.token}", "Content-Type": "application/json"}
    body = json.dumps({"type": "file", "format": "text", "content": "stranger"}).encode()
    for path in ("inside.txt", "../outside.txt", "%2e%2e/outside.txt"):
        request = urllib.request.Request(f"{up.base}/api/contents/{path}", body, headers, method="PUT")
        with suppress(urllib.error.HTTPError):
            LOCAL.open(request, timeout=10).close()
    assert (ready.root / "work/inside.txt").read_text() == "stranger"
    assert not (ready.root / "outside.txt").exists()
    (ready.root / "work/inside.txt").unlink()


def test_another_user_of_this_machine_reads_no_secret_of_a_lab_that_is_up(ready: Checkout, up: Up) -> None:
    """The token, and what would do in its place: the key that signs cookies, and those of a kernel's messages."""
    headers = {"Authorization": f"token {up.token}"}
    LOCAL.open(urllib.request.Request(f"{up.base}/api/kernels", b"{}", headers), timeout=60).close()
    runtime = ready.root / ".lab/jupyter/runtime"
    keys = [json.loads(file.read_text())["key"] for file in runtime.glob("kernel-*.json")]
    secrets = {up.token, *keys, (runtime / "jupyter_cookie_secret").read_text().strip()}
    assert len(secrets) >= 3
    here = Path.cwd()
    os.chdir(ready.root)  # the folders above a test's are shut in any case, and somebody's checkout is not
    try:
        assert secrets <= {found for found in secrets if any(found in text for text in _readable())}
        as_somebody(_read_no_secret(secrets))
    finally:
        os.chdir(here)


def _readable() -> list[str]:
    texts = list[str]()
    for folder, _, files in os.walk("."):
        if not folder.startswith("./.venv"):
            for name in files:
                try:
                    texts.append(Path(folder, name).read_text(encoding="utf-8", errors="replace"))
                except OSError:
                    continue
    return texts


def _read_no_secret(secrets: set[str]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    def look() -> None:
        texts = _readable()
        assert any("The lab on an AMD GPU" in text for text in texts)  # it can look around here
        assert not any(secret in text for text in texts for secret in secrets)

    return look


def test_what_opened_an_earlier_lab_opens_no_later_one(ready: Checkout, up: Up) -> None:
    """The last test here: it starts a second lab, with the same cookies' names, at the same port."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"{up.base}/lab?token={up.token}", timeout=10).close()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    assert status(f"{up.base}/api/contents", Cookie=cookies) == 200
    assert ready.make("stop").returncode == 0
    later = start(ready, "en", int(up.base.rsplit(":", 1)[1]))
    assert status(f"{later.base}/api/contents", Authorization=f"token {later.token}") == 200
    assert status(f"{later.base}/api/contents", Authorization=f"token {up.token}") == 403
    assert status(f"{later.base}/api/contents", Cookie=cookies) == 403
