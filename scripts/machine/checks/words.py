"""What doctor says, in both languages: the title of every check, its good line, its problems, and the last line."""

from typing import NamedTuple

from cli.speech import ENVIRONMENT, NOT_FOUND, Language, Lines, Message


class Said(NamedTuple):
    """One line."""

    en: str
    ja: str

    def in_(self, language: Language) -> str:
        """The line in the reader's language."""
        return self.ja if language == "ja" else self.en


class Problem(NamedTuple):
    """A line of cause and one of cure."""

    en: Lines
    ja: Lines


TITLES = {
    "kernel": Said("kernel", "カーネル"),
    "wsl": Said("WSL", "WSL"),
    "distribution": Said("distribution", "ディストリビューション"),
    "driver": Said("GPU driver", "GPU ドライバー"),
    "cards": Said("GPUs", "GPU"),
    "pytorch": Said("PyTorch", "PyTorch"),
    "order": Said("GPU order", "GPU の順番"),
    "kfd": Said("/dev/kfd", "/dev/kfd"),
    "render": Said("render nodes", "render ノード"),
    "cdi": Said("CDI", "CDI"),
    "override": Said("GFX override", "GFX の上書き"),
    "visibility": Said("visible GPUs", "見える GPU"),
    "user": Said("user", "ユーザー"),
    "engine": Said("Docker", "Docker"),
    "disk": Said("disk", "ディスク"),
    "memory": Said("memory", "メモリー"),
    "port": Said("port", "ポート"),
    "proxy": Said("proxy", "プロキシ"),
    "certificates": Said("certificates", "証明書"),
    "python": Said("Python", "Python"),
    "seats": Said("hub's proxy", "ハブのプロキシ"),
}

