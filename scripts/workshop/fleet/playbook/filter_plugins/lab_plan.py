"""Ansible filter: what look.sh printed and what is to come, as facts and a plan; the work is done in plan.py."""

from workshop.fleet.plan import make_plan


class FilterModule:
    """As Ansible looks for it."""

    def filters(self) -> dict[str, object]:
        return {"lab_plan": make_plan}
