"""Ways in which lab 04 can be wrong, edits that do no harm, and its exercises solved. A new one is a new row."""

from __future__ import annotations

from mutants.notebook import RATES, Edit, Row

# Few enough epochs to be quick; what the judge asks of them still holds.
QUICK: tuple[Edit, ...] = (("learn", "range(1, 401)", "range(1, 121)"), ("learn", "(20, 400)", "(20, 120)"))


def rates(name: str, reason: str | None, *edits: Edit) -> Row:
    return Row(name, RATES, (*QUICK, *edits), reason)


MUTANTS = [
    # the four rates
    rates("every lr off by ten percent", "steps made", ("twenty-steps", "lr=lr", "lr=1.1 * lr")),
    rates("another rate", "rates", ("rates", "0.01", "0.02")),
    rates("nineteen steps", "steps made", ("twenty-steps", "range(20)", "range(19)"),
          ("twenty-steps", "curves[lr].append", "curves[lr].append(curves[lr][-1])\n    curves[lr].append")),
    rates("momentum in the loop", "curves", ("twenty-steps", "lr=lr", "lr=lr, momentum=0.5")),
    rates("a curve not from the run", "curves from the run",
          ("twenty-steps", "", "curves[0.01] = [0.36 * 0.49**step for step in range(21)]")),
    rates("a curve of the run before", "curves", ("twenty-steps", "", "curves[0.1] = curves[1 / 15]")),
    rates("a prediction fitted to the measurement", "predicted", ("picture-rates", "flow", "predicted = curves\nflow")),
    rates("the model not fresh", "curves", ("twenty-steps", "for lr in rates:\n    model = fresh_model()",
          "model = fresh_model()\nfor lr in rates:")),
    # the network
    rates("training that did not learn", "learned", ("network", "lr=0.1", "lr=1e-5")),
    rates("training without a step", "epochs", ("learn", "one_step(net, optimizer, x_train, y_train)",
          "loss_fn(net(x_train), y_train).item()")),
    rates("shown what was held out", "held out", ("data-set", "points[order[90:]]", "points[order[60:]]"),
          ("data-set", "waves[order[90:]]", "waves[order[60:]]")),
    rates("trained on what was held out", "held out", ("learn", "x_train, y_train", "x_test, y_test")),
    rates("trained on everything", "held out", ("learn", "x_train, y_train", "points.to(device), waves.to(device)")),
    rates("a held-out curve typed in", "losses from the run", ("learn", "", "held_out = [0.5] * 119 + held_out[-1:]")),
    rates("a fifth rate", "rates", ("rates", "0.1]", "0.1, 0.05]")),
    rates("a rate that runs to infinity", "rates", ("rates", "0.1]", "10.0]")),
    rates("a loss that is no number", "curves from the run", ("twenty-steps", "y_true).item()", "y_true)")),
    rates("trained on held-out points with noise", "held out",
          ("learn", "x_train, y_train))", "torch.cat([x_train, x_test]), torch.cat([y_train, y_test + 0.01])))")),
    rates("a training loss of what was held out", "losses from the run",
          ("learn", "losses.append(one_step(net, optimizer, x_train, y_train))",
           "one_step(net, optimizer, x_train, y_train)\n    losses.append(loss_fn(ask(x_test), y_test).item())")),
    rates("a held-out loss of what was shown", "losses from the run",
          ("learn", "loss_fn(ask(x_test), y_test)", "loss_fn(ask(x_train), y_train)")),
    rates("every fourth loss left out", "points of both curves", ("learn", "    held_out.append", "    if epoch % 4: losses.pop()\n    held_out.append")),
    rates("fits of the beginning alone", "fits", ("learn", "(20, 120)", "(20, 40)"), ("picture-fits", "flowlab", "flowlab")),
    rates("a single fit", "fits", ("learn", "    if epoch in (20, 120):\n        fits[epoch] = ask(grid)", ""), ("picture-fits", "flowlab", "flowlab")),
    rates("fits typed in", "fits", ("picture-fits", "flowlab", "fits[120] = torch.sin(grid)\nflowlab")),
    rates("a fit of a later epoch", "fits", ("picture-fits", "flowlab", "fits[20] = fits[120]\nflowlab")),
    rates("a grid typed in", "fits", ("picture-fits", "flowlab", "grid = 2 * grid\nflowlab")),
    rates("ten epochs", "epochs", ("learn", "range(1, 121)", "range(1, 11)")),
    rates("a held-out error typed in", "losses from the run", ("learn", "", "held_out[-1] = 0.01")),
    rates("a baseline made worse", "baseline", ("baseline", "", "baseline = 2 * baseline")),
    rates("a loss curve smoothed", "losses from the run",
          ("learn", "", "losses = [(a + b) / 2 for a, b in zip(losses, losses[1:] + losses[-1:])]")),
    rates("another network shown", "held-out error",
          ("verdict", "print", "with torch.no_grad():\n    net[2].bias.add_(0.1)\nprint")),
    rates("curves under each other's rates", "curves' rates", ("+losses", "", "curves = dict(zip(rates[::-1], curves.values()))")),
    # pictures
    rates("the prediction drawn twice", "pictures", ("picture-rates", "rates(curves, predicted)", "rates(predicted, predicted)")),
    rates("a smoother loss drawn", "pictures", ("picture-learning", "learning(losses", "learning([0.9 * loss for loss in losses]")),
    rates("the fit of another epoch", "pictures", ("picture-fits", ", fits)", ", {0: fits[0], 20: fits[120], 120: fits[120]})")),
    # the data, each changed consistently everywhere
    rates("a cosine", "data", ("data-set", "torch.sin(points)", "torch.cos(points)")),
    rates("no noise at all", "data", ("data-set", "0.15 * torch.randn(120, 1)", "0.0")),
    rates("half of the range", "data", ("data-set", "linspace(-3, 3, 120)", "linspace(0, 3, 120)")),
    rates("a handful of points", "data", ("data-set", "120", "60"), ("data-set", "90", "40")),
]  # fmt: skip