GOOD = {
    "kernel": Said("{name} {release}, {arch}", "{name} {release}、{arch}"),
    "not-wsl": Said("no", "WSL ではありません"),
    "driver": Said("amdgpu {version}", "amdgpu {version}"),
    "driver-in-kernel": Said("amdgpu, the one that comes with the kernel", "amdgpu（カーネルに付属のもの）"),
    "driver-not-needed": Said("not needed: no AMD GPU on the PCI bus", "不要（PCI バスに AMD の GPU はありません）"),
    "cards": Said("{cards}", "{cards}"),
    "cards-parted": Said(
        "{cards} (cards themselves: {whole}; each partition counts as one)",
        "{cards}（GPU そのものは {whole} 台。分割した GPU は、それぞれを 1 台と数えています）",
    ),
    "cpu-asked": Said("nothing to check: BACKEND={backend}", "調べません（BACKEND={backend}）"),
    "no-cards": Said("nothing to check: no AMD GPU", "調べません（AMD の GPU がありません）"),
    "pytorch": Said(
        "{torch} in the image, and {gfx} is on its list of GPUs", "{torch}（イメージに付属）、対応表に {gfx} があります"
    ),
    "pytorch-wheels": Said("{torch}, AMD's wheels for {gfx}", "{torch}（{gfx} 用の AMD の wheel）"),
    "one-card": Said("only {first}", "{first} だけです"),
    "taken-by-code": Said(
        "GPU {index}, {first}: this PyTorch has code for it", "{index} 番の {first}（この PyTorch が対応しています）"
    ),
    "taken-by-discrete": Said(
        "GPU {index}, {first}: not part of the processor", "{index} 番の {first}（単体の GPU です）"
    ),
    "taken-by-memory": Said(
        "GPU {index}, {first}: the most memory", "{index} 番の {first}（メモリーがいちばん大きい GPU です）"
    ),
    "taken-by-first": Said(
        "GPU {index}, {first}: the first of equals", "{index} 番の {first}（同じものの中の先頭です）"
    ),
    "discrete-first": Said("{first} first", "先頭は {first} です"),
    "node": Said("user {user} may open {paths}", "ユーザー {user} が {paths} を開けます"),
    "cdi": Said("the container gets {name}", "コンテナーに {name} を渡します"),
    "cdi-possible": Said(
        "{name} is there: make lab DEVICES=cdi would use it", "{name} があります（make lab DEVICES=cdi で使えます）"
    ),
    "cdi-not-read": Said(
        "{name} is there, but this engine or its Compose does not read it: device nodes are given",
        "{name} がありますが、このエンジンか Compose は読めません（デバイスノードで渡します）",
    ),
    "cdi-none": Said("not used: device nodes are given", "使いません（デバイスノードで渡します）"),
    "override-none": Said("HSA_OVERRIDE_GFX_VERSION is not set", "HSA_OVERRIDE_GFX_VERSION は設定されていません"),
    "override-same": Said("{value}, the same as {gfx} itself", "{value}（{gfx} の本来の値と同じです）"),
    "visibility-none": Said("no variable hides one", "GPU を隠す環境変数はありません"),
    "visibility-some": Said("{set}", "{set}"),
    "user": Said("{uid}:{gid}, you", "{uid}:{gid}（あなた）"),
    "user-native": Said("{uid}, you", "{uid}（あなた）"),
    "user-owner": Said(
        "you are root; the container runs as {uid}:{gid}, who owns this folder: these answers are for that user",
        "あなたは root ですが、コンテナーはこのフォルダーの持ち主 {uid}:{gid} で動くので、そのユーザーについて調べました",
    ),
    "engine": Said("Engine {version}, Compose {compose}", "Engine {version}、Compose {compose}"),
    "native": Said("not needed: the lab runs natively here", "不要（コンテナーを使いません）"),
    "image-here": Said("the image is here already; {free} free", "イメージはもうあります（空き {free}）"),
    "environment-here": Said(
        "the packages are here already; {free} free", "パッケージはもう入っています（空き {free}）"
    ),
    "disk": Said("{free} free at {path}, {need} needed", "{path} の空き {free}（必要 {need}）"),
    "memory": Said("{available} free of {total}", "{total} のうち {available} が空いています"),
    "port-free": Said("{port} is free", "{port} は空いています"),
    "port-ours": Said("{port}: this lab is up", "{port}：このラボが動いています"),
    "proxy-none": Said("none set", "設定なし"),
    "proxy-native": Said("{names} set", "{names} が設定されています"),
    "proxy-both": Said(
        "set here ({names}) and in the engine", "ここ（{names}）にも Docker エンジンにも設定されています"
    ),
    "certificates-none": Said("no file named", "ファイルの指定なし"),
    "certificates": Said("{names}: found", "{names} のファイルがあります"),
    "python": Said("{version}", "{version}"),
    "seats": Said(
        "configurable-http-proxy {version}, for make seats", "configurable-http-proxy {version}（make seats 用）"
    ),
    "seats-here": Said("{path}, for make seats", "{path}（make seats 用）"),
    "seats-not-asked": Said(
        "not installed; only make seats needs it", "未インストール（必要なのは make seats だけです）"
    ),
    "python-venv": Said("{version}, with venv", "{version}（venv も使えます）"),
}

# What follows from all of it. `count` and `unknown` are numbers.
VERDICT = {
    "stop": Said("make lab will not start here: put right what is marked ✗ ({count}).", "このままでは make lab は動きません。✗ の項目（{count} 件）を直してください。"),
    "container-gpu": Said("make lab will run in a container on {gfx}.", "make lab はコンテナーの中で、{gfx} を使って動きます。"),
    "container-gpu-untold": Said("make lab will try {gfx} in a container; whether its PyTorch has code for it is not known.", "make lab はコンテナーの中で {gfx} を試します。PyTorch が対応しているかどうかは分かりません。"),
    "container-gpu-without": Said("make lab would start in a container, and no step would run on {gfx}: take BACKEND=cpu.", "make lab はコンテナーの中で起動しますが、{gfx} ではどのステップも動きません。BACKEND=cpu を使ってください。"),
    "native-wheels": Said("make lab will run natively on {gfx}.", "make lab はコンテナーなしで、{gfx} を使って動きます。"),
    "native-wheels-without": Said("make lab would start natively, and no step would run on {gfx}: take BACKEND=cpu.", "make lab はコンテナーなしで起動しますが、{gfx} ではどのステップも動きません。BACKEND=cpu を使ってください。"),
    "container-cpu": Said("make lab will run in a container, on the CPU.", "make lab はコンテナーの中で、CPU で動きます。"),
    "native-gpu": Said("make lab will run natively on {gfx}, if the PyTorch of {python} can.", "make lab はコンテナーなしで、{python} の PyTorch が対応していれば {gfx} を使って動きます。"),
    "native-cpu": Said("make lab will run natively, on the CPU.", "make lab はコンテナーなしで、CPU で動きます。"),
    "native-cuda": Said("make lab will run natively, if the PyTorch of {python} finds an NVIDIA GPU.", "make lab はコンテナーなしで、{python} の PyTorch が NVIDIA の GPU を見つければ動きます。"),
    "unknown": Said("What is marked ? could not be checked ({unknown}).", "? の項目（{unknown} 件）は調べられませんでした。"),
}  # fmt: skip

