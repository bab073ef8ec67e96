"""What is wrong with kernel, user, memory, port, certificates, Python."""

from machine.checks.problems import Problem

SYSTEM = {
    "kernel-not-linux": Problem(
        ("this is {name}; the lab needs Linux.", "Use a machine that runs Linux on x86_64."),
        (
            "これは {name} です。このラボには Linux が必要です。",
            "x86_64 の Linux が動くコンピューターを使ってください。",
        ),
    ),
    "arch-unsupported": Problem(
        (
            "the processor is {arch}; the lab's images and packages are for x86_64.",
            "Use a machine with an x86_64 processor (AMD or Intel).",
        ),
        (
            "プロセッサーが {arch} です。ラボのイメージとパッケージは x86_64 用です。",
            "プロセッサーが x86_64（AMD や Intel）のコンピューターを使ってください。",
        ),
    ),
    "kernel-unknown": Problem(
        (
            "cannot tell which kernel this is: {folder} does not say.",
            "See for yourself (Linux x86_64 is needed): uname -sm",
        ),
        (
            "カーネルの種類が分かりません。{folder} から読み取れません。",
            "確かめてください（Linux x86_64 が必要です）： uname -sm",
        ),
    ),
    "wsl": Problem(
        (
            "this is WSL: it has no /dev/kfd, so no container gets an AMD GPU, and the lab was not tried on one in it.",
            "For the GPU: Linux itself, or AMD's torch in WSL (https://rocm.docs.amd.com has the versions) with make lab PYTHON=…; on the CPU: make lab BACKEND=cpu",
        ),
        (
            "これは WSL です。/dev/kfd がないので、コンテナーから AMD の GPU は使えません。WSL の GPU では試していません。",
            "GPU を使うなら、Linux を直接起動するか、WSL に AMD の torch を入れて（対応するバージョンは https://rocm.docs.amd.com にあります）、make lab PYTHON=… を実行してください。CPU でよければ： make lab BACKEND=cpu",
        ),
    ),
    "ubuntu-2604": Problem(
        (
            "this is Ubuntu 26.04: AMD supports ROCm on it with certain kernels, and this lab was not tried on it.",
            "Read which kernel and driver AMD supports on it: https://rocm.docs.amd.com/en/latest/compatibility/compatibility-matrix.html",
        ),
        (
            "Ubuntu 26.04 です。AMD の ROCm が対応しているのは決まったカーネルだけで、このラボは試していません。",
            "AMD が対応しているカーネルとドライバーを確かめてください： https://rocm.docs.amd.com/en/latest/compatibility/compatibility-matrix.html",
        ),
    ),
    "distribution-unknown": Problem(
        ("cannot tell which Linux distribution this is: {file} does not say.", "See for yourself: cat {file}"),
        (
            "Linux のディストリビューションが分かりません（{file} に書いてありません）。",
            "確かめてください： cat {file}",
        ),
    ),
    "wsl-unknown": Problem(
        (
            "cannot tell whether this is WSL: the kernel's name is not given.",
            "See for yourself (WSL has microsoft in the name): uname -r",
        ),
        (
            "WSL かどうか分かりません。カーネルの名前を読み取れません。",
            "確かめてください（WSL なら名前に microsoft が入ります）： uname -r",
        ),
    ),
    "user-root-owned": Problem(
        (
            "you are root, and so is this folder's owner: the container will run as {uid}:{gid}, and work/ will belong to that user.",
            "Better: work as an ordinary user, in that user's own clone.",
        ),
        (
            "あなたも、このフォルダーの持ち主も root です。コンテナーは {uid}:{gid} で動き、work/ はそのユーザーのものになります。",
            "一般ユーザーでログインし、そのユーザーが作ったクローンを使うほうが安全です。",
        ),
    ),
    "user-mapped": Problem(
        (
            "user ids mean something else here (a user namespace): cannot tell what {uid}:{gid} may open on the host.",
            "Run it outside of this container or namespace: make doctor",
        ),
        (
            "ここではユーザー ID の意味が変わっています（ユーザー名前空間）。{uid}:{gid} がホストで何を開けるのか分かりません。",
            "今いるコンテナーや名前空間の外で実行してください： make doctor",
        ),
    ),
    "memory-small": Problem(
        (
            "this machine has {total} of memory; with less than {need}, the kernel may kill PyTorch or JupyterLab.",
            "Use a machine with more memory, or close other programs first (free -h shows what is free).",
        ),
        (
            "メモリーが {total} しかありません。{need} より少ないと、PyTorch や JupyterLab が強制終了されることがあります。",
            "メモリーの多いコンピューターを使うか、ほかのプログラムを終了してください（空きは free -h で分かります）。",
        ),
    ),
    "memory-busy": Problem(
        (
            "only {available} of {total} of memory is free; the lab needs about {need}.",
            "Close other programs first (free -h shows what is free).",
        ),
        (
            "メモリー {total} のうち、空きは {available} だけです。ラボには {need} ほど必要です。",
            "ほかのプログラムを終了してください（空きは free -h で分かります）。",
        ),
    ),
    "memory-unknown": Problem(
        ("cannot tell how much memory there is: {file} does not say.", "See for yourself: free -h"),
        ("メモリーの量が分かりません。{file} から読み取れません。", "確かめてください： free -h"),
    ),
    "port-unknown": Problem(
        ("cannot tell whether port {port} is free: {reason}.", "See for yourself: ss -ltn"),
        ("ポート {port} が空いているかどうか分かりません：{reason}", "確かめてください： ss -ltn"),
    ),
    "certificate-missing": Problem(
        ("{name} names {path}, which does not exist.", "Name the right file, or do without: unset {name}"),
        (
            "{name} が指すファイル {path} がありません。",
            "正しいファイルを指定するか、{name} を外してください： unset {name}",
        ),
    ),
    "certificate-empty": Problem(
        (
            "{name} names {path}, which holds no certificate in PEM form.",
            "Name a file with a line such as: -----BEGIN CERTIFICATE-----",
        ),
        (
            "{name} が指す {path} に証明書（PEM 形式）が入っていません。",
            "次のような行があるファイルを指定してください： -----BEGIN CERTIFICATE-----",
        ),
    ),
    "certificate-unknown": Problem(
        ("{name} names {path}, which cannot be read: {reason}.", "See who may read it: ls -lL {path}"),
        ("{name} が指す {path} を読めません：{reason}", "持ち主と読み取りの権限を確かめてください： ls -lL {path}"),
    ),
    "python-too-old": Problem(
        (
            "Python {version} ({path}) is too old: {need} or newer is needed here.",
            "Install a newer one (Debian, Ubuntu: sudo apt install python3 python3-venv), then name it: make lab PYTHON3=python3.12",
        ),
        (
            "Python {version}（{path}）は古すぎます。ここでは {need} 以上が必要です。",
            "新しい Python を入れて（Debian や Ubuntu では sudo apt install python3 python3-venv）、指定してください。例： make lab PYTHON3=python3.12",
        ),
    ),
    "python-unknown": Problem(
        ("cannot tell which Python {path} is: {reason}.", "See for yourself: {path} --version"),
        ("{path} がどのバージョンの Python か分かりません：{reason}", "確かめてください： {path} --version"),
    ),
}
