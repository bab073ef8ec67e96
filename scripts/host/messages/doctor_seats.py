"""What doctor says of the hub's proxy, which `make seats` alone needs."""

from host.messages.doctor_form import Problem

PROBLEMS = {
    "proxy-missing": Problem(
        (
            "make seats needs configurable-http-proxy, and it is not installed.",
            "Install the pinned one, with Node 20 or newer: npm ci --prefix scripts/hub",
        ),
        (
            "make seats に必要な configurable-http-proxy が入っていません。",
            "Node 20 以上で、固定してあるバージョンを入れてください： npm ci --prefix scripts/hub",
        ),
    ),
    "proxy-silent": Problem(
        (
            "cannot tell which version {path} is: {reason}.",
            "It needs Node 20 or newer (node --version shows yours); see for yourself: {path} --version",
        ),
        (
            "{path} のバージョンが分かりません：{reason}",
            "Node 20 以上が必要です（ここの Node は node --version で分かります）。確かめてください： {path} --version",
        ),
    ),
}
