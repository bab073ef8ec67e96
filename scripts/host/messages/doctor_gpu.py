"""What doctor says of the GPU: driver, cards and device nodes."""

from host.messages.doctor_form import Problem

# The same of /dev/kfd and of a render node; the codes are kfd-missing, render-missing, and so on.
_NODE = {
    "missing": Problem(
        (
            "{path} is not there.",
            "Load the driver: sudo modprobe amdgpu   (inside a container: map the device into it)",
        ),
        (
            "{path} がありません。",
            "ドライバーを読み込んでください： sudo modprobe amdgpu （コンテナーの中なら、デバイスを渡して起動してください）",
        ),
    ),
    "closed": Problem(
        (
            "{path} may not be opened by user {user}, in its group or not: it belongs to {owner}, mode {mode}.",
            "Until the next start: sudo chgrp render {path} && sudo chmod 660 {path}   (for good: a udev rule)",
        ),
        (
            "{path} は、ユーザー {user} がグループに入っても開けません（持ち主 {owner}、モード {mode}）。",
            "次の起動まで有効： sudo chgrp render {path} && sudo chmod 660 {path} （ずっと有効にするには udev のルールを書きます）",
        ),
    ),
    "denied": Problem(
        (
            "{path} is there, but user {user} is not in its group ({group}).",
            "Join, then log in again: sudo usermod -aG render,video $USER",
        ),
        (
            "{path} はありますが、ユーザー {user} がそのグループ（{group}）に入っていません。",
            "グループに入ってから、ログインし直してください： sudo usermod -aG render,video $USER",
        ),
    ),
    "broken": Problem(
        ("{path} does not open: {reason}.", "See what the driver says: sudo dmesg | grep -i -e amdgpu -e kfd"),
        (
            "{path} を開けません：{reason}",
            "ドライバーのメッセージを見てください： sudo dmesg | grep -i -e amdgpu -e kfd",
        ),
    ),
    "unknown": Problem(
        ("whether {path} can be opened cannot be told: {reason}", "See for yourself: ls -l {path}"),
        ("{path} を開けるか分かりません：{reason}", "確かめてください： ls -l {path}"),
    ),
}

