"""What the verbs say while they work, in both languages; errors are in messages.py."""

from __future__ import annotations

from host.messages.fleet_text import FLEET
from host.language import reader_language
from host.messages import bundle_text
from host.messages.seats_text import SEATS

TEXT = {
    **bundle_text.TEXT,
    **SEATS,
    "setup-venv": ("Setting up, once: a virtual environment …", "最初の準備です：仮想環境を作っています…"),
    "setup-torch": ("  PyTorch for the CPU (about 190 MB) …", "  CPU 用の PyTorch を入れています（約 190 MB）…"),
    "setup-packages": ("  JupyterLab and the other packages …", "  JupyterLab などを入れています…"),
    "setup-dev": ("  what tests and lint need …", "  テストと lint に必要なものを入れています…"),
    "setup-organizer": ("  Ansible and JupyterHub …", "  Ansible と JupyterHub を入れています…"),
    "setup-done": ("  done in {seconds} s.", "  {seconds} 秒で準備できました。"),
    "native-because": (
        "No container, so natively: {cause}",
        "コンテナーを使わずに動かします：{cause}",
    ),
    "image-building": (
        "Building the lab's image on {base} …",
        "ラボのイメージを作っています（ベース：{base}）…",
    ),
    "step-base": ("the base image", "ベースのイメージ"),
    "step-torch": ("PyTorch", "PyTorch"),
    "step-packages": ("JupyterLab and the other packages", "JupyterLab などのパッケージ"),
    "step-labs": ("the labs", "ラボ"),
    "image-built": ("  done in {seconds} s.", "  {seconds} 秒でできました。"),
    "image": (
        "{reference}\n  id:       {id}\n  size:     {size} GB in {layers} layers, its base included",
        "{reference}\n  ID：      {id}\n  サイズ：  {size} GB（{layers} レイヤー、ベースを含む）",
    ),
    "env-written": (
        "Written to .env. To start the lab by hand: docker compose up",
        ".env に書きました。手動で動かすには： docker compose up",
    ),
    "removed": ("removed {what}", "{what} を消しました"),
    "given-back": ("{count} files now belong to {owner}", "{count} 個のファイルの所有者を {owner} にしました"),
    "clean-yours": ("Still here, because it is yours: {what}", "あなたのものは残してあります：{what}"),
    "clean-ask": (
        'Remove that as well? Only "yes" removes it: ',
        "これも消しますか？ yes と入力したときだけ消します： ",
    ),
    "clean-kept": ("Kept.", "残しました。"),
    "starting": ("Starting JupyterLab …", "JupyterLab を起動しています…"),
    "up": ("The lab is ready.", "ラボの準備ができました。"),
    "already-up": ("The lab is already up.", "ラボはもう動いています。"),
    "other-port": (
        "It keeps its port, {port}: to use another one, run make stop first.",
        "ポートは {port} のままです。変えるには、先に make stop を実行してください。",
    ),
    "runs-on": ("  runs on:  {what}", "  計算：    {what}"),
    "address": ("  open:     {url}", "  開く：    {url}"),
    "next": (
        "  then:     run the cells from top to bottom (Shift + Enter). Your copies are in work/.\n"
        "            make check{mode}   finds out whether the step really happened\n"
        "            make stop    ends the lab",
        "  次に：    セルを上から順に実行します（Shift + Enter）。ノートブックは work/ にあります。\n"
        "            make check{mode}   ステップが本当に実行されたかを調べます\n"
        "            make stop    ラボを終了します",
    ),
    "on-cpu-no-gpu": ("CPU: no AMD GPU found", "CPU（AMD の GPU が見つかりません）"),
    "on-cpu-asked": ("CPU: BACKEND=cpu asks for it", "CPU（BACKEND=cpu と指定されています）"),
    "on-gpu": ("{layer} on {arch}, {name}", "{layer}、{arch}、{name}"),
    "none": ("none", "なし"),
    "reason-cpu-build": ("the lab's own PyTorch is for the CPU only", "ラボが自分で入れる PyTorch は CPU 用だけです"),
    "reason-torch": ("this PyTorch offers only {what}", "この PyTorch で使えるのは {what} だけです"),
    "stopped": (
        "The lab is stopped. Your notebooks are in work/.",
        "ラボを終了しました。ノートブックは work/ にあります。",
    ),
    "reset": (
        "{name} is fresh again; yours is kept as {kept}.",
        "{name} を元に戻しました。今までのノートブックは {kept} として残してあります。",
    ),
    "reset-new": ("{name} is there again.", "{name} を新しく置きました。"),
    **FLEET,
}


def text(key: str, **values: object) -> str:
    """One of TEXT in the reader's language."""
    english, japanese = TEXT[key]
    return (japanese if reader_language() == "ja" else english).format(**values)


def say(key: str, **values: object) -> None:
    """Prints one of TEXT at once."""
    print(text(key, **values), flush=True)
