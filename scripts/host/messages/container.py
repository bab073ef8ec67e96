"""The Docker Engine, the image and the container."""

from host.messages.form import ENVIRONMENT, Message

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
}
