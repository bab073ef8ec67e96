"""What doctor says: the title of every check, a line when all is good, and the last line."""

from host.messages.doctor_container import PROBLEMS as CONTAINER
from host.messages.doctor_form import Problem, Said
from host.messages.doctor_gpu import PROBLEMS as GPU
from host.messages.doctor_seats import PROBLEMS as SEATS
from host.messages.doctor_system import PROBLEMS as SYSTEM
from host.messages.doctor_variables import PROBLEMS as VARIABLES

PROBLEMS: dict[str, Problem] = {**SYSTEM, **GPU, **VARIABLES, **CONTAINER, **SEATS}

TITLES = {
    "kernel": Said("kernel", "カーネル"),
    "wsl": Said("WSL", "WSL"),
    "driver": Said("GPU driver", "GPU ドライバー"),
    "cards": Said("GPUs", "GPU"),
    "pytorch": Said("PyTorch", "PyTorch"),
    "order": Said("GPU order", "GPU の順番"),
    "kfd": Said("/dev/kfd", "/dev/kfd"),
    "render": Said("render nodes", "render ノード"),
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
    "cpu-asked": Said("nothing to check: BACKEND={backend}", "調べません（BACKEND={backend}）"),
    "no-cards": Said("nothing to check: no AMD GPU", "調べません（AMD の GPU がありません）"),
    "pytorch": Said(
        "{torch} in the image, and {gfx} is on its list of GPUs", "{torch}（イメージに付属）、対応表に {gfx} があります"
    ),
    "one-card": Said("only {first}", "{first} だけです"),
    "discrete-first": Said("{first} first", "先頭は {first} です"),
    "node": Said("user {user} may open {paths}", "ユーザー {user} が {paths} を開けます"),
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
    "container-cpu": Said("make lab will run in a container, on the CPU.", "make lab はコンテナーの中で、CPU で動きます。"),
    "native-gpu": Said("make lab will run natively on {gfx}, if the PyTorch of {python} can.", "make lab はコンテナーなしで、{python} の PyTorch が対応していれば {gfx} を使って動きます。"),
    "native-cpu": Said("make lab will run natively, on the CPU.", "make lab はコンテナーなしで、CPU で動きます。"),
    "native-cuda": Said("make lab will run natively, if the PyTorch of {python} finds an NVIDIA GPU.", "make lab はコンテナーなしで、{python} の PyTorch が NVIDIA の GPU を見つければ動きます。"),
    "unknown": Said("What is marked ? could not be checked ({unknown}).", "? の項目（{unknown} 件）は調べられませんでした。"),
}  # fmt: skip

CODE = Said("code", "コード")
