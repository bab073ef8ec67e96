"""What is said of the lab's image while it is built, in both languages."""

from cli.speech import ENVIRONMENT, USE, Message

ERRORS: dict[str, Message] = {
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
    "base-limit": Message(
        ENVIRONMENT,
        (
            "the registry of {base} gives no more for now, to this address: {reason}",
            "Wait some hours, or sign in (docker login), or run it without a container: MODE=native ({log})",
        ),
        (
            "{base} の配布元が、このアドレスからのダウンロードを一時的に止めています：{reason}",
            "数時間待つか、docker login でサインインするか、MODE=native を付けてコンテナーなしで動かしてください（{log}）。",
        ),
    ),
    "base-proxy": Message(
        ENVIRONMENT,
        (
            "the proxy between this engine and the registry of {base} did not let it through: {reason}",
            "Set the engine's own proxy (docs.docker.com/engine/daemon/proxy), or run it without a container: MODE=native ({log})",
        ),
        (
            "Docker エンジンと {base} の配布元の間のプロキシを通れませんでした：{reason}",
            "Docker エンジンのプロキシを設定するか（docs.docker.com/engine/daemon/proxy）、MODE=native を付けてコンテナーなしで動かしてください（{log}）。",
        ),
    ),
    "base-certificate": Message(
        ENVIRONMENT,
        (
            "the engine does not trust the certificate on the way to {base}: {reason}",
            "Give the engine your company's certificates (update-ca-certificates, then restart it), or run it without a container: MODE=native ({log})",
        ),
        (
            "Docker エンジンが、{base} の配布元への通信の証明書を信頼していません：{reason}",
            "会社の証明書をコンピューターに入れて（update-ca-certificates）エンジンを再起動するか、MODE=native を付けてコンテナーなしで動かしてください（{log}）。",
        ),
    ),
    "base-no-host": Message(
        ENVIRONMENT,
        (
            "the name of the registry of {base} has no address here: {reason}",
            "Check the network and its name server, or run it without a container: MODE=native ({log})",
        ),
        (
            "{base} の配布元の名前から、アドレスが分かりません：{reason}",
            "ネットワークと DNS を確かめるか、MODE=native を付けてコンテナーなしで動かしてください（{log}）。",
        ),
    ),
    "base-refused": Message(
        ENVIRONMENT,
        (
            "the registry of {base} did not answer: {reason}",
            "Check the network and the engine's proxy, or run it without a container: MODE=native ({log})",
        ),
        (
            "{base} の配布元が応答しませんでした：{reason}",
            "ネットワークと Docker エンジンのプロキシを確かめるか、MODE=native を付けてコンテナーなしで動かしてください（{log}）。",
        ),
    ),
    "base-missing": Message(
        ENVIRONMENT,
        (
            "no registry gives {base} to this engine: {reason}",
            "Check the name, or sign in (docker login), or run it without a container: MODE=native ({log})",
        ),
        (
            "{base} は配布元にないか、このエンジンには渡されません：{reason}",
            "イメージの名前を確かめるか、docker login でサインインするか、MODE=native を付けてコンテナーなしで動かしてください（{log}）。",
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
    "engine-disk-full": Message(
        ENVIRONMENT,
        (
            "the disk on which Docker keeps its images is full (log: {log}).",
            "See what takes up space: docker system df (and free some: docker image prune)",
        ),
        (
            "Docker がイメージを置くディスクがいっぱいです（ログ：{log}）。",
            "使用量を確かめてください： docker system df （空きを作るには docker image prune）",
        ),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "step-base": ("the base image", "ベースのイメージ"),
    "step-torch": ("PyTorch", "PyTorch"),
    "step-packages": ("JupyterLab and the other packages", "JupyterLab などのパッケージ"),
    "step-labs": ("the labs", "ラボ"),
    "image-built": ("  done in {seconds} s.", "  {seconds} 秒でできました。"),
    "image": (
        "{reference}\n  id:       {id}\n  size:     {size} GB in {layers} layers, its base included",
        "{reference}\n  ID：      {id}\n  サイズ：  {size} GB（{layers} レイヤー、ベースを含む）",
    ),
}
