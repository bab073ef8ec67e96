"""The oracle against PyTorch in float64, on random layers, batches and learning rates; and NumPy against the oracle."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.labs.rates import RATES
from judge.labs.step import BIAS, WEIGHT, X, Y
from judge.oracle import Matrix, train_step
from judge.replay import answers

numbers = st.fractions(min_value=-4, max_value=4, max_denominator=64)


def rows(count: int, width: int) -> st.SearchStrategy[Matrix]:
    row = st.tuples(*[numbers] * width)
    return st.tuples(*[row] * count)


@st.composite
def layers(draw: st.DrawFn) -> tuple[Matrix, tuple[Fraction, ...], Matrix, Matrix, Fraction]:
    inputs, outputs, batch = (draw(st.integers(1, 4)) for _ in range(3))
    bias = draw(st.tuples(*[numbers] * outputs))
    return draw(rows(outputs, inputs)), bias, draw(rows(batch, inputs)), draw(rows(batch, outputs)), draw(numbers)


def tensor(values: Matrix | tuple[Fraction, ...]) -> torch.Tensor:
    plain = [[float(v) for v in row] if isinstance(row, tuple) else float(row) for row in values]
    return torch.tensor(plain, dtype=torch.float64)


@settings(deadline=None, max_examples=150)
@given(layers())
def test_the_oracle_agrees_with_pytorch(layer: tuple[Matrix, tuple[Fraction, ...], Matrix, Matrix, Fraction]) -> None:
    weight, bias, x, y, lr = layer
    model = torch.nn.Linear(len(weight[0]), len(weight), dtype=torch.float64)
    with torch.no_grad():
        model.weight.copy_(tensor(weight))
        model.bias.copy_(tensor(bias))
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    optimizer.param_groups[0]["lr"] = float(lr)  # any lr: SGD itself refuses a negative one
    pred = model(tensor(x))
    loss = torch.nn.functional.mse_loss(pred, tensor(y))
    loss.backward()
    optimizer.step()
    pred_after = model(tensor(x))

    step = train_step(weight, bias, x, y, lr)
    assert model.weight.grad is not None
    assert model.bias.grad is not None
    for exact, measured in (
        (step.pred, pred),
        (step.weight_grad, model.weight.grad),
        (step.bias_grad, model.bias.grad),
        (step.weight_after, model.weight),
        (step.bias_after, model.bias),
        (step.pred_after, pred_after),
    ):
        torch.testing.assert_close(tensor(exact), measured.detach(), rtol=1e-9, atol=1e-9)
    assert abs(float(step.loss) - loss.item()) <= 1e-9 * max(1.0, float(step.loss))


def test_the_oracle_knows_the_lab_s_numbers_exactly() -> None:
    third = Fraction(1, 10)
    step = train_step(
        ((third, 2 * third, 3 * third),),
        (Fraction(1, 2),),
        ((Fraction(1), Fraction(2), Fraction(3)),),
        ((Fraction(5, 2),),),
        third,
    )
    assert step.pred == ((Fraction("1.9"),),)
    assert step.loss == Fraction("0.36")
    assert step.weight_grad == ((Fraction("-1.2"), Fraction("-2.4"), Fraction("-3.6")),)
    assert step.weight_after == ((Fraction("0.22"), Fraction("0.44"), Fraction("0.66")),)
    assert step.bias_after == (Fraction("0.62"),)
    assert (step.pred_after, step.loss_after) == (((Fraction("3.7"),),), Fraction("1.44"))


@pytest.mark.parametrize("lr", [*RATES.rates, Fraction("0.05")])
def test_numpy_on_the_cpu_follows_the_oracle(lr: Fraction) -> None:
    weight, bias = WEIGHT, BIAS
    for pred, error in answers(WEIGHT, BIAS, X, Y, lr, 20):
        step = train_step(weight, bias, X, Y, lr)
        assert pred == pytest.approx(float(step.pred[0][0]), rel=2e-6, abs=2e-6)
        assert error == pytest.approx(float(abs(step.pred[0][0] - Y[0][0])), rel=2e-6, abs=2e-6)
        weight, bias = step.weight_after, step.bias_after