PROBLEMS = {
    **{f"{node}-{state}": problem for node in ("kfd", "render") for state, problem in _NODE.items()},
    "driver-missing": Problem(
        (
            "an AMD GPU is on the PCI bus, but its driver, amdgpu, is not loaded.",
            "sudo modprobe amdgpu   (if that fails: install AMD's driver, then restart)",
        ),
        (
            "PCI バスに AMD の GPU がありますが、ドライバー amdgpu が読み込まれていません。",
            "sudo modprobe amdgpu を実行してください（失敗するなら、AMD のドライバーを入れて再起動します）",
        ),
    ),
    "driver-unknown": Problem(
        ("whether the driver, amdgpu, is loaded cannot be told.", "See for yourself: lsmod | grep amdgpu"),
        ("ドライバー amdgpu が読み込まれているか分かりません。", "確かめてください： lsmod | grep amdgpu"),
    ),
    "no-card": Problem(
        (
            "no AMD GPU found: the lab will run on the CPU, and say so.",
            "Nothing to do if the CPU will do. If there is one: sudo modprobe amdgpu, then make doctor again",
        ),
        (
            "AMD の GPU が見つかりません。ラボは CPU で動き、そのことを表示します。",
            "CPU でよければ、このままで大丈夫です。GPU があるはずなら、sudo modprobe amdgpu のあと、もう一度 make doctor",
        ),
    ),
    "no-card-demanded": Problem(
        (
            "BACKEND=hip asks for an AMD GPU, and none is found.",
            "Use a machine that has one, or let the lab use what there is: make lab BACKEND=auto",
        ),
        (
            "BACKEND=hip と指定されていますが、AMD の GPU が見つかりません。",
            "AMD の GPU があるコンピューターを使うか、あるもので動かしてください： make lab BACKEND=auto",
        ),
    ),
    "cards-hidden": Problem(
        (
            "GPUs that cannot be seen from here: {hidden}. A container or its device rules hide them.",
            "Run make doctor outside of that container, or start it with --device /dev/kfd --device /dev/dri",
        ),
        (
            "ここから見えない GPU が {hidden} 個あります。コンテナーかデバイスの制限が隠しています。",
            "コンテナーの外で make doctor を実行するか、--device /dev/kfd --device /dev/dri を付けて起動してください",
        ),
    ),
    "cards-unknown": Problem(
        ("which GPUs there are cannot be told: {folder} cannot be read.", "See for yourself: lspci | grep -i amd"),
        ("どの GPU があるか分かりません。{folder} を読めません。", "確かめてください： lspci | grep -i amd"),
    ),
    "gpu-index": Problem(
        ("GPU={index} was asked for; there are only: {cards}.", "Choose one of them, for example: make lab GPU=0"),
        (
            "GPU={index} と指定されましたが、あるのは {cards} だけです。",
            "その中から選んでください。例： make lab GPU=0",
        ),
    ),
    "cuda-unseen": Problem(
        (
            "BACKEND=cuda asks for an NVIDIA GPU; doctor looks at AMD GPUs alone.",
            "See for yourself: nvidia-smi",
        ),
        (
            "BACKEND=cuda は NVIDIA の GPU を求めますが、doctor が調べるのは AMD の GPU だけです。",
            "確かめてください： nvidia-smi",
        ),
    ),
    "gfx-unlisted": Problem(
        (
            "whether PyTorch {torch} can use {gfx} cannot be told: {gfx} is not on the list that the lab has of it.",
            "Start the lab and let it be judged: make check BACKEND=hip",
        ),
        (
            "PyTorch {torch} が {gfx} を使えるか分かりません。ラボが持つ対応表に {gfx} がありません。",
            "ラボを始めて、判定してください： make check BACKEND=hip",
        ),
    ),
    "gfx-other-image": Problem(
        (
            "{gfx} is not on the list of PyTorch {torch}, but on that of another pinned image.",
            "make lab BASE_IMAGE={image}",
        ),
        (
            "{gfx} は PyTorch {torch} の対応表になく、別の固定イメージの対応表にあります。",
            "make lab BASE_IMAGE={image}",
        ),
    ),
    "image-unlisted": Problem(
        (
            "which GPUs the PyTorch in {image} was built for cannot be told: it is not one of the pinned images.",
            "Start the lab and let it be judged: make check BACKEND=hip",
        ),
        (
            "{image} の PyTorch がどの GPU に対応しているか分かりません。固定イメージではありません。",
            "ラボを始めて、判定してください： make check BACKEND=hip",
        ),
    ),
    "pytorch-own": Problem(
        (
            "whether the PyTorch of {python} can use {gfx} is not asked here: that takes seconds.",
            '{python} -c "import torch; print(torch.cuda.get_arch_list())"',
        ),
        (
            "{python} の PyTorch が {gfx} を使えるかは、数秒かかるのでここでは調べません。",
            '{python} -c "import torch; print(torch.cuda.get_arch_list())"',
        ),
    ),
    "integrated-first": Problem(
        (
            "the first GPU, {first}, is part of the processor, and PyTorch takes the first; {other} is a card of its own.",
            "make lab GPU={index}",
        ),
        (
            "先頭の GPU {first} はプロセッサー内蔵で、PyTorch は先頭を使います。単体のカードは {other} です。",
            "make lab GPU={index}",
        ),
    ),
    "order-unknown": Problem(
        (
            "whether the first GPU, {first}, is part of the processor cannot be told; PyTorch takes the first ({cards}).",
            "If you mean another one, name it, for example: make lab GPU=1",
        ),
        (
            "先頭の GPU {first} がプロセッサー内蔵か分かりません。PyTorch は先頭を使います（{cards}）。",
            "別の GPU を使うなら指定してください。例： make lab GPU=1",
        ),
    ),
}
