"""What doctor says of the engine, the disk and the proxy; the engine's own problems are in container.py."""

from host.messages.doctor_form import Problem

PROBLEMS = {
    "engine-unknown": Problem(
        ("whether the Docker engine works cannot be told: it was not asked.", "See for yourself: docker info"),
        ("Docker エンジンが動くか分かりません。問い合わせていません。", "確かめてください： docker info"),
    ),
    "disk-small": Problem(
        (
            "{free} free at {path}; {what} needs {need}.",
            "Make room: docker system df shows what old images take, docker image prune removes the unused ones",
        ),
        (
            "{path} の空きは {free} です。{what} には {need} が必要です。",
            "空きを作ってください。docker system df で使用量を確かめ、docker image prune で使っていないイメージを消せます",
        ),
    ),
    "disk-tight": Problem(
        (
            "{free} free at {path}: enough for the unpacked image, but {need} may be taken while it is being downloaded.",
            "Make room first if you can: docker system df",
        ),
        (
            "{path} の空きは {free} です。展開後のイメージは入りますが、ダウンロード中は {need} になることがあります。",
            "できれば先に空きを作ってください： docker system df",
        ),
    ),
    "disk-unknown": Problem(
        (
            "{free} free at {path}, {need} to download; how much {what} takes unpacked is not known.",
            "See for yourself, also while it is being downloaded: df -h {path}",
        ),
        (
            "{path} の空きは {free}、ダウンロードは {need} です。{what} の展開後の大きさは分かりません。",
            "ダウンロード中も、空きを確かめてください： df -h {path}",
        ),
    ),
    "disk-unsized": Problem(
        (
            "{free} free at {path}; how much {what} takes is not known.",
            "See for yourself, also while it is being downloaded: df -h {path}",
        ),
        (
            "{path} の空きは {free} です。{what} の大きさは分かりません。",
            "ダウンロード中も、空きを確かめてください： df -h {path}",
        ),
    ),
    "disk-unread": Problem(
        ("how much is free at {path} cannot be told.", "See for yourself: df -h {path}"),
        ("{path} の空きが分かりません。", "確かめてください： df -h {path}"),
    ),
    "disk-small-native": Problem(
        ("{free} free at {path}; the packages need {need}.", "Make room there: df -h {path}"),
        ("{path} の空きは {free} です。パッケージには {need} が必要です。", "空きを作ってください： df -h {path}"),
    ),
    "proxy-engine": Problem(
        (
            "{names} set here, but the Docker engine has no proxy, and it is the engine that downloads the image.",
            "sudo systemctl edit docker   (add [Service] and Environment=HTTPS_PROXY=…), then sudo systemctl restart docker",
        ),
        (
            "{names} が設定されていますが、Docker エンジンにはプロキシの設定がありません。イメージをダウンロードするのはエンジンです。",
            "sudo systemctl edit docker で [Service] と Environment=HTTPS_PROXY=… を加え、sudo systemctl restart docker を実行してください",
        ),
    ),
    "proxy-http-only": Problem(
        (
            "{names} set, but no proxy for https, and all downloads use https.",
            'export https_proxy="$http_proxy"',
        ),
        (
            "{names} だけが設定され、https 用のプロキシがありません。ダウンロードはすべて https です。",
            'export https_proxy="$http_proxy"',
        ),
    ),
    "proxy-unknown": Problem(
        (
            "{names} set here; whether the Docker engine, which downloads the image, has a proxy cannot be told.",
            "See for yourself: docker info | grep -i proxy",
        ),
        (
            "{names} が設定されています。イメージをダウンロードする Docker エンジンにも設定があるかは分かりません。",
            "確かめてください： docker info | grep -i proxy",
        ),
    ),
}
