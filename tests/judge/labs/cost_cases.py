"""What the models of lab 03 are, by their live parameters, and what they must cost."""

from __future__ import annotations

from math import prod

from judge.claim import Facts, device_kinds

BYTES = 4  # of a float32


def layers(case: Facts) -> list[Facts]:
    """The Linear layers of a case's model; none where there is anything else."""
    model = case.get("model") or {}
    found = model.get("layers", [model])
    return found if all(str(layer.get("kind")).endswith(".Linear") for layer in found) else []


def layer_shapes(case: Facts) -> list[list[int]]:
    """Out×in of each layer."""
    return [layer["weight"]["shape"] for layer in layers(case)]


def trained(case: Facts) -> list[bool]:
    """Whether each layer's weight learns."""
    return [layer["weight"]["requires_grad"] for layer in layers(case)]


def flops(case: Facts) -> tuple[int, int]:
    """FLOPs of one inference and of one training step: two for each weight and sample in each matrix product.

    Forward: a product a layer. Backward: one for each weight that learns, and one for each input that leads back to
    such a weight.
    """
    each = [2 * prod(shape) * case["batch"] for shape in layer_shapes(case)]
    learns = trained(case)
    backward = sum(size for size, learn in zip(each, learns, strict=True) if learn)
    backward += sum(size for i, size in enumerate(each) if any(learns[:i]))
    return sum(each), sum(each) + backward


def least_bytes(case: Facts) -> tuple[int, int]:
    """Bytes that have to live at one moment, in inference and in training.

    Inference: what goes into a layer and what comes out. Training: all gradients when backward ends, or all results
    that it is yet to use.
    """
    results = _results(case)
    return max(map(sum, zip(results, [0, *results], strict=False))), max(_gradients(case), sum(results[_first(case) :]))


def most_bytes(case: Facts) -> tuple[int, int]:
    """Bytes that can live at one moment: in training all gradients, all results, and two results' own gradients."""
    results = _results(case)
    kept = results[max(0, _first(case) - 1) :]
    return least_bytes(case)[0], _gradients(case) + sum(kept) + 2 * max(kept)


def _results(case: Facts) -> list[int]:
    """Bytes of what comes out of each layer."""
    return [case["batch"] * shape[0] * BYTES for shape in layer_shapes(case)]


def _gradients(case: Facts) -> int:
    parameters = [layer.get(name) for layer in layers(case) for name in ("weight", "bias")]
    return sum(prod(p["shape"]) * BYTES for p in parameters if p and p["requires_grad"])


def _first(case: Facts) -> int:
    """The first layer that learns."""
    return trained(case).index(True) if any(trained(case)) else len(layers(case)) - 1


def places(cases: list[Facts], pred: Facts | None) -> list[str]:
    """On which kinds of device every parameter, input, right answer and the prediction lie ("?": not a tensor)."""
    parameters = [layer.get(name) for case in cases for layer in layers(case) for name in ("weight", "bias")]
    return device_kinds([*parameters, *(case.get(name) for case in cases for name in ("x", "y_true")), pred])
