"""What is said of the engine, the port and the way the lab will run, in both languages; doctor's own words are in checks/."""

from cli.speech import ENVIRONMENT, NOT_FOUND, USE, Message

ERRORS: dict[str, Message] = {
    "port-in-use": Message(
        USE,
        ("port {port} on 127.0.0.1 is in use by another program.", "Use a free one: make lab PORT={free}"),
        (
            "127.0.0.1 のポート {port} は、ほかのプログラムが使っています。",
            "空いているポートを指定してください： make lab PORT={free}",
        ),
    ),
    "gpu-unknown": Message(
        NOT_FOUND,
        ("there is no GPU {gpu} on this machine.", "The GPUs here: {known}. See them with: make doctor"),
        (
            "このコンピューターに、番号が {gpu} の GPU はありません。",
            "ここにある GPU：{known}。確かめるには： make doctor",
        ),
    ),
    "no-amd-gpu": Message(
        NOT_FOUND,
        (
            "BACKEND=hip was asked for, but the kernel shows no AMD GPU here.",
            "See why with: make doctor (or run on the CPU: BACKEND=cpu)",
        ),
        (
            "BACKEND=hip と指定されましたが、Linux カーネルから AMD の GPU が見えません。",
            "原因を調べてください： make doctor （CPU で動かすなら BACKEND=cpu）",
        ),
    ),
    "docker-missing": Message(
        ENVIRONMENT,
        (
            "there is no Docker here (no docker command).",
            "Install Docker Engine and its Compose plugin, then log in again: https://docs.docker.com/engine/install/ "
            "(or do without: make lab MODE=native, with an AMD GPU BACKEND=hip as well)",
        ),
        (
            "Docker が見つかりません（docker コマンドがありません）。",
            "Docker Engine と Compose プラグインを入れて、ログインし直してください： https://docs.docker.com/engine/install/ "
            "（なしで動かすなら make lab MODE=native、AMD の GPU を使うなら BACKEND=hip も付けます）",
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
            "you have no permission to use the Docker engine: {reason}",
            "Join the group docker, then log in again: sudo usermod -aG docker $USER",
        ),
        (
            "Docker エンジンを使う権限がありません：{reason}",
            "docker グループに入ってから、ログインし直してください： sudo usermod -aG docker $USER",
        ),
    ),
    "engine-podman": Message(
        ENVIRONMENT,
        (
            "the docker command here is podman's ({reason}); the lab was tried with Docker Engine and its Compose alone.",
            "Install Docker Engine (https://docs.docker.com/engine/install/), or run it without a container: MODE=native",
        ),
        (
            "ここの docker コマンドは podman のものです（{reason}）。ラボは Docker Engine とその Compose だけで確かめています。",
            "Docker Engine を入れるか（https://docs.docker.com/engine/install/）、MODE=native を付けてコンテナーなしで動かしてください。",
        ),
    ),
    "engine-remote": Message(
        ENVIRONMENT,
        (
            "the Docker engine is on another machine ({reason}); it cannot use the folders and GPUs of this one.",
            "Use this machine's own engine: unset DOCKER_HOST; docker context use default",
        ),
        (
            "Docker エンジンが別のコンピューター（{reason}）で動いているので、このコンピューターのフォルダーや GPU を使えません。",
            "このコンピューターのエンジンに切り替えてください： unset DOCKER_HOST; docker context use default",
        ),
    ),
    "engine-rootless": Message(
        ENVIRONMENT,
        (
            "the Docker engine is rootless: in its containers, your user id and the groups of the GPU mean something else.",
            "Use the system's engine: docker context use default (or do without: make lab MODE=native, with an AMD GPU BACKEND=hip as well)",
        ),
        (
            "Docker エンジンが rootless です。コンテナーの中では、ユーザー ID や GPU のグループの意味が変わってしまいます。",
            "システムのエンジンを使ってください： docker context use default （なしで動かすなら make lab MODE=native、AMD の GPU を使うなら BACKEND=hip も付けます）",
        ),
    ),
    "engine-remapped": Message(
        ENVIRONMENT,
        (
            "the Docker engine remaps user ids (userns-remap): your files and the GPU would belong to somebody else.",
            "Take userns-remap out of /etc/docker/daemon.json, then: sudo systemctl restart docker "
            "(or do without: make lab MODE=native, with an AMD GPU BACKEND=hip as well)",
        ),
        (
            "Docker エンジンがユーザー ID を付け替えています（userns-remap）。ファイルや GPU の持ち主が変わってしまいます。",
            "/etc/docker/daemon.json から userns-remap を消し、エンジンを再起動してください： sudo systemctl restart docker "
            "（なしで動かすなら make lab MODE=native、AMD の GPU を使うなら BACKEND=hip も付けます）",
        ),
    ),
    "engine-old": Message(
        ENVIRONMENT,
        (
            "the Docker Engine {reason} is too old: Compose needs 25 or newer for the lab's health check.",
            "Update it: https://docs.docker.com/engine/install/ (or do without: make lab MODE=native, with an AMD GPU BACKEND=hip as well)",
        ),
        (
            "Docker Engine {reason} は古すぎます。Compose でラボの動作確認（healthcheck）をするには、25 以上が必要です。",
            "更新してください： https://docs.docker.com/engine/install/ （なしで動かすなら make lab MODE=native、AMD の GPU を使うなら BACKEND=hip も付けます）",
        ),
    ),
    "compose-missing": Message(
        ENVIRONMENT,
        (
            "Docker has no Compose plugin (found instead: {reason}).",
            "Install it: sudo apt install docker-compose-plugin (Ubuntu's own package: docker-compose-v2; Debian 13's: docker-compose)",
        ),
        (
            "Docker の Compose プラグインがありません（代わりに見つかったもの：{reason}）。",
            "入れてください： sudo apt install docker-compose-plugin （Ubuntu のパッケージなら docker-compose-v2、Debian 13 なら docker-compose）",
        ),
    ),
    "compose-old": Message(
        ENVIRONMENT,
        (
            "Docker Compose {reason} is too old for the lab.",
            "Update the package docker-compose-plugin to 2.24.4 or newer.",
        ),
        (
            "Docker Compose {reason} は、このラボには古すぎます。",
            "docker-compose-plugin を 2.24.4 以上に更新してください。",
        ),
    ),
}

TEXT: dict[str, tuple[str, str]] = {
    "doctor-report": ("Written, for a bug report: {path}", "不具合の報告に付けるファイル：{path}"),
    "card-taken": (
        "Of {count} AMD GPUs the lab takes number {index}, {gfx}: {why}. (GPU= names another one, or all)",
        "AMD の GPU {count} 台のうち、{index} 番の {gfx} を使います（{why}）。別の GPU やすべての GPU は GPU= で指定できます。",
    ),
    "card-by-code": ("this PyTorch has code for it", "この PyTorch が対応しているため"),
    "card-by-discrete": ("a card of its own, not part of the processor", "プロセッサー内蔵ではなく、単体の GPU のため"),
    "card-by-memory": ("it has the most memory", "メモリーがいちばん大きいため"),
    "card-by-first": ("the first of equals", "同じものの中の先頭のため"),
    "native-because": (
        "No container, so natively: {cause}",
        "コンテナーを使わずに動かします：{cause}",
    ),
    "none": ("none", "なし"),
}