CODE = Said("code", "コード")

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

_NODE = {
    "missing": Problem(
        (
            "{path} does not exist.",
            "Load the driver: sudo modprobe amdgpu (if you are in a container, start it with the device)",
        ),
        (
            "{path} がありません。",
            "ドライバーを読み込んでください： sudo modprobe amdgpu （コンテナーの中にいるなら、デバイスを渡して起動し直します）",
        ),
    ),
    "closed": Problem(
        (
            "user {user} may not open {path}, not even as a member of its group: it belongs to {owner}, mode {mode}.",
            "Give it to the group render: sudo chgrp render {path} && sudo chmod 660 {path} (until the next restart; for good, write a udev rule)",
        ),
        (
            "{path} は、ユーザー {user} がそのグループに入っても開けません（持ち主 {owner}、モード {mode}）。",
            "render グループで開けるようにしてください： sudo chgrp render {path} && sudo chmod 660 {path} （再起動すると戻ります。ずっと続けるには udev のルールを書きます）",
        ),
    ),
    "denied": Problem(
        (
            "{path} exists, but user {user} is not in its group ({group}).",
            "Join the group, then log in again: sudo usermod -aG render,video $USER",
        ),
        (
            "{path} はありますが、ユーザー {user} がそのグループ（{group}）に入っていません。",
            "グループに入ってから、ログインし直してください： sudo usermod -aG render,video $USER",
        ),
    ),
    "broken": Problem(
        ("{path} cannot be opened: {reason}.", "See what the driver says: sudo dmesg | grep -i -e amdgpu -e kfd"),
        (
            "{path} を開けません：{reason}",
            "ドライバーのメッセージを確かめてください： sudo dmesg | grep -i -e amdgpu -e kfd",
        ),
    ),
    "unknown": Problem(
        ("cannot tell whether {path} can be opened: {reason}", "See for yourself: ls -l {path}"),
        ("{path} を開けるかどうか分かりません：{reason}", "確かめてください： ls -l {path}"),
    ),
}