HARMLESS = [
    rates("mini-batches", None, ("learn", "    losses.append(one_step(net, optimizer, x_train, y_train))",
          "    for part in torch.randperm(90, device=device).split(45):\n        one_step(net, optimizer, x_train[part], y_train[part])\n"
          "    losses.append(loss_fn(ask(x_train), y_train).item())")),
    rates("a helper's name used again", None, ("picture-fits", "flowlab.pictures", "flowlab.pictures"),
          ("+verdict", "", "grid = torch.linspace(-6, 6, 241, device=device).unsqueeze(1)\nask(grid)")),
    rates("a network of one's own", None, ("network", "net = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))",
          "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.first, self.last = nn.Linear(1, 32), nn.Linear(32, 1)\n\n"
          "    def forward(self, x):\n        return self.last(torch.tanh(self.first(x)))\n\n\nnet = Net()")),
    rates("GELU for Tanh", None, ("network", "nn.Tanh()", "nn.GELU()"), ("network", "lr=0.1", "lr=0.05")),
    rates("a seed that holds out the page's own x", None, ("data-set", "seed=4", "seed=7")),
    rates("a loss asked the other way round", None, ("learn", "loss_fn(ask(x_test), y_test)", "loss_fn(y_test, ask(x_test))")),
    rates("the held-out loss as a function", None,
          ("learn", "loss_fn(ask(x_test), y_test)", "nn.functional.mse_loss(ask(x_test), y_test)")),
    rates("a finer grid", None, ("to-keep", "121", "1201"), ("picture-fits", "flowlab", "flowlab")),
    rates("a look between the steps", None, ("twenty-steps", "curves[lr] = [one_step(model, optimizer, x, y_true) for _ in range(20)]",
          "curves[lr] = []\n    for _ in range(20):\n        curves[lr].append(one_step(model, optimizer, x, y_true))\n"
          "        loss_fn(model(x), y_true).item()")),
    rates("another seed", None, ("data-set", "seed=4", "seed=5")),
    rates("more epochs", None, ("learn", "121", "171")),
    rates("a gentler rate for the network", None, ("network", "lr=0.1", "lr=0.05")),
    rates("ReLU for Tanh", None, ("network", "nn.Tanh()", "nn.ReLU()"), ("network", "lr=0.1", "lr=0.05")),
    rates("a wider and deeper network", None,
          ("network", "nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1)",
           "nn.Linear(1, 100), nn.Tanh(), nn.Linear(100, 100), nn.Tanh(), nn.Linear(100, 1)"), ("network", "lr=0.1", "lr=0.05")),
    rates("a toy step first", None, ("data", "", "toy = nn.Linear(1, 1)\ntoy(torch.ones(1, 1)).sum().backward()\n"
          "torch.optim.SGD(toy.parameters(), lr=0.5).step()")),
    rates("parameters in groups", None,
          ("network", "net.parameters()", '[{"params": net[2].parameters()}, {"params": net[0].parameters()}]')),
    rates("more digits of the losses", None, ("losses", ":.4g", ":.6g")),
    rates("a plot of its own", None, ("learn", "", "import matplotlib.pyplot as plt\nplt.plot(losses)\nplt.show()")),
    rates("another split", None, ("data-set", "[:90]", "[:80]"), ("data-set", "[90:]", "[80:]")),
    rates("more points", None, ("data-set", "120", "240")),
]  # fmt: skip

SOLVED = [
    Row("exercise 4.1", RATES, (("rates", "0.01", "0.05"),), exercise="4.1"),
    Row("exercise 4.2", RATES, (("rates", "0.1]", "0.07]"),), exercise="4.2"),
    Row("exercise 4.3", RATES, (("network", "lr=0.1", "lr=0.3"),), exercise="4.3"),
]  # fmt: skip
