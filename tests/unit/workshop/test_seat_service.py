"""The unit with which systemd starts the hub again after a restart of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from workshop.seats import service


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
