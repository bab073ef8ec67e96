"""What doctor says, in both languages: the title of every check, its good line, its problems, and the last line."""

from typing import NamedTuple

from cli.speech import ENVIRONMENT, NOT_FOUND, Language, Message
from machine.checks.problems import Problem
from machine.checks.problems.cards import CARDS
from machine.checks.problems.container import CONTAINER
from machine.checks.problems.system import SYSTEM
from machine.checks.problems.variables import VARIABLES


class Said(NamedTuple):
    """One line."""

    en: str
    ja: str

    def in_(self, language: Language) -> str:
        """The line in the reader's language."""
        return self.ja if language == "ja" else self.en


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

PROBLEMS: dict[str, Problem] = {**SYSTEM, **CARDS, **VARIABLES, **CONTAINER}

# What doctor finds can stop `make lab`, and then with doctor's own words.
NO_SUCH_GPU = ("no-card-demanded", "gpu-index")
ERRORS = {
    code: Message(NOT_FOUND if code in NO_SUCH_GPU else ENVIRONMENT, problem.en, problem.ja)
    for code, problem in PROBLEMS.items()
}
TEXT: dict[str, tuple[str, str]] = {}