GPU = {
    **{f"{node}-{state}": problem for node in ("kfd", "render") for state, problem in _NODE.items()},
    "driver-missing": Problem(
        (
            "an AMD GPU is on the PCI bus, but its driver, amdgpu, is not loaded.",
            "Load it: sudo modprobe amdgpu (if that fails, install AMD's driver and restart)",
        ),
        (
            "PCI バスに AMD の GPU がありますが、ドライバー amdgpu が読み込まれていません。",
            "読み込んでください： sudo modprobe amdgpu （失敗するなら、AMD のドライバーを入れて再起動します）",
        ),
    ),
    "driver-unknown": Problem(
        ("cannot tell whether the driver, amdgpu, is loaded.", "See for yourself: lsmod | grep amdgpu"),
        ("ドライバー amdgpu が読み込まれているかどうか分かりません。", "確かめてください： lsmod | grep amdgpu"),
    ),
    "no-card": Problem(
        (
            "no AMD GPU found: the lab will run on the CPU, and say so.",
            "If the CPU is enough, there is nothing to do. If there should be a GPU that lspci shows: sudo modprobe amdgpu && make doctor",
        ),
        (
            "AMD の GPU が見つかりません。ラボは CPU で動き、そのことを表示します。",
            "CPU でよければ、このままで大丈夫です。GPU が lspci に表示されるのに見つからないときは： sudo modprobe amdgpu && make doctor",
        ),
    ),
    "no-card-demanded": Problem(
        (
            "BACKEND=hip asks for an AMD GPU, but none was found.",
            "Use a machine that has one, or let the lab take what there is: make lab BACKEND=auto",
        ),
        (
            "BACKEND=hip と指定されていますが、AMD の GPU が見つかりません。",
            "AMD の GPU があるコンピューターを使うか、自動で選ばせてください： make lab BACKEND=auto",
        ),
    ),
    "card-small": Problem(
        (
            "GPU {index}, {gfx}, has {memory} of its own and {shared} of the machine's memory: little for lab 03. (Here: {cards})",
            "Give it more in the firmware's settings (UMA frame buffer size), or take another one with GPU=",
        ),
        (
            "{index} 番の {gfx} が使えるメモリーは、専用が {memory}、メインメモリーから借りる分が {shared} です。ラボ 03 には足りないかもしれません。ここにある GPU：{cards}",
            "ファームウェアの設定（UMA Frame Buffer Size）で増やすか、GPU= で別の GPU を指定してください。",
        ),
    ),
    "cards-hidden": Problem(
        (
            "there are GPUs that cannot be seen from here ({hidden}): a container or its device rules hide them.",
            "Run make doctor outside of this container, or start the container with: --device /dev/kfd --device /dev/dri",
        ),
        (
            "ここからは見えない GPU が {hidden} 個あります。コンテナーや、そのデバイスの制限で隠れています。",
            "コンテナーの外で make doctor を実行するか、次のオプションを付けてコンテナーを起動してください： --device /dev/kfd --device /dev/dri",
        ),
    ),
    "cards-unknown": Problem(
        ("cannot tell which GPUs there are: {folder} cannot be read.", "See for yourself: lspci | grep -i amd"),
        ("どの GPU があるのか分かりません。{folder} を読めません。", "確かめてください： lspci | grep -i amd"),
    ),
    "gpu-index": Problem(
        ("GPU={index} was asked for; the GPUs here: {cards}.", "Choose one of them, for example: make lab GPU=0"),
        (
            "GPU={index} と指定されましたが、ありません。ここにある GPU：{cards}",
            "その中の番号を指定してください。例： make lab GPU=0",
        ),
    ),
    "cuda-unseen": Problem(
        (
            "BACKEND=cuda asks for an NVIDIA GPU; doctor checks AMD GPUs only.",
            "See for yourself: nvidia-smi",
        ),
        (
            "BACKEND=cuda は NVIDIA の GPU を使いますが、make doctor が調べるのは AMD の GPU だけです。",
            "確かめてください： nvidia-smi",
        ),
    ),
    "gfx-unlisted": Problem(
        (
            "cannot tell whether PyTorch {torch} can use {gfx}, which is not on the lab's list of its GPUs.",
            "Find out by running the labs: make check BACKEND=hip",
        ),
        (
            "PyTorch {torch} が {gfx} を使えるかどうか分かりません。ラボが持つ対応表に {gfx} がありません。",
            "実際に動かして確かめてください： make check BACKEND=hip",
        ),
    ),
    "gfx-without-code": Problem(
        (
            "no PyTorch of AMD's has code for {gfx}, and {torch} is none that does: on this card every step will fail.",
            "Run the lab on the CPU: make lab BACKEND=cpu (or put in a newer card)",
        ),
        (
            "AMD の PyTorch には、{gfx} 用のプログラムがありません（{torch} にも）。この GPU では、どのステップも失敗します。",
            "CPU で動かしてください： make lab BACKEND=cpu （または、新しい GPU を使う）",
        ),
    ),
    "gfx-other-image": Problem(
        (
            "{gfx} is not on the list of PyTorch {torch}, but it is on that of another pinned base image.",
            "Use that one: make lab BASE_IMAGE={image}",
        ),
        (
            "{gfx} は PyTorch {torch} の対応表になく、固定してある別のベースの対応表にあります。",
            "そのベースを使ってください： make lab BASE_IMAGE={image}",
        ),
    ),
    "gfx-has-wheels": Problem(
        (
            "{gfx} is not on the list of PyTorch {torch} in the image, but AMD has wheels of it for {gfx}.",
            "Use those: make lab BASE=wheels",
        ),
        (
            "{gfx} はイメージの PyTorch {torch} の対応表にありません。AMD には {gfx} 用の wheel があります。",
            "wheel を使ってください： make lab BASE=wheels",
        ),
    ),
    "gfx-not-fetched": Problem(
        (
            ".venv has AMD's wheels for {named} alone, and no code for {gfx}: every step will fail on it.",
            "Have those for this GPU fetched: make lab MODE=native BACKEND=hip",
        ),
        (
            ".venv にあるのは {named} 用の AMD の wheel だけで、{gfx} 用のプログラムがありません。どのステップも失敗します。",
            "この GPU 用のものを入れてください： make lab MODE=native BACKEND=hip",
        ),
    ),
    "gfx-not-named": Problem(
        (
            "GFX names {named} alone, so this image's PyTorch has no code for {gfx}: every step will fail on it.",
            "Name it as well: GFX={named},{gfx}",
        ),
        (
            "GFX に {named} だけが指定されているので、このイメージの PyTorch に {gfx} 用のプログラムはありません。どのステップも失敗します。",
            "この GPU も指定してください： GFX={named},{gfx}",
        ),
    ),
    "image-unlisted": Problem(
        (
            "cannot tell which GPUs the PyTorch in {image} was built for: it is not one of the pinned base images.",
            "Find out by running the labs: make check BACKEND=hip",
        ),
        (
            "{image} の PyTorch がどの GPU に対応しているのか分かりません。固定してあるベースではないからです。",
            "実際に動かして確かめてください： make check BACKEND=hip",
        ),
    ),
    "pytorch-own": Problem(
        (
            "whether the PyTorch of {python} can use {gfx} is not checked here, as that takes seconds.",
            'See whether {gfx} is listed: {python} -c "import torch; print(torch.cuda.get_arch_list())"',
        ),
        (
            "{python} の PyTorch が {gfx} を使えるかどうかは、数秒かかるので、ここでは調べません。",
            '{gfx} が表示されるか確かめてください： {python} -c "import torch; print(torch.cuda.get_arch_list())"',
        ),
    ),
    "integrated-first": Problem(
        (
            "the first GPU, {first}, is part of the processor, and PyTorch takes the first; {other} is a discrete GPU.",
            "make lab GPU={index}",
        ),
        (
            "先頭の GPU {first} はプロセッサー内蔵で、PyTorch は先頭を使います。単体の GPU は {other} です。",
            "単体の GPU を指定してください： make lab GPU={index}",
        ),
    ),
    "order-unknown": Problem(
        (
            "cannot tell whether the first GPU, {first}, is part of the processor; PyTorch takes the first ({cards}).",
            "To use another one, name it, for example: make lab GPU=1",
        ),
        (
            "先頭の GPU {first} がプロセッサー内蔵かどうか分かりません。PyTorch は先頭を使います（{cards}）。",
            "別の GPU を使うなら、番号を指定してください。例： make lab GPU=1",
        ),
    ),
}

