"""What doctor says of the engine, the disk and the proxy; the engine's own problems are in container.py."""

from host.messages.doctor_form import Problem

PROBLEMS = {
    "engine-unknown": Problem(
        ("cannot tell whether the Docker engine works: it was not asked.", "See for yourself: docker info"),
        ("Docker エンジンが動くかどうか分かりません。問い合わせていません。", "確かめてください： docker info"),
    ),
    "disk-small": Problem(
        (
            "{free} free at {path}; {what} needs at least {need}.",
            "Make room: docker image prune removes images that have lost their name (docker system df shows what takes up space)",
        ),
        (
            "{path} の空きは {free} です。{what} には少なくとも {need} が必要です。",
            "名前のなくなったイメージを消して、空きを作ってください： docker image prune （使用量は docker system df で分かります）",
        ),
    ),
    "disk-tight": Problem(
        (
            "{free} free at {path}: enough for the unpacked image, but the download may need {need} for a while.",
            "Make room first if you can (docker system df shows what takes up space).",
        ),
        (
            "{path} の空きは {free} です。展開したイメージは入りますが、ダウンロード中は一時的に {need} 必要になることがあります。",
            "できれば先に空きを作ってください（使用量は docker system df で分かります）。",
        ),
    ),
    "disk-unknown": Problem(
        (
            "{free} free at {path}; {what} needs at least {need}, and more once unpacked: how much is not known.",
            "Watch it during the download: df -h {path}",
        ),
        (
            "{path} の空きは {free} です。{what} には少なくとも {need} が必要で、展開するとさらに増えます（大きさは分かりません）。",
            "ダウンロードの間も空きを確かめてください： df -h {path}",
        ),
    ),
    "disk-unsized": Problem(
        (
            "{free} free at {path}; how much {what} needs is not known.",
            "Watch it during the download: df -h {path}",
        ),
        (
            "{path} の空きは {free} です。{what} に必要な大きさは分かりません。",
            "ダウンロードの間も空きを確かめてください： df -h {path}",
        ),
    ),
    "disk-unread": Problem(
        ("cannot tell how much is free at {path}.", "See for yourself: df -h {path}"),
        ("{path} の空きが分かりません。", "確かめてください： df -h {path}"),
    ),
    "disk-small-native": Problem(
        ("{free} free at {path}; the packages need {need}.", "Make room there (df -h {path} shows what is free)."),
        (
            "{path} の空きは {free} です。パッケージには {need} が必要です。",
            "空きを作ってください（空きは df -h {path} で分かります）。",
        ),
    ),
    "proxy-engine": Problem(
        (
            "{names} set here, but not in the Docker engine, and it is the engine that downloads the image.",
            "Run sudo systemctl edit docker, add the lines [Service] and Environment=HTTPS_PROXY=…, then: sudo systemctl restart docker",
        ),
        (
            "ここには {names} が設定されていますが、イメージをダウンロードする Docker エンジンには、プロキシの設定がありません。",
            "sudo systemctl edit docker で、[Service] と Environment=HTTPS_PROXY=… の 2 行を加え、再起動してください： sudo systemctl restart docker",
        ),
    ),
    "proxy-http-only": Problem(
        (
            "{names} set, but no proxy for https, which all downloads use.",
            'Set that one as well: export https_proxy="$http_proxy"',
        ),
        (
            "{names} は設定されていますが、https 用のプロキシがありません。ダウンロードには、すべて https を使います。",
            'https 用も設定してください： export https_proxy="$http_proxy"',
        ),
    ),
    "proxy-unknown": Problem(
        (
            "{names} set here; cannot tell whether the Docker engine, which downloads the image, has a proxy.",
            "See for yourself: docker info | grep -i proxy",
        ),
        (
            "ここには {names} が設定されていますが、イメージをダウンロードする Docker エンジンにも設定があるかどうか分かりません。",
            "確かめてください： docker info | grep -i proxy",
        ),
    ),
}
