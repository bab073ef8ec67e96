"""make seats asked wrongly is refused before anything is touched; and the door: TLS, and BIND without it."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from container.engine import Contained, docker
from container.seating import MODULES, Room, open_room
from native.checkout import error_code
from native.running import free_port

MAKE_CERTIFICATES = """
import datetime, ipaddress, sys
from pathlib import Path
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
folder = Path(sys.argv[1])
for name in ("one", "other"):
    key, who = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    until, number = now + datetime.timedelta(days=1), x509.random_serial_number()
    made = x509.CertificateBuilder(who, who, key.public_key(), number, now, until)
    made = made.add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    (folder / f"{name}.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    for file, lock in (("key", serialization.NoEncryption()), ("locked", serialization.BestAvailableEncryption(b"x"))):
        (folder / f"{name}.{file}").write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
        )
"""


@pytest.fixture(scope="module")
def ready(seats_checkout: Contained) -> Contained:
    """The checkout after it had seats once, so that what needs cryptography is there; none are open."""
    open_room(seats_checkout, 1, BACKEND="cpu")
    assert seats_checkout.make("seats-down").returncode == 0
    return seats_checkout


@pytest.fixture(scope="module")
def pems(ready: Contained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two certificates, self-signed, each with its key, plain and with a password."""
    folder = tmp_path_factory.mktemp("pems")
    python = str(ready.root / ".lab/organizer/bin/python")
    subprocess.run([python, "-c", MAKE_CERTIFICATES, str(folder)], check=True)
    return folder


def test_the_hub_starts_without_a_parser_that_would_cost_a_second(ready: Contained) -> None:
    python = str(ready.root / ".lab/organizer/bin/python")
    asked = 'import sys, jsonschema; print(sys.modules["rfc3987_syntax"])'
    assert subprocess.run([python, "-c", asked], capture_output=True, text=True).stdout == "None\n"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def refused(checkout: Contained, **settings: object) -> tuple[str, int]:
    """The error, after making sure that nothing was touched."""
    before = docker("network", "ls", "--quiet").stdout
    found = error_code(checkout.make("seats", **settings))
    assert not (checkout.root / ".lab/hub").exists()
    assert docker("network", "ls", "--quiet").stdout == before
    return found


def test_a_port_that_is_taken_is_refused_and_a_free_one_named(ready: Contained, taken: int) -> None:
    assert refused(ready, N=2, PORT=taken) == ("seats-port", 2)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "seats-number-missing"),
        ({"N": 0}, "setting-value"),
        ({"N": "many"}, "setting-value"),
        ({"N": 2, "BIND": "203.0.113.7"}, "seats-bind"),
        ({"N": 2, "BIND": "localhost"}, "seats-bind"),
        ({"N": 2, "OVERFLOW": "queue"}, "setting-value"),
        ({"N": 2, "CERT": "{pems}/one.pem"}, "seats-tls-pair"),
        ({"N": 2, "KEY": "{pems}/one.key"}, "seats-tls-pair"),
        ({"N": 2, "CERT": "{pems}/none.pem", "KEY": "{pems}/one.key"}, "file-missing"),
        ({"N": 2, "CERT": "{pems}/one.pem", "KEY": "{pems}/other.key"}, "seats-tls-unusable"),
        ({"N": 2, "CERT": "{pems}/one.pem", "KEY": "{pems}/one.locked"}, "seats-tls-unusable"),
        ({"N": 2, "CERT": "{pems}/one.key", "KEY": "{pems}/one.pem"}, "seats-tls-unusable"),
        ({"N": 2, "MODE": "native"}, "setting-conflict"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(ready: Contained, pems: Path, settings: dict[str, object], code: str) -> None:
    given = {name: str(value).format(pems=pems) for name, value in settings.items()}
    assert refused(ready, **{"PORT": free_port(), **given}) == (code, 2)


def test_without_the_proxy_it_says_how_to_get_it(ready: Contained) -> None:
    modules, away = ready.root / MODULES, ready.root / "scripts/workshop/seats/hub/away"
    modules.rename(away)
    try:
        done = ready.make("seats", N=2, PORT=free_port())
        assert error_code(done) == ("proxy-missing", 4)
        assert "npm ci --prefix scripts/workshop/seats/hub" in done.stderr
        doctor = ready.make("doctor", N=2)
        assert "code: proxy-missing" in doctor.stdout
        assert "proxy-missing" not in ready.make("doctor").stdout
    finally:
        away.rename(modules)


def test_a_proxy_that_does_not_run_is_refused(ready: Contained) -> None:
    program = ready.root / MODULES / ".bin/configurable-http-proxy"
    kept = os.readlink(program)  # noqa: PTH115  the link's own text, to make it again
    program.unlink()
    program.write_text("#!/bin/sh\necho 'SyntaxError: Unexpected token' >&2\nexit 1\n")
    program.chmod(0o755)
    try:
        assert refused(ready, N=2, PORT=free_port()) == ("seats-proxy-broken", 4)
    finally:
        program.unlink()
        program.symlink_to(kept)


@pytest.fixture(scope="module")
def behind_tls(ready: Contained, pems: Path) -> Iterator[Room]:
    room = open_room(ready, 1, BACKEND="cpu", BIND="0.0.0.0", CERT=pems / "one.pem", KEY=pems / "one.key")
    room.trusted = str(pems / "one.pem")
    yield room
    assert ready.make("seats-down").returncode == 0


def test_tls_is_served_with_the_given_certificate_under_the_name_that_is_in_it(behind_tls: Room, pems: Path) -> None:
    assert behind_tls.base.startswith("https://localhost:")
    port = int(behind_tls.base.rpartition(":")[2])
    served = ssl.get_server_certificate(("127.0.0.1", port))
    assert ssl.PEM_cert_to_DER_cert(served) == ssl.PEM_cert_to_DER_cert((pems / "one.pem").read_text())
    assert "WITHOUT ENCRYPTION" not in behind_tls.said
    learner = behind_tls.learner("seat-01").until_settled()
    assert learner.is_in
    assert all(cookie.secure for cookie in learner.session.cookies if cookie.name.startswith("jupyterhub-hub"))


def test_open_to_the_room_without_tls_nobody_can_miss_the_warning(ready: Contained) -> None:
    assert ready.make("seats-down").returncode == 0
    room = open_room(ready, 1, BACKEND="cpu", BIND="0.0.0.0")
    try:
        warning = [line for line in room.said.splitlines() if line.startswith("!!!")]
        assert len(warning) >= 8
        assert "WITHOUT ENCRYPTION" in "".join(warning)
        assert "暗号化なし" in "".join(warning)
        assert "127.0.0.1" not in room.base
        assert room.learner("seat-01").page.status_code == 200
    finally:
        assert ready.make("seats-down").returncode == 0
