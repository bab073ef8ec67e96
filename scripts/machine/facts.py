"""The facts that doctor judges, and what follows from them: where the lab will run, and what matters there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cli.settings import Settings
from images.bases import Base
from images.wheels import wheels_for
from machine.cdi import Offered
from machine.devices import Node
from machine.engine import Engine
from machine.finding import Level
from machine.gpus import Card, Topology, preferred
from machine.mode import asks_native, chosen_base
from machine.proxy import HubProxy


@dataclass(frozen=True)
class System:
    """The kernel, WSL's /dev/dxg, and the distribution ("ubuntu 24.04"); None where that is not given."""

    name: str | None
    release: str | None
    arch: str | None
    dxg: bool | None
    distribution: str | None


@dataclass(frozen=True)
class Driver:
    """amdgpu: whether it is loaded, its version (in-tree ones have none), AMD GPUs on the PCI bus; None: not told."""

    loaded: bool | None
    version: str | None
    on_bus: int | None


@dataclass(frozen=True)
class User:
    """Who asks, and the container's UID:GID; `owns`: that user owns the checkout; `mapped`: ids mean something else."""

    caller: int
    uid: int
    gid: int
    owns: bool
    mapped: bool  # inside a user namespace


@dataclass(frozen=True)
class Disk:
    """Where the image or the environment will lie, and the bytes free there; None: not told."""

    path: str
    free: int | None


@dataclass(frozen=True)
class Memory:
    """In bytes; None: not told."""

    total: int | None
    available: int | None


@dataclass(frozen=True)
class Port:
    """Whether another program has it (None: not told, see `reason`), one that is free, whether this lab has it."""

    taken: bool | None
    free: int = 0
    ours: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Proxy:
    """The proxy variables that are set here, and whether the engine has a proxy of its own; None: not told."""

    names: tuple[str, ...]
    engine: bool | None


@dataclass(frozen=True)
class Certificate:
    """A file that a setting or variable names: "good", "missing", "empty" (no certificate in it), or "unreadable"."""

    name: str
    path: str
    state: str
    reason: str = ""


@dataclass(frozen=True)
class Interpreter:
    """The Python of native mode: its version (None: not told), what it lacks to make a virtual environment."""

    path: str
    version: tuple[int, int] | None
    lacks: str = ""
    there: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Machine:
    """Everything that doctor knows."""

    asked: Settings
    system: System
    driver: Driver
    topology: Topology
    kfd: Node
    render: tuple[Node, ...]  # one for each card, in their order
    cdi: Offered
    user: User
    variables: Mapping[str, str]  # those of the environment that a GPU can be lost by
    engine: Engine | None  # None: it was not asked
    image_here: bool | None
    environment_here: bool
    fetched: tuple[str, ...]  # the GPUs that the native environment has AMD's wheels for
    libraries: tuple[str, ...]  # what those need of the system and is not here
    engine_disk: Disk
    checkout_disk: Disk
    memory: Memory
    port: Port
    proxy: Proxy
    certificates: tuple[Certificate, ...]
    python: Interpreter
    hub_proxy: HubProxy

    @property
    def cards(self) -> tuple[Card, ...]:
        """All the AMD cards."""
        return self.topology.cards

    @property
    def chosen(self) -> dict[int, Card]:
        """The cards that the lab gets, by their index: those that GPU= names, else in a container the best one."""
        gpu = self.asked.gpu
        if gpu is None and self.in_container and self.cards:
            gpu = preferred(self.cards, self.base)
        return {i: card for i, card in enumerate(self.cards) if gpu in (None, "all", i)}

    @property
    def wants_gpu(self) -> bool:
        """Whether an AMD card would be used if there is one."""
        return self.asked.backend in ("auto", "hip")

    @property
    def gpu_level(self) -> Level:
        """How bad it is when an AMD card cannot be used."""
        needed = self.asked.backend == "hip" or (self.wants_gpu and self.cards)
        return Level.STOP if needed else Level.WARNING

    @property
    def native_asked(self) -> bool:
        """Whether no container comes into question."""
        return asks_native(self.asked)

    @property
    def container_level(self) -> Level:
        """How bad it is when no container can be started."""
        needed = self.asked.mode == "container" or (self.wants_gpu and self.cards) or self.asked.backend == "hip"
        return Level.STOP if needed else Level.WARNING

    @property
    def in_container(self) -> bool:
        """Where `make lab` will go, or would if nothing stopped it."""
        if self.native_asked:
            return False
        works = self.engine is not None and self.engine.problem is None
        return works or self.container_level is Level.STOP

    @property
    def wheels(self) -> tuple[str, ...]:
        """The GPUs that the native environment will have AMD's wheels for; none: it gets the CPU build."""
        if self.asked.python or not self.cards or self.asked.backend not in ("auto", "hip"):
            return ()
        seen = wheels_for(self.asked.gfx, [card.gfx for card in self.cards])
        return seen if self.asked.backend == "hip" else self.fetched

    @property
    def base(self) -> Base | None:
        """The image that the lab's is built on; None for one that this project does not know."""
        return chosen_base(self.asked, self.cards)
