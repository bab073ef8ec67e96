"""Who gets in: whoever has the token, from this machine, and nobody else."""

from __future__ import annotations

import http.cookiejar
import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError

import psutil
import pytest
import websocket

from container.browser_like import created, open_socket
from container.engine import Lab, docker, inspect
from native.running import LOCAL, status

# (method, path) of what a stranger would want.
DOORS = [
    ("GET", "/api/status"),
    ("GET", "/api/contents"),
    ("GET", "/api/contents/01_training_flow.en.ipynb"),
    ("PUT", "/api/contents/stranger.txt"),
    ("GET", "/api/kernels"),
    ("POST", "/api/kernels"),
    ("GET", "/api/sessions"),
    ("GET", "/api/terminals"),
    ("POST", "/api/terminals"),
    ("POST", "/api/shutdown"),
]
STRANGERS = {
    "no token": {},
    "a wrong token": {"Authorization": "token wrong"},
    "an empty token": {"Authorization": "token "},
    "a wrong cookie": {"Cookie": "username-127-0-0-1=stranger"},
}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
@pytest.mark.parametrize(("method", "path"), DOORS)
def test_a_stranger_is_refused(lab: Lab, method: str, path: str, headers: dict[str, str]) -> None:
    assert status(lab.base + path, method, **headers) == 403


@pytest.mark.parametrize("path", [path for method, path in DOORS if method == "GET"])
def test_the_token_opens(lab: Lab, path: str) -> None:
    assert status(lab.base + path, Authorization=f"token {lab.token}") == 200


@pytest.mark.parametrize("page", ["/lab", "/files/01_training_flow.en.ipynb"])
def test_a_stranger_who_asks_for_a_page_is_asked_for_the_token(lab: Lab, page: str) -> None:
    with LOCAL.open(lab.base + page, timeout=10) as answer:
        assert answer.url.startswith(f"{lab.base}/login?")
        assert b"torch" not in answer.read()


def test_a_wrong_token_in_the_address_is_refused(lab: Lab) -> None:
    assert status(f"{lab.base}/api/contents?token=wrong") == 403
    assert status(f"{lab.base}/api/contents?token={lab.token}") == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8888"])
def test_a_foreign_host_is_refused_even_with_the_token(lab: Lab, host: str) -> None:
    assert status(f"{lab.base}/api/status", Authorization=f"token {lab.token}", Host=host) == 403


@pytest.fixture(scope="module")
def sockets(lab: Lab) -> Iterator[dict[str, str]]:
    """The websockets of a kernel and of a terminal that are there."""
    with created(lab, "kernels") as kernel, created(lab, "terminals") as terminal:
        yield {"kernel": f"/api/kernels/{kernel}/channels", "terminal": f"/terminals/websocket/{terminal}"}


@pytest.mark.parametrize("what", ["kernel", "terminal"])
def test_a_websocket_needs_the_token(lab: Lab, sockets: dict[str, str], what: str) -> None:
    for headers in ({}, {"Authorization": "token wrong"}):
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            open_socket(lab, sockets[what], **headers)
        assert refused.value.status_code == 403
    open_socket(lab, sockets[what], Authorization=f"token {lab.token}").close()


@pytest.mark.parametrize("what", ["kernel", "terminal"])
def test_a_websocket_from_a_foreign_page_is_refused_even_with_the_cookie(
    lab: Lab, sockets: dict[str, str], what: str
) -> None:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in _log_in(lab)[1])
    open_socket(lab, sockets[what], lab.base, Cookie=cookies).close()
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        open_socket(lab, sockets[what], "http://evil.example", Cookie=cookies)
    assert refused.value.status_code == 403


def test_a_post_with_the_cookie_alone_is_refused_and_with_the_xsrf_token_it_is_not(lab: Lab) -> None:
    browser, cookies = _log_in(lab)
    xsrf = next(str(cookie.value) for cookie in cookies if cookie.name == "_xsrf")
    assert _post(browser, f"{lab.base}/api/terminals", {}) == 403
    assert _post(browser, f"{lab.base}/api/terminals", {"X-XSRFToken": "wrong"}) == 403
    assert _post(browser, f"{lab.base}/api/terminals", {"X-XSRFToken": xsrf}) == 200


def test_the_host_listens_for_it_on_127_0_0_1_alone(lab: Lab) -> None:
    port = int(lab.base.rsplit(":", 1)[1])
    addresses = [c.laddr for c in psutil.net_connections("inet") if c.status == psutil.CONN_LISTEN and c.laddr]
    listening = {address.ip for address in addresses if address.port == port}
    assert listening == {"127.0.0.1"}


def test_no_other_port_is_published(lab: Lab) -> None:
    port = lab.base.rsplit(":", 1)[1]
    facts = inspect(lab.container)
    assert facts["NetworkSettings"]["Ports"] == {"8888/tcp": [{"HostIp": "127.0.0.1", "HostPort": port}]}
    assert facts["HostConfig"]["NetworkMode"] not in ("host", "none")


def test_the_token_is_in_no_process_and_in_nothing_that_the_engine_tells(lab: Lab, sockets: dict[str, str]) -> None:
    del sockets  # so that a kernel and a terminal are among the processes
    assert status(f"{lab.base}/lab?token={lab.token}") == 200
    first = psutil.Process(inspect(lab.container)["State"]["Pid"])
    processes = [first, *first.children(recursive=True)]
    assert len(processes) >= 4
    for process in processes:
        assert lab.token not in " ".join(process.cmdline())
        environ = process.environ()
        assert environ["JUPYTER_TOKEN_FILE"]
        assert lab.token not in " ".join(environ.values())
    for command in (("inspect", lab.container), ("inspect", inspect(lab.container)["Image"]), ("logs", lab.container)):
        said = docker(*command)
        assert said.stdout + said.stderr
        assert lab.token not in said.stdout + said.stderr


def _log_in(lab: Lab) -> tuple[urllib.request.OpenerDirector, http.cookiejar.CookieJar]:
    """A browser that opened the address that `make lab` prints, and its cookies."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"{lab.base}/lab?token={lab.token}", timeout=10).close()
    return browser, jar


def _post(browser: urllib.request.OpenerDirector, url: str, headers: dict[str, str]) -> int:
    try:
        with browser.open(urllib.request.Request(url, data=b"{}", headers=headers), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
