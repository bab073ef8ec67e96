"""What is said of the lab's image while it is built, in both languages."""

from cli.speech import ENVIRONMENT, NOT_FOUND, USE, Message

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
    "gfx-no-wheels": Message(
        NOT_FOUND,
        (
            "AMD's index has no wheels of PyTorch for {gfx}.",
            "docker/torch-rocm.txt lists those that it has. Use the pinned image (MODE=container, without BASE and GFX) or BACKEND=cpu",
        ),
        (
            "AMD の配布元には、{gfx} 用の PyTorch の wheel がありません。",
            "あるものは docker/torch-rocm.txt にあります。BASE と GFX を付けずに MODE=container とすると、固定してあるイメージを使います。CPU なら BACKEND=cpu です。",
        ),
    ),
    "wheels-no-gpu": Message(
        NOT_FOUND,
        (
            "BASE=wheels fetches PyTorch for certain GPUs, and the kernel shows no AMD GPU here.",
            "For an image, name those that it is for (docker/torch-rocm.txt): GFX=gfx942,gfx1201. To run the lab here: BACKEND=cpu",
        ),
        (
            "BASE=wheels では GPU に合わせて PyTorch を入れますが、Linux カーネルから AMD の GPU が見えません。",
            "イメージを作るなら、対象の GPU を docker/torch-rocm.txt から選んでください： GFX=gfx942,gfx1201 。ここでラボを動かすなら BACKEND=cpu です。",
        ),
    ),
    "wheels-libraries": Message(
        ENVIRONMENT,
        (
            "AMD's wheels need libraries of the system that are not here, so nothing was downloaded.",
            "Install them: sudo apt install {packages}",
        ),
        (
            "AMD の wheel に必要なシステムのライブラリーがありません。まだ何もダウンロードしていません。",
            "入れてください： sudo apt install {packages}",
        ),
    ),
    "wheels-missing": Message(
        ENVIRONMENT,
        (
            "AMD's index does not have what was asked of it ({log}): {reason}",
            "Use the pinned image (MODE=container, without BASE and GFX) or the CPU: BACKEND=cpu",
        ),
        (
            "AMD の配布元に、必要なものがありません（{log}）：{reason}",
            "BASE と GFX を付けずに MODE=container とすると、固定してあるイメージを使います。CPU なら BACKEND=cpu です。",
        ),
    ),
    "wheels-broken": Message(
        ENVIRONMENT,
        (
            "a download broke off, or what came of it is not whole (log: {log}).",
            "Run the same command again; what came whole is not fetched twice.",
        ),
        (
            "ダウンロードが途中で切れたか、届いたファイルが壊れています（ログ：{log}）。",
            "同じコマンドをもう一度実行してください。届いたものは、もう一度ダウンロードされません。",
        ),
    ),
    "wheels-without-code": Message(
        ENVIRONMENT,
        (
            "the PyTorch that came from AMD's index cannot run on the GPU it was fetched for: {reason}",
            "Use the pinned image (MODE=container, without BASE and GFX), and please report this, with {log}",
        ),
        (
            "AMD の配布元から入れた PyTorch が、その GPU に対応していません：{reason}",
            "BASE と GFX を付けずに MODE=container とすると、固定してあるイメージを使います。{log} を添えて報告してもらえると助かります。",
        ),
    ),
    "image-other": Message(
        ENVIRONMENT,
        (
            "{remote} is not this checkout's image, and nothing of it was kept: {reason}",
            "Tell whoever publishes it. To build it here in its place: make image, without IMAGE_REGISTRY",
        ),
        (
            "{remote} は、このチェックアウトのイメージではないので、使わずに消しました：{reason}",
            "公開している人に知らせてください。ここで作るなら、IMAGE_REGISTRY を付けずに make image を実行します。",
        ),
    ),
    "image-broken": Message(
        ENVIRONMENT,
        (
            "what came of {remote} is not what its digest names, and nothing of it was kept: {reason}",
            "Do not use that registry, or the proxy before it, until you know why. To build it here: make image, without IMAGE_REGISTRY",
        ),
        (
            "{remote} から届いたものが、ダイジェストの示すものと違うので、使わずに消しました：{reason}",
            "理由が分かるまで、そのレジストリ（または途中のプロキシ）を使わないでください。ここで作るなら、IMAGE_REGISTRY を付けずに make image を実行します。",
        ),
    ),
    "image-not-pushed": Message(
        ENVIRONMENT,
        (
            "{remote} could not be pushed: {reason}",
            "Sign in first (docker login), and look whether you may write there.",
        ),
        (
            "{remote} を送れませんでした：{reason}",
            "先に docker login でサインインし、そこに書き込む権限があるかを確かめてください。",
        ),
    ),
    "image-not-built": Message(
        USE,
        ("{name} is not here, so there is nothing to push.", "Build it first, with the same settings: make image"),
        ("{name} がここにないので、送るものがありません。", "先に、同じ設定で make image を実行してください。"),
    ),
    "image-unread": Message(
        ENVIRONMENT,
        (
            "the image did not say which packages are in it: {reason}",
            "It needs a Python and dpkg, as on the pinned CPU base: build it with make image",
        ),
        (
            "イメージの中のパッケージを調べられませんでした：{reason}",
            "固定してある CPU 用のベースと同じように、イメージの中に Python と dpkg が必要です。make image で作ってください。",
        ),
    ),
    "registry-not-named": Message(
        USE,
        ("no registry is named to push to.", "Name it: LAB_IMAGE_REGISTRY=ghcr.io/owner/name"),
        ("イメージを送るレジストリが指定されていません。", "指定してください： LAB_IMAGE_REGISTRY=ghcr.io/owner/name"),
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
    "wheels-coming": (
        "  PyTorch {torch} for {gfx} from {index}: about {download} GB to download, {installed} GB on the disk",
        "  {gfx} 用の PyTorch {torch} を {index} から入れます（ダウンロードは約 {download} GB、ディスクは約 {installed} GB）",
    ),
    "image-asking": (
        "Asking for the image: {remote} …",
        "イメージを探しています：{remote} …",
    ),
    "image-absent": (
        "  It did not come, so it is built here: {reason}",
        "  取得できなかったので、ここで作ります：{reason}",
    ),
    "image-taken": (
        "  taken, and nothing built: {digest}\n"
        "  {size} GB; its label and the lab's files in it are this checkout's. It says that it was built from commit {commit}",
        "  取得できたので、作りません：{digest}\n"
        "  {size} GB。ラベルと、中にあるラボのファイルは、このチェックアウトのものです。元のコミット（イメージにそう書いてあるだけです）：{commit}",
    ),
    "image-pushed": (
        "{name}:{tag}\n  is there as {digest}",
        "{name}:{tag}\n  を送りました。ダイジェスト：{digest}",
    ),
    "image-label": ("its label {label} says {said}", "ラベル {label} の値が {said} です"),
    "image-file": ("{path} in it is not the one here", "イメージの中の {path} が、ここのものと違います"),
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
