"""Where the lab runs here, in a container or natively, and on which base: decided once, from facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cli.places import CHECKOUT
from cli.settings import Settings
from cli.speech import LabError, say, text
from images.bases import ROCM, Base, has_code, known_base, pinned
from images.wheels import require_wheels, wheels_base, wheels_for
from machine.engine import Engine, ask_engine
from machine.gpus import Card, amd_cards, preferred, why_preferred


@dataclass(frozen=True)
class Plan:
    """What `make lab` and `make check` do here. `cards` are those that the container gets; none: the CPU."""

    container: bool
    backend: str  # what must be found: a card that is there is asked for
    cards: Sequence[Card]
    engine: Engine
    gfx: tuple[str, ...] = ()  # the GPUs that AMD's wheels are put in for; none: no such wheels

    @property
    def rocm(self) -> bool:
        """Whether the image is to have PyTorch for ROCm."""
        return pinned(self.backend, cards=bool(self.cards)) is ROCM

    def base_image(self, settings: Settings) -> str:
        """The base's reference: the one that was named, else the pin of its kind."""
        base = wheels_base(self.gfx, None) if self.gfx else pinned(self.backend, cards=bool(self.cards))
        return settings.base_image or base.reference


def require_path(signs: str, what: str) -> None:
    """Raises LabError where this checkout's path has a sign in it that `what` takes for something else."""
    if found := next((sign for sign in signs if sign in str(CHECKOUT)), None):
        raise LabError("path-unusable", sign=ascii(found)[1:-1], what=what, path=CHECKOUT)


def make_plan(settings: Settings, *, cards_needed: bool = True, every_card: bool = False) -> Plan:
    """The plan for this machine; says so where it is native for want of an engine. Raises LabError.

    `every_card`: all of them, where GPU is unset, in place of the one that fits best.
    """
    require_path(":", "python -m venv, docker")
    cards = amd_cards(settings.host_root)
    gfx = asked_wheels(settings, cards)
    if settings.mode == "container" and (settings.python or settings.backend == "cuda"):
        other = f"PYTHON={settings.python}" if settings.python else "BACKEND=cuda"
        raise LabError("setting-conflict", one="MODE=container", other=other)
    if asks_native(settings):
        return Plan(False, demanded(settings, cards), (), Engine(), gfx)
    engine = ask_engine()
    if engine.problem and (settings.mode == "container" or (cards and settings.backend != "cpu")):
        engine.require()
    if engine.problem:
        say("native-because", cause=LabError(engine.problem, reason=engine.reason).cause())
        return Plan(False, demanded(settings, cards), (), engine)
    needed = cards_needed or cards or settings.gpu is not None
    given = _given(settings, cards, every=every_card) if needed else ()
    return Plan(True, demanded(settings, cards), given, engine, gfx)


def make_container_plan(settings: Settings, verb: str, *, cards_needed: bool = True, every_card: bool = False) -> Plan:
    """The plan for a verb that makes sense with containers alone. Raises LabError where it is native.

    An image for AMD cards can be built where there is none: an organizer's laptop packs it for a venue.
    """
    plan = make_plan(settings, cards_needed=cards_needed, every_card=every_card)
    if not plan.container:
        plan.engine.require()
        raise LabError("setting-conflict", one=f"make {verb}", other="MODE=native, PYTHON, BACKEND=cuda")
    return plan


def asks_native(settings: Settings) -> bool:
    """Whether the settings rule a container out."""
    rules_out = settings.python is not None or settings.backend == "cuda"
    return settings.mode == "native" or (settings.mode == "auto" and rules_out)


def asked_wheels(settings: Settings, cards: Sequence[Card]) -> tuple[str, ...]:
    """The GPUs to fetch AMD's wheels for, where those were asked for: BASE=wheels, or natively BACKEND=hip.

    Raises LabError where AMD has none for them.
    """
    natively = settings.backend == "hip" and settings.mode == "native" and not settings.python
    if not (settings.wheels or (natively and cards)):
        return ()
    seen = [card.gfx for card in cards]
    gfx = wheels_for(settings.gfx, seen)
    require_wheels(gfx, seen)
    return gfx


def chosen_base(settings: Settings, cards: Sequence[Card]) -> Base | None:
    """The image that the lab's is built on, where there are these AMD cards; None for one that is not known here."""
    if settings.wheels:
        return wheels_base(wheels_for(settings.gfx, [card.gfx for card in cards]), settings.base_image)
    if settings.base_image:
        return known_base(settings.base_image)
    return pinned(settings.backend, cards=bool(cards))


def demanded(settings: Settings, cards: Sequence[Card]) -> str:
    """The backend that must be found: on a machine with an AMD card, "auto" asks for that card."""
    return "hip" if settings.backend == "auto" and cards else settings.backend


def _given(settings: Settings, cards: Sequence[Card], *, every: bool) -> Sequence[Card]:
    """The cards that the container gets. Raises LabError where there is none, or not that one."""
    if settings.backend == "cpu":
        return ()
    if settings.backend == "hip" and not cards:
        raise LabError("no-amd-gpu")
    gpu = "all" if settings.gpu is None and every else settings.gpu
    if not cards and isinstance(gpu, int):
        raise LabError("gpu-unknown", gpu=gpu, known=text("none"))
    if not cards or gpu == "all":
        base = chosen_base(settings, cards)
        # Whoever named no card gets none on which every step would fail.
        able = [card for card in cards if every and has_code(card.gfx, base) is not False]
        return able or cards
    if gpu is None:
        return (cards[preferred(cards, chosen_base(settings, cards))],)
    if gpu >= len(cards):
        known = ", ".join(f"{index} ({card.gfx})" for index, card in enumerate(cards))
        raise LabError("gpu-unknown", gpu=gpu, known=known)
    return (cards[gpu],)


def tell_card(settings: Settings, plan: Plan) -> None:
    """Says which of several cards the lab takes, and why, where nobody named one."""
    cards = amd_cards(settings.host_root)
    if settings.gpu is None and len(plan.cards) < len(cards):
        base = chosen_base(settings, cards)
        index, why = preferred(cards, base), text(f"card-by-{why_preferred(cards, base)}")
        say("card-taken", count=len(cards), index=index, gfx=cards[index].gfx, why=why)
