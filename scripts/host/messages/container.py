"""The Docker Engine, the image and the container."""

from host.messages.form import ENVIRONMENT, NOT_FOUND, USE, Message

ERRORS = {
    "docker-missing": Message(
        ENVIRONMENT,
        (
            "there is no Docker here (no docker command).",
            "Install Docker Engine and its Compose plugin, then log in again; or, without a GPU: make lab MODE=native",
        ),
        (
            "Docker が見つかりません（docker コマンドがありません）。",
            "Docker Engine と Compose プラグインを入れて、ログインし直してください。GPU を使わないなら make lab MODE=native",
        ),
    ),
    "engine-down": Message(
        ENVIRONMENT,
        ("the Docker engine does not answer: {reason}", "Start it: sudo systemctl start docker"),
        ("Docker エンジンが応答しません：{reason}", "起動してください： sudo systemctl start docker"),
    ),
    "engine-denied": Message(
        ENVIRONMENT,
        (
            "you may not use the Docker engine: {reason}",
            "Join its group, then log in again: sudo usermod -aG docker $USER",
        ),
        (
            "Docker エンジンを使う権限がありません：{reason}",
            "docker グループに入ってから、ログインし直してください： sudo usermod -aG docker $USER",
        ),
    ),
    "engine-remote": Message(
        ENVIRONMENT,
        (
            "the Docker engine is on another machine ({reason}); it cannot see the folders and GPUs of this one.",
            "Use this machine's own: unset DOCKER_HOST; docker context use default",
        ),
        (
            "Docker エンジンが別のコンピューター（{reason}）にあり、ここのフォルダーや GPU を使えません。",
            "このコンピューターのものに切り替えてください： unset DOCKER_HOST; docker context use default",
        ),
    ),
    "engine-rootless": Message(
        ENVIRONMENT,
        (
            "the Docker engine is rootless: inside it, your user id and the groups of the GPU mean something else.",
            "Use the system's engine: docker context use default (or, without a GPU: make lab MODE=native)",
        ),
        (
            "Docker エンジンが rootless です。コンテナーの中では、ユーザー ID や GPU のグループの意味が変わってしまいます。",
            "システムのエンジンを使ってください： docker context use default（GPU を使わないなら make lab MODE=native）",
        ),
    ),
    "engine-remapped": Message(
        ENVIRONMENT,
        (
            "the Docker engine remaps user ids (userns-remap): your files and the GPU would belong to somebody else.",
            "Take userns-remap out of /etc/docker/daemon.json and restart it (or, without a GPU: make lab MODE=native)",
        ),
        (
            "Docker エンジンがユーザー ID を付け替えています（userns-remap）。ファイルや GPU の持ち主が変わってしまいます。",
            "/etc/docker/daemon.json から userns-remap を外して再起動してください（GPU を使わないなら make lab MODE=native）",
        ),
    ),
    "compose-missing": Message(
        ENVIRONMENT,
        (
            "Docker has no Compose plugin (found: {reason}).",
            "Install the package docker-compose-plugin (Debian 13, Ubuntu: docker-compose-v2 or docker-compose)",
        ),
        (
            "Docker の Compose プラグインがありません（見つかったもの：{reason}）。",
            "docker-compose-plugin を入れてください（Ubuntu では docker-compose-v2、Debian 13 では docker-compose）。",
        ),
    ),
    "compose-old": Message(
        ENVIRONMENT,
        (
            "Docker Compose {reason} is too old for the lab.",
            "Update the package docker-compose-plugin to 2.24.4 or newer",
        ),
        (
            "Docker Compose {reason} は古くて、このラボでは使えません。",
            "docker-compose-plugin を 2.24.4 以上に更新してください。",
        ),
    ),
    "base-unreachable": Message(
        ENVIRONMENT,
        (
            "the base image {base} could not be fetched: {reason}",
            "Check the name, the network and the engine's proxy, then run it again (whole output: {log})",
        ),
        (
            "ベースのイメージ {base} を取得できませんでした：{reason}",
            "名前、ネットワーク、エンジンのプロキシを確かめて、もう一度実行してください（出力：{log}）。",
        ),
    ),
    "build-failed": Message(
        ENVIRONMENT,
        (
            "the image could not be built: {reason}",
            "Read the end of {log}, put it right, and run it again: it goes on there",
        ),
        (
            "イメージを作れませんでした：{reason}",
            "{log} の終わりを読んで原因を直し、もう一度実行してください。続きから始まります。",
        ),
    ),
    "engine-disk-full": Message(
        ENVIRONMENT,
        (
            "the disk on which Docker keeps its images is full (log: {log}).",
            "See what takes the room with: docker system df (and free some: docker image prune)",
        ),
        (
            "Docker がイメージを置くディスクがいっぱいです（ログ：{log}）。",
            "docker system df で使用量を確かめ、docker image prune などで空きを作ってください。",
        ),
    ),
    "file-missing": Message(
        USE,
        ("{name}={path} is not there.", "Name one that is, or leave {name} out."),
        ("{name}={path} が見つかりません。", "あるものを指定するか、{name} を外してください。"),
    ),
    "setting-conflict": Message(
        USE,
        ("{one} and {other} exclude each other.", "Leave one of the two out."),
        ("{one} と {other} は一緒に使えません。", "どちらか一方を外してください。"),
    ),
    "gpu-unknown": Message(
        NOT_FOUND,
        ("there is no card GPU={gpu} on this machine.", "Its cards: {known}. See them with: make doctor"),
        ("GPU={gpu} というカードはありません。", "ここにあるカード：{known}。make doctor で確かめられます。"),
    ),
    "no-amd-gpu": Message(
        NOT_FOUND,
        (
            "BACKEND=hip was asked for, but the kernel shows no AMD GPU here.",
            "See why with: make doctor (or use BACKEND=auto, which then takes the CPU)",
        ),
        (
            "BACKEND=hip と指定されましたが、AMD の GPU が見つかりません。",
            "make doctor で原因を調べてください（BACKEND=auto なら CPU で動きます）。",
        ),
    ),
    "gpu-not-seen": Message(
        NOT_FOUND,
        (
            "this machine has an AMD GPU ({cards}), but PyTorch in the container ({layer}) sees none; the lab was stopped.",
            "See why with: make doctor (or, to do without the GPU: BACKEND=cpu)",
        ),
        (
            "このコンピューターには AMD の GPU（{cards}）がありますが、コンテナーの PyTorch（{layer}）からは見えません。ラボは止めました。",
            "make doctor で原因を調べてください（GPU を使わないなら BACKEND=cpu）。",
        ),
    ),
    "device-missing": Message(
        ENVIRONMENT,
        ("the container was refused a device: {reason}", "See which one is missing with: make doctor"),
        ("コンテナーにデバイスを渡せませんでした：{reason}", "make doctor で、足りないデバイスを調べてください。"),
    ),
    "container-torch": Message(
        ENVIRONMENT,
        ("PyTorch cannot be imported in the container: {reason}", "Build the image afresh with: make image"),
        ("コンテナーで PyTorch を import できません：{reason}", "make image でイメージを作り直してください。"),
    ),
    "container-failed": Message(
        ENVIRONMENT,
        ("the container could not be run: {reason}", "See what the machine lacks with: make doctor"),
        ("コンテナーを動かせませんでした：{reason}", "make doctor で、足りないものを調べてください。"),
    ),
}
