"""Where things lie in a checkout."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LABS = CHECKOUT / "labs"
WORK = CHECKOUT / "work"  # the learner's copies
RUNS = CHECKOUT / "runs"  # records
LAB_STATE = CHECKOUT / ".lab"  # token, logs, state of the running lab
VENV = CHECKOUT / ".venv"
SEATS, HUB = WORK / "seats", LAB_STATE / "hub"  # the learners' folders, and what the hub knows
