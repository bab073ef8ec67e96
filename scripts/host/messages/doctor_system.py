"""What doctor says of the system: kernel, memory, Python, port, certificates."""

from host.messages.doctor_form import Problem

PROBLEMS = {
    "kernel-not-linux": Problem(
        ("this is {name}; the lab needs Linux.", "Use a machine that runs Linux on x86_64"),
        ("これは {name} です。このラボには Linux が必要です。", "x86_64 の Linux が動くコンピューターを使ってください"),
    ),
    "arch-unsupported": Problem(
        (
            "the processor is {arch}; the lab's images and packages are for x86_64.",
            "Use a machine with an x86_64 processor (AMD or Intel)",
        ),
        (
            "プロセッサーが {arch} です。ラボのイメージとパッケージは x86_64 用です。",
            "x86_64（AMD や Intel）のコンピューターを使ってください",
        ),
    ),
    "kernel-unknown": Problem(
        ("the kernel cannot be told: {folder} does not say.", "See for yourself (Linux x86_64 is needed): uname -sm"),
        (
            "カーネルが分かりません。{folder} から読み取れません。",
            "確かめてください（Linux x86_64 が必要です）： uname -sm",
        ),
    ),
    "wsl": Problem(
        (
            "this is WSL: it has no /dev/kfd, and the lab does not support AMD GPUs in it.",
            "For the GPU, start Linux itself on this machine; on the CPU: make lab BACKEND=cpu",
        ),
        (
            "これは WSL です。/dev/kfd がなく、このラボは WSL の AMD GPU に対応していません。",
            "GPU を使うには Linux を直接起動してください。CPU で動かすなら make lab BACKEND=cpu",
        ),
    ),
    "wsl-unknown": Problem(
        (
            "whether this is WSL cannot be told: the kernel's name is not given.",
            "See for yourself (WSL has microsoft in the name): uname -r",
        ),
        (
            "WSL かどうか分かりません。カーネルの名前を読み取れません。",
            "確かめてください（WSL なら名前に microsoft が入ります）： uname -r",
        ),
    ),
    "user-root-owned": Problem(
        (
            "you are root, and so is this folder's owner: the container will run as {uid}:{gid}, and work/ will be theirs.",
            "Better work as an ordinary user, in a clone of that user's own",
        ),
        (
            "あなたもこのフォルダーの持ち主も root です。コンテナーは {uid}:{gid} で動き、work/ はそのユーザーのものになります。",
            "普通のユーザーで、そのユーザーが clone したフォルダーを使うほうが安全です",
        ),
    ),
    "user-mapped": Problem(
        (
            "user ids mean something else here (a user namespace): what {uid}:{gid} may open on the host cannot be told.",
            "Run it outside of that container or namespace: make doctor",
        ),
        (
            "ここではユーザー ID の意味が変わっています（ユーザー名前空間）。{uid}:{gid} がホストで何を開けるか分かりません。",
            "そのコンテナーや名前空間の外で実行してください： make doctor",
        ),
    ),
    "memory-small": Problem(
        (
            "this machine has {total} of memory; with less than {need} PyTorch and JupyterLab may be ended by the kernel.",
            "Use a machine with more memory, or end other programs first: free -h",
        ),
        (
            "メモリーが {total} しかありません。{need} より少ないと、PyTorch や JupyterLab が強制終了されることがあります。",
            "メモリーの多いコンピューターを使うか、ほかのプログラムを終了してください： free -h",
        ),
    ),
    "memory-busy": Problem(
        ("{available} of {total} of memory are free; the lab wants {need}.", "End other programs first: free -h"),
        (
            "メモリー {total} のうち、空きは {available} です。ラボには {need} ほど必要です。",
            "ほかのプログラムを終了してください： free -h",
        ),
    ),
    "memory-unknown": Problem(
        ("how much memory there is cannot be told: {file} does not say.", "See for yourself: free -h"),
        ("メモリーの量が分かりません。{file} から読み取れません。", "確かめてください： free -h"),
    ),
    "port-unknown": Problem(
        ("whether port {port} is free cannot be told: {reason}.", "See for yourself: ss -ltn"),
        ("ポート {port} が空いているか分かりません：{reason}", "確かめてください： ss -ltn"),
    ),
    "certificate-missing": Problem(
        ("{name} names {path}, which is not there.", "Name the right file, or do without: unset {name}"),
        (
            "{name} が指すファイル {path} がありません。",
            "正しいファイルを指定するか、設定を外してください： unset {name}",
        ),
    ),
    "certificate-empty": Problem(
        (
            "{name} names {path}, in which there is no certificate (PEM).",
            "Name a file that has lines such as: -----BEGIN CERTIFICATE-----",
        ),
        (
            "{name} が指す {path} に証明書（PEM 形式）が入っていません。",
            "次のような行があるファイルを指定してください： -----BEGIN CERTIFICATE-----",
        ),
    ),
    "certificate-unknown": Problem(
        ("{name} names {path}, and that cannot be read: {reason}.", "See who may: ls -lL {path}"),
        ("{name} が指す {path} を読めません：{reason}", "読める人を確かめてください： ls -lL {path}"),
    ),
    "python-too-old": Problem(
        (
            "Python {version} ({path}) is too old: {need} or newer is needed here.",
            "Install a newer one (Debian, Ubuntu: sudo apt install python3 python3-venv), then: make lab PYTHON3=python3.12",
        ),
        (
            "Python {version}（{path}）は古すぎます。ここでは {need} 以上が必要です。",
            "新しい Python を入れて（Debian、Ubuntu：sudo apt install python3 python3-venv）、make lab PYTHON3=python3.12 のように指定してください",
        ),
    ),
    "python-unknown": Problem(
        ("what {path} is cannot be told: {reason}.", "See for yourself: {path} --version"),
        ("{path} のバージョンが分かりません：{reason}", "確かめてください： {path} --version"),
    ),
}
