"""Where things lie in a checkout, and by which moment those in runs/ are named."""

import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LABS = CHECKOUT / "labs"
WORK = CHECKOUT / "work"  # the learner's copies
RUNS = CHECKOUT / "runs"  # records
LAB_STATE = CHECKOUT / ".lab"  # token, logs, state of the running lab
VENV = CHECKOUT / ".venv"
SEATS, HUB = WORK / "seats", LAB_STATE / "hub"  # the learners' folders, and what the hub knows


def moment() -> str:
    """Now, in UTC, as a name that sorts."""
    return time.strftime("%Y-%m-%dT%H-%M-%SZ", time.gmtime())
