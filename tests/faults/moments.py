"""Moments at which a verb is broken off: drawn from a seed, which every run prints.

Of a signal's moments every third is early, in the middle or late, and each signal begins with another of these.
`FAULT_MOMENTS=50` tries fifty of each verb and signal; `FAULT_SEED=…` others.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable

from container.interrupting import begin
from native.checkout import Checkout

MOMENTS = int(os.environ.get("FAULT_MOMENTS", "1"))
SEED = int(os.environ.get("FAULT_SEED", "20261129"))
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # in the order of their first moments
CLEAN = 5  # seconds in which all that it began has to be gone, too


def moments(verb: str, end: signal.Signals, seconds: float) -> list[float]:
    """Some within the seconds that the verb takes, early ones more often: then most is begun."""
    drawn, first = random.Random(f"{SEED} {verb} {end}"), SIGNALS.index(end)
    parts = [(first + number) % len(SIGNALS) for number in range(MOMENTS)]
    return [round(seconds * ((part + drawn.random()) / len(SIGNALS)) ** 1.5, 3) for part in parts]


def broken_off(
    checkout: Checkout, verb: str, end: signal.Signals, moment: float, **variables: object
) -> tuple[int, str]:
    """What the verb ended with and said."""
    begun = begin(checkout, verb, **variables)
    try:
        status = begun.wait(moment)
    except subprocess.TimeoutExpired:
        status = begun.end(end, times=2 if end == signal.SIGINT else 1)  # Ctrl-C twice, as people do
    return status, "".join(begun.said)


def survives(
    checkout: Checkout,
    verb: str,
    end: signal.Signals,
    seconds: float,
    *,
    done: str,
    before: Callable[[], object] = lambda: None,
    left: Callable[[str], object],
    **variables: object,
) -> None:
    """Breaks the verb off at each moment; `left` says, of what the verb said, what it left behind: nothing may be.

    A signal that comes after the verb has said `done` is too late: all is there then.
    """
    lost = []
    for moment in moments(verb, end, seconds):
        before()
        status, said = broken_off(checkout, verb, end, moment, **variables)
        remains = left(said)
        until = time.monotonic() + CLEAN
        while remains and time.monotonic() < until:
            time.sleep(0.1)
            remains = left(said)
        told = status == 0 or "✗ interrupted: " in said or done in said
        loud = "Traceback" in said and not _of_python_alone(checkout, said)
        if remains or loud or not (told or _before_the_verb(checkout, said)):
            lost.append((moment, status, remains, said[-600:]))
    print(f"make {verb}, {end.name}: {MOMENTS - len(lost)} of {MOMENTS} survived, FAULT_SEED={SEED}")
    assert not lost, "\n".join(map(str, (f"FAULT_SEED={SEED}", *lost)))


def _before_the_verb(checkout: Checkout, said: str) -> bool:
    """Whether it was make that ended, or Python at its own start: nothing of ours has said or begun anything."""
    of_make = all(line.startswith("make") for line in said.splitlines() if line.strip())
    return of_make or _of_python_alone(checkout, said)


def _of_python_alone(checkout: Checkout, said: str) -> bool:
    """Whether it is Python that was interrupted at its own start, which it may tell of and then go on."""
    ours = said.replace("import cli.oldest_python", "").count(f"{checkout.root}/scripts/")
    return "KeyboardInterrupt" in said and (ours == 0 or "import cli.oldest_python" in said)
