"""The words of the table and the page, in both languages."""

from __future__ import annotations

from host.language import Language

WORDS = {
    "title": ("A fleet of machines", "コンピューターの一覧"),
    "series": ("See Training Flow in ROCm", "ROCm で学習の流れを見る"),
    "when": ("Set up and judged at {when}", "準備して判定した日時：{when}"),
    "sum": ("{green} green, {red} red.", "緑 {green} 台、赤 {red} 台。"),
    "machine": ("machine", "コンピューター"),
    "gfx": ("gfx", "gfx"),
    "driver": ("driver", "ドライバー"),
    "image": ("image id", "イメージ ID"),
    "verdict": ("verdict", "判定"),
    "seconds": ("seconds", "秒"),
    "what-to-do": ("what to do", "どうすればよいか"),
    "good": ("green", "緑"),
    "bad": ("red", "赤"),
    "report": ("report", "レポート"),
    "bundle": ("bundle", "バンドル"),
    "commit": ("commit", "コミット"),
    "nameless": (
        "Groups without a name own these devices: {nodes}. The container gets the numbers; the user joined none.",
        "次のデバイスを持つグループには、名前がありません：{nodes}。コンテナーには番号で渡し、ユーザーは加えていません。",
    ),
    "cpu-only": (
        "HIP NOT PROVED: this bundle's image is for the CPU, and no machine computed on a GPU.",
        "HIP NOT PROVED：このバンドルのイメージは CPU 用で、GPU で計算したコンピューターはありません。",
    ),
}


def word(key: str, language: Language, **values: object) -> str:
    """One of WORDS."""
    return WORDS[key][language == "ja"].format(**values)