VARIABLES = {
    "override-empty": Problem(
        (
            "{name} is set but empty: outside of the lab's container, that silently hides every GPU.",
            "unset {name}",
        ),
        (
            "{name} が空のまま設定されています。ラボのコンテナーの外では、何も表示されないまま、すべての GPU が使えなくなります。",
            "外してください： unset {name}",
        ),
    ),
    "override-malformed": Problem(
        (
            "{name}={value} does not look like 11.0.0: ROCm will find no GPU at all.",
            "unset {name} (or, if you need it, set it like this: export {name}=11.0.0)",
        ),
        (
            "{name}={value} は 11.0.0 のような形ではありません。ROCm は GPU を 1 つも見つけられません。",
            "外してください： unset {name} （必要なら、正しい形で設定します。例： export {name}=11.0.0）",
        ),
    ),
    "override-misspelt": Problem(
        (
            "ROCm has no variable {name}, so it has no effect; the right name is HSA_OVERRIDE_GFX_VERSION.",
            "unset {name}",
        ),
        (
            "{name} という変数は ROCm にないので、効果がありません。正しい名前は HSA_OVERRIDE_GFX_VERSION です。",
            "外してください： unset {name}",
        ),
    ),
    "override-stale": Problem(
        (
            "{name}={value} makes {gfx} pass for another GPU, but PyTorch {torch} lists {gfx} itself.",
            "unset {name}",
        ),
        (
            "{name}={value} は {gfx} を別の GPU に見せかけますが、PyTorch {torch} の対応表には {gfx} があります。",
            "外してください： unset {name}",
        ),
    ),
    "override-unknown": Problem(
        (
            "cannot tell whether {name}={value} works on {gfx} before it is tried.",
            "Find out by running the labs: make check BACKEND=hip",
        ),
        (
            "{name}={value} で {gfx} が使えるかどうかは、試すまで分かりません。",
            "実際に動かして確かめてください： make check BACKEND=hip",
        ),
    ),
    "visibility-hides": Problem(
        ('{name}="{value}" hides {what}.', "unset {name}"),
        ('{name}="{value}" が {what} を隠しています。', "外してください： unset {name}"),
    ),
    "visibility-outside": Problem(
        (
            '{name}="{value}" hides {what} outside of containers (it is not passed to the lab\'s container).',
            "unset {name}",
        ),
        (
            '{name}="{value}" は、コンテナーの外で {what} を隠します（ラボのコンテナーには影響しません）。',
            "外してください： unset {name}",
        ),
    ),
    "visibility-beyond": Problem(
        (
            '{name}="{value}" names a GPU that does not exist; the GPUs here: {cards}.',
            "unset {name}",
        ),
        (
            '{name}="{value}" が、存在しない GPU を指しています。ここにある GPU：{cards}',
            "外してください： unset {name}",
        ),
    ),
    "visibility-unknown": Problem(
        (
            '{name}="{value}" names a GPU by something other than its index: cannot tell whether it exists.',
            "See for yourself: rocminfo | grep -i uuid (or do without: unset {name})",
        ),
        (
            '{name}="{value}" は番号以外で GPU を指定しています。その GPU があるかどうか分かりません。',
            "確かめてください： rocminfo | grep -i uuid （不要なら unset {name}）",
        ),
    ),
}

