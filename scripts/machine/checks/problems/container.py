"""What is wrong with the engine, the room for the image, the proxies."""

from machine.checks.problems import Problem

CONTAINER = {
    "engine-desktop": Problem(
        (
            "this engine is Docker Desktop's virtual machine, and no AMD GPU of this machine is in it.",
            "Use this machine's own Docker Engine: docker context use default (or, without the GPU: BACKEND=cpu)",
        ),
        (
            "このエンジンは Docker Desktop の仮想マシンで、その中からは、このコンピューターの AMD の GPU が見えません。",
            "このコンピューターの Docker Engine を使ってください： docker context use default （GPU を使わないなら BACKEND=cpu）",
        ),
    ),
    "engine-snap": Problem(
        (
            "this engine came as a snap: what it may reach is confined, this folder and the GPU perhaps not among it.",
            "If the lab does not start: sudo snap remove docker, then install Docker Engine as docs.docker.com/engine/install says",
        ),
        (
            "このエンジンは snap のもので、使えるものが制限されています。このフォルダーや GPU を使えないかもしれません。",
            "ラボが起動しないときは、 sudo snap remove docker を実行し、docs.docker.com/engine/install のとおりに Docker Engine を入れてください。",
        ),
    ),
    "engine-selinux": Problem(
        (
            "SELinux confines containers here. The lab's folders are labelled when they are mounted; its token and /dev/kfd are not.",
            "Label and allow them, once: mkdir -p .lab && sudo chcon -Rt container_file_t .lab && sudo setsebool -P container_use_devices=true",
        ),
        (
            "SELinux がコンテナーを制限しています。ラボのフォルダーには自動でラベルを付けますが、トークンと /dev/kfd には付けません。",
            "ラベルを付け、GPU の使用を許可します（1 回だけ）： mkdir -p .lab && sudo chcon -Rt container_file_t .lab && sudo setsebool -P container_use_devices=true",
        ),
    ),
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
    "proxy-missing": Problem(
        (
            "make seats needs configurable-http-proxy, and it is not installed.",
            "Install the pinned one, with Node 20 or newer: npm ci --prefix scripts/workshop/seats/hub",
        ),
        (
            "make seats に必要な configurable-http-proxy が入っていません。",
            "Node 20 以上で、固定してあるバージョンを入れてください： npm ci --prefix scripts/workshop/seats/hub",
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
