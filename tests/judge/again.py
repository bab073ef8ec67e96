"""The functions of a lab that times itself, each asked once more on a copy of every case. Pasted before probe.py.

What came out, and what the copy's gradients and parameters then are, in words: as before, as they must be after a step
over the whole batch, or otherwise. What they must be, a step of the judge's own on another copy says. Nothing of this
is timed, and it begins when all that was timed is over.
"""

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

import torch

LARGEST_MOVE = 0.1  # the rate is set so that no number moves further: a real rate's step is lost in the rounding
SAME = 1e-3  # of the largest of the numbers that are compared
SAMPLES = 32


def again_facts(namespace: dict[str, Any]) -> list[dict[str, Any]]:
    """For each of the lab's cases: what inference, training and each phase did; or the kind of error that they met."""
    cases = namespace.get("cases")
    functions = [namespace.get(name) for name in ("inference", "training", "phase_by_phase")]
    found = []
    for case in cases if isinstance(cases, list | tuple) else []:
        try:
            with torch.inference_mode(False), torch.enable_grad():
                found.append(asked(case, *functions))
        except Exception as error:  # a case of another form, a function that fails: a fact like any other
            found.append({"error": type(error).__name__})
    return found


def asked(case: Any, inference: Any, training: Any, phases: Any) -> dict[str, Any]:
    """What each of the three did on a copy of its own."""
    look = Copy(few(case))
    answer = inference(look.case)
    told: dict[str, dict[str, Any]] = {"inference": look.state(answer)}
    told["inference"]["history"] = bool(getattr(answer, "requires_grad", False))
    look = Copy(few(case))
    training(look.case)
    look.put_back()  # but for the gradients: it has to forget them, before a step or after
    training(look.case)
    told["training"] = look.state(None)
    told["training"]["rate"] = "0" if any(float(g["lr"]) <= 0 for g in case.optimizer.param_groups) else "more"
    look = Copy(case)

    def timed(what: str, part: Callable[..., Any], *given: Any, **named: Any) -> Any:
        came = part(*given, **named)
        told[what] = look.state(came)
        return came

    phases(look.case, timed)
    told["backward again"] = second_time(Copy(few(case)), phases)
    return told


def second_time(look: "Copy", phases: Any) -> dict[str, str]:
    """What backward leaves when the phases run twice: they have to forget the first gradients, as training has."""
    phases(look.case, lambda _what, part, *given, **named: part(*given, **named))
    look.put_back()
    seen: dict[str, str] = {}

    def timed(what: str, part: Callable[..., Any], *given: Any, **named: Any) -> Any:
        came = part(*given, **named)
        if what == "backward":
            seen.update(look.state(None))
        return came

    phases(look.case, timed)
    return seen


def few(case: Any) -> Any:
    """The case with fewer samples: that these two see all of them, the FLOPs that were counted tell already."""
    return dataclasses.replace(case, x=case.x[:SAMPLES], y_true=case.y_true[:SAMPLES], batch=min(case.batch, SAMPLES))


class Copy:
    """A case to try a function on, and what it must be before and after a step."""

    def __init__(self, case: Any) -> None:
        self.case = copy.deepcopy(case)
        self.parameters = list(self.case.model.parameters())
        self.before = [p.detach().clone() for p in self.parameters]
        pred = self.case.model(self.case.x)
        loss = torch.nn.functional.mse_loss(pred, self.case.y_true)
        learning = [p for p in self.parameters if p.requires_grad]
        gradients = dict(zip(map(id, learning), torch.autograd.grad(loss, learning), strict=True))
        self.pred, self.loss = pred.detach(), loss.detach()
        self.gradients = [gradients.get(id(p)) for p in self.parameters]
        largest = max(float(g.abs().max()) for g in gradients.values())
        self.rates: list[float] = []
        for group in self.case.optimizer.param_groups:
            group["lr"] = LARGEST_MOVE / largest
        self.case.optimizer.register_step_post_hook(lambda optimizer, *_: self._stepped(optimizer))
        for parameter in learning:
            parameter.grad = None

    def put_back(self) -> None:
        """The parameters, as before a step."""
        self.rates.clear()
        with torch.no_grad():
            for parameter, before in zip(self.parameters, self.before, strict=True):
                parameter.copy_(before)

    def _stepped(self, optimizer: torch.optim.Optimizer) -> None:
        self.rates.append(float(optimizer.param_groups[0]["lr"]))

    def state(self, came: Any) -> dict[str, str]:
        """What came out, the gradients and the parameters, each in a word."""
        return {"gave": self._gave(came), "gradients": self._gradients(), "parameters": self._parameters()}

    def _gave(self, came: Any) -> str:
        if not isinstance(came, torch.Tensor):
            return "nothing"
        return next((what for what in ("pred", "loss") if close(came, getattr(self, what))), "other")

    def _gradients(self) -> str:
        pairs = [(p.grad, g) for p, g in zip(self.parameters, self.gradients, strict=True) if g is not None]
        if all(now is None or not now.any() for now, _ in pairs):
            return "none"
        return "batch" if all(now is not None and close(now, gradient) for now, gradient in pairs) else "other"

    def _parameters(self) -> str:
        if all(torch.equal(p, before) for p, before in zip(self.parameters, self.before, strict=True)):
            return "before"
        rate = sum(self.rates)
        for p, before, gradient in zip(self.parameters, self.before, self.gradients, strict=True):
            move = torch.zeros_like(before) if gradient is None else -rate * gradient
            room = SAME * float(move.abs().max()) + 4 * torch.finfo(p.dtype).eps * float(before.abs().max())
            if float((p.detach() - before - move).abs().max()) > room:
                return "other"
        return "after" if len(self.rates) == 1 else "other"


def close(found: torch.Tensor, expected: torch.Tensor) -> bool:
    """Whether they have one shape, and differ by rounding alone."""
    if found.shape != expected.shape:
        return False
    return float((found.detach() - expected).abs().max()) <= SAME * float(expected.abs().max())
