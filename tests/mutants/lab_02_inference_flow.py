"""Ways in which lab 02 can be wrong, edits that do no harm, and its exercises solved. A new one is a new row."""

from __future__ import annotations

from mutants.notebook import INFERENCE, Edit, Row

LAST = "compare-bias"
NO_GRAD = "with torch.no_grad():\n    "
EDITED = "model.weight.data.mul_(2)\nmodel(x)\nmodel.weight.data.div_(2)\n"


def inference(name: str, reason: str, *edits: Edit) -> Row:
    return Row(name, INFERENCE, edits, reason)


MUTANTS = [
    # changes that leave no version
    inference("weights edited and put back in the inference", "silent changes", ("forward", "pred = m", f"{EDITED.replace(chr(10), chr(10) + '    ')}pred = m")),
    # what it prints
    inference("a picture of another answer", "pictures", ("picture-inference", "model, pred)", "model, pred + 1)")),
    # the inference twin
    inference("train where eval belongs", "mode", ("eval", "model.eval()", "model.train()")),
    inference("train for the forward alone", "mode", ("forward", "with", "model.train()\nwith"), ("compare", "", "model.eval()")),
    inference("no_grad left out, result detached", "history kept", ("forward", f"{NO_GRAD}pred = model(x)", "pred = model(x).detach()")),
    inference("before is no copy", "kept as copies", ("before", "weight.detach().clone()", "weight.detach()")),
    inference("weight touched and put back", "untouched since",
              ("forward", "", f"{NO_GRAD}model.weight.add_(1.0)\n    model.weight.copy_(weight_before)")),
    inference("before copied after the touch", "input weight", ("forward", "", f"{NO_GRAD}model.weight.add_(0.1)"),
              ("compare", "print", "weight_before = model.weight.detach().clone()\nprint")),
    inference("bias line turned round", "prints", (LAST, "not torch", "torch")),
    inference("weight touched", "weight changed", ("forward", "", f"{NO_GRAD}model.weight.add_(1e-6)")),
    inference("weight touched, claimed unchanged", "weight changed", ("forward", "", f"{NO_GRAD}model.weight.add_(1e-6)"),
              ("compare", "not torch.equal(weight_before, model.weight)", "False")),
    inference("bias touched", "bias changed", ("forward", "", f"{NO_GRAD}model.bias.add_(1e-6)")),
    inference("no_grad left out", "pred.requires_grad", ("forward", NO_GRAD, "")),
    inference("a training step in it", "backward runs",
              ("forward", "", "model(x).sum().backward()\ntorch.optim.SGD(model.parameters(), lr=0.0).step()")),
    inference("another input", "input x", ("input", "2.0", "2.5")),
    inference("another weight in the model", "input weight", ("model", "0.3", "0.4")),
    inference("prediction typed in", "answered", (LAST, "", "pred = torch.tensor([[1.95]])")),
    inference("the right prediction typed in beside an unused answer", "answered",
              ("forward", "", "pred = torch.tensor([[1.9000002]], device=device)")),
    inference("the answer of another model with the same numbers", "answered",
              ("forward", "pred = model(x)", "model(x)\n    pred = nn.functional.linear(x, model.weight, model.bias + 1e-7)")),
    inference("sys.exit(0) in the twin", "stopped-early", ("input", "", "import sys\nsys.exit(0)")),
]  # fmt: skip

HARMLESS = [
    Row("timed", INFERENCE, (("forward", "", "%timeit -n 200 -r 3 model(x)"),)),
    Row("a hundred answers", INFERENCE, (("forward", "", f"{NO_GRAD}answers = [model(x) for _ in range(100)]"),)),
    Row("inference_mode for no_grad", INFERENCE, (("forward", "no_grad", "inference_mode"),)),
    Row("the parameters as a sum", INFERENCE, (("compare", "", "print(sum(p.sum().item() for p in model.parameters()))"),)),
]  # fmt: skip

SOLVED = [
    Row("exercise 2.1", INFERENCE, (("forward", "with torch.no_grad():\n    ", ""),), exercise="2.1"),
    Row("exercise 2.2", INFERENCE, (("eval", "eval()", "train()"),), exercise="2.2"),
    Row("exercise 2.3", INFERENCE, (("input", "[[1.0, 2.0, 3.0]]", "[[3.0, 2.0, 1.0]]"),), exercise="2.3"),
]  # fmt: skip
