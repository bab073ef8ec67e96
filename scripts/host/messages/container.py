"""The image and the container."""

from host.messages.form import ENVIRONMENT, NOT_FOUND, USE, Message

ERRORS = {
    "base-unreachable": Message(
        ENVIRONMENT,
        (
            "the base image {base} could not be fetched: {reason}",
            "Check the name, the network and the engine's proxy, or run it without a container: MODE=native ({log})",
        ),
        (
            "ベースのイメージ {base} を取得できませんでした：{reason}",
            "イメージの名前、ネットワーク、Docker エンジンのプロキシを確かめてください。MODE=native を付ければコンテナーなしで動きます（{log}）。",
        ),
    ),
    "build-failed": Message(
        ENVIRONMENT,
        (
            "the image could not be built: {reason}",
            "Read the end of {log}, fix the cause, and run it again: the build resumes there.",
        ),
        (
            "イメージを作れませんでした：{reason}",
            "{log} の最後のほうを読んで原因を直し、もう一度実行してください。続きから始まります。",
        ),
    ),
    "build-no-network": Message(
        ENVIRONMENT,
        (
            "no package index answered while the image was being built (log: {log}).",
            "Check the network and the proxy, or set WHEELHOUSE to a folder with the wheels; then run it again.",
        ),
        (
            "イメージを作る途中で、パッケージの配布元が応答しませんでした（ログ：{log}）。",
            "ネットワークやプロキシを確かめるか、wheel の入ったフォルダーを WHEELHOUSE に指定して、もう一度実行してください。",
        ),
    ),
    "build-certificate": Message(
        ENVIRONMENT,
        (
            "the image's build does not trust the certificate of the package index (log: {log}).",
            "Behind a company's proxy, name its certificates: CA_FILE=/etc/ssl/certs/ca-certificates.crt",
        ),
        (
            "イメージを作る途中で、パッケージの配布元の証明書を信頼できませんでした（ログ：{log}）。",
            "会社のプロキシを使っているなら、その証明書を指定してください： CA_FILE=/etc/ssl/certs/ca-certificates.crt",
        ),
    ),
    "build-hash-mismatch": Message(
        ENVIRONMENT,
        (
            "a package for the image is not the one in the lock file: its hash differs (log: {log}).",
            "Do not use it. Empty the cache (docker builder prune), check the proxy and WHEELHOUSE, and run it again.",
        ),
        (
            "イメージに入れるパッケージの中身が、記録してあるものと違います（ハッシュが一致しません。ログ：{log}）。",
            "このパッケージは使わないでください。docker builder prune でキャッシュを消し、プロキシと WHEELHOUSE を確かめて、もう一度実行してください。",
        ),
    ),
    "file-missing": Message(
        USE,
        ("{name}={path} does not exist.", "Name one that exists, or leave {name} out."),
        ("{name}={path} が見つかりません。", "正しいパスを指定するか、{name} の指定を外してください。"),
    ),
    "setting-conflict": Message(
        USE,
        ("{one} and {other} cannot be combined.", "Leave one of them out."),
        ("{one} と {other} は一緒に使えません。", "どちらか一方の指定を外してください。"),
    ),
    "gpu-unknown": Message(
        NOT_FOUND,
        ("there is no GPU {gpu} on this machine.", "The GPUs here: {known}. See them with: make doctor"),
        (
            "このコンピューターに、番号が {gpu} の GPU はありません。",
            "ここにある GPU：{known}。確かめるには make doctor",
        ),
    ),
    "no-amd-gpu": Message(
        NOT_FOUND,
        (
            "BACKEND=hip was asked for, but the kernel shows no AMD GPU here.",
            "See why with: make doctor (or use BACKEND=auto, which then runs on the CPU)",
        ),
        (
            "BACKEND=hip と指定されましたが、カーネルから AMD の GPU が見えません。",
            "原因を調べてください： make doctor （BACKEND=auto なら CPU で動きます）",
        ),
    ),
    "gpu-not-seen": Message(
        NOT_FOUND,
        (
            "this machine has an AMD GPU ({cards}), but PyTorch in the container ({layer}) sees none; the lab was stopped.",
            "See why with: make doctor (or do without the GPU: BACKEND=cpu)",
        ),
        (
            "このコンピューターには AMD の GPU（{cards}）がありますが、コンテナーの中の PyTorch（{layer}）からは見えません。ラボは止めました。",
            "原因を調べてください： make doctor （GPU を使わないなら BACKEND=cpu）",
        ),
    ),
    "lab-on-other": Message(
        NOT_FOUND,
        (
            "BACKEND={backend} was asked for, but the lab that is already up runs on something else ({what}).",
            "End it first: make stop",
        ),
        (
            "BACKEND={backend} と指定されましたが、起動済みのラボは別のもので動いています（{what}）。",
            "先にラボを終了してください： make stop",
        ),
    ),
    "device-missing": Message(
        ENVIRONMENT,
        ("a device could not be given to the container: {reason}", "See which one is missing with: make doctor"),
        ("コンテナーにデバイスを渡せませんでした：{reason}", "足りないデバイスを調べてください： make doctor"),
    ),
    "container-torch": Message(
        ENVIRONMENT,
        ("PyTorch cannot be imported in the container: {reason}", "Build the image again: make image"),
        ("コンテナーの中で PyTorch を import できません：{reason}", "イメージを作り直してください： make image"),
    ),
    "container-failed": Message(
        ENVIRONMENT,
        ("the container could not be run: {reason}", "See what is missing on this machine with: make doctor"),
        ("コンテナーを動かせませんでした：{reason}", "足りないものを調べてください： make doctor"),
    ),
}
