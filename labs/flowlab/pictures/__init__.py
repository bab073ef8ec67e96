"""Every picture that the labs show. Importing this costs nothing: the first picture brings matplotlib along."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flowlab.pictures.autograd import graph
    from flowlab.pictures.descent import rates
    from flowlab.pictures.epochs import learning
    from flowlab.pictures.flow import inference, training_step
    from flowlab.pictures.moved import weights
    from flowlab.pictures.panels import fits
    from flowlab.pictures.price import cost
    from flowlab.pictures.shares import phases
    from flowlab.pictures.together import efficiency
    from flowlab.pictures.work import operators

# No module may bear a picture's name: once imported, it would stand in the function's place.
WHERE = {
    "training_step": "flow",
    "inference": "flow",
    "weights": "moved",
    "cost": "price",
    "phases": "shares",
    "rates": "descent",
    "learning": "epochs",
    "fits": "panels",
    "operators": "work",
    "graph": "autograd",
    "efficiency": "together",
}

__all__ = [
    "cost",
    "efficiency",
    "fits",
    "graph",
    "inference",
    "learning",
    "operators",
    "phases",
    "rates",
    "training_step",
    "weights",
]


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{WHERE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
