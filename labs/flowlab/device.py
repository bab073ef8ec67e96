"""On which device a lab runs: chosen once, said aloud, and never a silent fallback."""

import os
import sys
from typing import NoReturn

import torch

from flowlab.language import lab_language

BACKENDS = ("auto", "hip", "cpu", "cuda")

TEXT = {
    "en": {
        "gpu": "Running on a GPU: {name} ({arch}), through {layer}.",
        "cpu_asked": "Running on the CPU, because BACKEND=cpu asks for it.",
        "cpu_only": "Running on the CPU: this PyTorch was built without GPU support.",
        "cpu_no_gpu": "Running on the CPU: this PyTorch was built for {layer}, but it sees no GPU.",
        "unknown": "backend-unknown: {asked!r} is not a backend.\n→ Use one of: {known}.",
        "not_found": "backend-not-found: BACKEND={asked} was asked for, but {found}.\n"
        "→ Run it where that GPU is, or ask for BACKEND=auto or BACKEND=cpu.",
        "found_cpu_only": "this PyTorch was built without GPU support",
        "found_no_gpu": "this PyTorch, built for {layer}, sees no GPU",
        "found_other": "this PyTorch was built for {layer}",
    },
    "ja": {
        "gpu": "GPU で実行します：{name}（{arch}）、{layer} を使います。",
        "cpu_asked": "CPU で実行します：BACKEND=cpu と指定されています。",
        "cpu_only": "CPU で実行します：この PyTorch は GPU に対応していません。",
        "cpu_no_gpu": "CPU で実行します：この PyTorch は {layer} 用ですが、GPU が見つかりません。",
        "unknown": "backend-unknown: {asked!r} というバックエンドはありません。\n→ 次のどれかにしてください：{known}",
        "not_found": "backend-not-found: BACKEND={asked} と指定されましたが、{found}。\n"
        "→ その GPU があるコンピューターで実行するか、BACKEND=auto か BACKEND=cpu にしてください。",
        "found_cpu_only": "この PyTorch は GPU に対応していません",
        "found_no_gpu": "この PyTorch（{layer} 用）からは GPU が見つかりません",
        "found_other": "この PyTorch は {layer} 用です",
    },
}


class BackendNotFound(RuntimeError):
    """The demanded backend is not there. A notebook shows the message alone, without a traceback."""

    def _render_traceback_(self) -> list[str]:  # IPython's protocol
        return str(self).splitlines()


def choose_device(backend: str = "auto") -> torch.device:
    """The device for `backend` ("auto": for LAB_BACKEND, else the best there is); says which and why.

    Raises BackendNotFound in a notebook when a demand cannot be met; ends a script with status 3.
    """
    asked = backend if backend != "auto" else os.environ.get("LAB_BACKEND") or "auto"
    text = TEXT[lab_language()]
    if asked not in BACKENDS:
        _stop(text["unknown"].format(asked=asked, known=", ".join(BACKENDS)))
    if asked == "cpu":
        print(text["cpu_asked"])
        return torch.device("cpu")
    kind, layer = _build()
    facts = {"asked": asked, "layer": layer}
    usable = kind != "cpu" and torch.cuda.is_available()
    if asked not in ("auto", kind) or (asked != "auto" and not usable):
        reason = "cpu_only" if kind == "cpu" else "other" if asked != kind else "no_gpu"
        _stop(text["not_found"].format(found=text[f"found_{reason}"].format(**facts), **facts))
    if usable:
        print(text["gpu"].format(layer=layer, name=torch.cuda.get_device_name(), arch=_architecture()))
        return torch.device("cuda")
    print(text["cpu_only" if kind == "cpu" else "cpu_no_gpu"].format(**facts))
    return torch.device("cpu")


def _build() -> tuple[str, str]:
    """What this PyTorch was built for: the backend's name, and the layer with its version."""
    if torch.version.hip:
        return "hip", f"HIP {torch.version.hip}"
    if torch.version.cuda:
        return "cuda", f"CUDA {torch.version.cuda}"
    return "cpu", "CPU"


def _architecture() -> str:
    properties = torch.cuda.get_device_properties(0)
    if torch.version.hip:
        return str(properties.gcnArchName).split(":")[0]
    return f"sm_{properties.major}{properties.minor}"


def _stop(message: str) -> NoReturn:
    if "ipykernel" in sys.modules:
        raise BackendNotFound(message)
    print(message, file=sys.stderr)
    raise SystemExit(3)
