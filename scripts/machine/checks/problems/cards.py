"""What is wrong with the GPUs, their nodes and their order."""

from machine.checks.problems import Problem

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

CARDS = {
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
}