CONTAINER = {
    "cdi-missing": Problem(
        (
            "DEVICES=cdi was asked for, but no specification in /etc/cdi or /var/run/cdi has a name for an AMD GPU.",
            "Write it with AMD's Container Toolkit: sudo amd-ctk cdi generate (or leave DEVICES=cdi out)",
        ),
        (
            "DEVICES=cdi と指定されましたが、/etc/cdi と /var/run/cdi の定義に、AMD の GPU の名前がありません。",
            "AMD の Container Toolkit で作ってください： sudo amd-ctk cdi generate （または DEVICES=cdi を外す）",
        ),
    ),
    "cdi-older": Problem(
        (
            "the CDI specification has no name for just these GPUs ({cards}): it has {names}, and may be older than the cards.",
            "Write it anew: sudo amd-ctk cdi generate (not needed without DEVICES=cdi)",
        ),
        (
            "CDI の定義に、この GPU（{cards}）だけを指す名前がありません。あるのは {names} です。定義が GPU より古いのかもしれません。",
            "作り直してください： sudo amd-ctk cdi generate （DEVICES=cdi を使わなければ、作り直さなくても動きます）",
        ),
    ),
    "cdi-engine": Problem(
        (
            "DEVICES=cdi was asked for, but this engine or its Compose does not read CDI names (Engine {version}, Compose {compose}).",
            "Update to Docker Engine 28 and Compose 2.30 or newer (or leave DEVICES=cdi out)",
        ),
        (
            "DEVICES=cdi と指定されましたが、このエンジンか Compose は CDI の名前を読めません（Engine {version}、Compose {compose}）。",
            "Docker Engine 28 以降と Compose 2.30 以降に更新してください（または DEVICES=cdi を外す）",
        ),
    ),
    "cdi-unknown": Problem(
        (
            "cannot tell whether CDI names could be used: {reason}",
            "See for yourself: ls /etc/cdi /var/run/cdi; docker info",
        ),
        (
            "CDI の名前が使えるかどうか分かりません：{reason}",
            "確かめてください： ls /etc/cdi /var/run/cdi; docker info",
        ),
    ),
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
}

HUB_PROXY = {
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

PROBLEMS: dict[str, Problem] = {**SYSTEM, **GPU, **VARIABLES, **CONTAINER, **HUB_PROXY}

# What doctor finds can stop `make lab`, and then with doctor's own words.
NO_SUCH_GPU = ("no-card-demanded", "gpu-index")
ERRORS = {
    code: Message(NOT_FOUND if code in NO_SUCH_GPU else ENVIRONMENT, problem.en, problem.ja)
    for code, problem in PROBLEMS.items()
}
TEXT: dict[str, tuple[str, str]] = {}
