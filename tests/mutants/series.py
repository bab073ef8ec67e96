"""Ways in which labs 03, 04 and 05 can be wrong, and harmless ones. A new one is a new row."""

from __future__ import annotations

from mutants.notebook import HOOD, RACE, RATES, Edit, Row

# Small and few enough to be quick; what the judge asks of sizes and rounds still holds.
QUICK: tuple[Edit, ...] = (("parameters", "rounds = 12", "rounds = 6"), ("cases", "(1024, 512)", "(272, 512)"))
MEASURE = "timing.measure(cases, rounds, inference, training, phase_by_phase)"
STEP = 'with hood.record_function("update"):\n    optimizer.step()'


def race(name: str, reason: str | None, *edits: Edit) -> Row:
    return Row(name, RACE, (*QUICK, *edits), reason)


def rates(name: str, reason: str | None, *edits: Edit) -> Row:
    return Row(name, RATES, edits, reason)


def hood(name: str, reason: str | None, *edits: Edit) -> Row:
    return Row(name, HOOD, edits, reason)


MUTANTS = [
    # 03: the models
    race("the page's model left out", "page model", ("cases", "[cost.page_case(device)] + ", "")),
    race("three layers", "layers", ("cases", "square_case(4", "square_case(3")),
    race("only small models", "sizes", ("cases", "(272, 512)", "(257, 257)")),
    race("a layer frozen", "layers that learn", ("cases", "", "cases[-1].model[0].requires_grad_(False)")),
    race("another prediction", "pred", ("same-question", "", "pred = pred + 0.1")),
    # 03: what is counted
    race("FLOPs of another model", "flops",
         ("flops", "flops = ", "cases[-1], own = cost.square_case(4, 640, 512, device), cases[-1]\nflops = "),
         ("memory", "memory = ", "cases[-1] = own\nmemory = ")),
    race("FLOPs of the forward alone", "flops", ("flops", "count_flops(training", "count_flops(inference")),
    race("memory of inference twice", "memory", ("memory", "peak_memory(training", "peak_memory(inference")),
    # 03: the times
    race("an unsynchronized timer", "clock",
         ("measure", "samples = ", "import time\ntiming.benchmark.timer = time.perf_counter\nsamples = ")),
    race("samples typed in", "clock", ("measure", "summary = ",
         'for s in samples:\n    s["end"] = s["start"] + 1e-3\nsummary = ')),
    race("too few rounds", "rounds", ("parameters", "rounds = 6", "rounds = 5")),
    race("slow samples thrown away", "rounds", ("measure", "summary = ", "samples = samples[:-30]\nsummary = ")),
    race("inference keeps its history", "memory", ("inference", "with torch.no_grad():", "if True:")),
    race("training without its step", "what was timed", ("training", "case.optimizer.step()", "pass")),
    race("training without backward", "flops", ("training", "loss.backward()", "pass")),
    race("backward timed as update", "what was timed",
         ("phases", 'timed("backward", loss.backward)\n    timed("update", case.optimizer.step)',
          'timed("update", loss.backward)\n    timed("backward", case.optimizer.step)')),
    race("one after the other", "in turn", ("measure", "summary = ",
         'by_case = sorted(samples, key=lambda s: s["start"])\nfor i, s in enumerate(by_case):\n'
         '    s["round"] = (s["round"] + 1) % rounds if s["case"] else s["round"]\nsummary = ')),
    race("five inferences timed as one", "what was timed",
         ("measure", MEASURE, MEASURE.replace("inference,", "lambda case: [inference(case) for _ in range(5)],", 1))),
    race("a sample that ends with a later one", "clock", ("measure", "summary = ",
         'for one, later in zip(samples, samples[1:]):\n    one["end"] = later["end"]\nsummary = ')),
    race("something between the layers", "layers", ("cases", "", "cases[1].model.insert(1, torch.nn.ReLU())")),
    # 03: each function, asked once more
    race("gradients never cleared", "again", ("training", "case.optimizer.zero_grad()\n    ", "")),
    race("one sample where a batch belongs", "what was timed", ("phases", "case.model(case.x)", "case.model(case.x[:1])")),
    race("a loss of other answers", "again", ("phases", "loss_fn(pred, case.y_true)", "loss_fn(pred, case.y_true.roll(1, 1))")),
    race("an inference that moves a weight", "again", ("inference", "return case.model(case.x)",
         "pred = case.model(case.x)\n        next(case.model.parameters()).mul_(1.001)\n        return pred")),
    race("half of the gradient", "again", ("training", "case.optimizer.step()",
         "[p.grad.mul_(0.5) for p in case.model.parameters()]\n    case.optimizer.step()")),
    race("a learning rate of 0", "again", ("cases", "", 'for case in cases:\n    case.optimizer.param_groups[0]["lr"] = 0.0')),
    race("times of one sample", "what was timed", ("measure", MEASURE, "timing.measure(few, rounds, inference, training, phase_by_phase)"),
         ("measure", "samples = ", "import dataclasses\nfew = [dataclasses.replace(c, x=c.x[:1], y_true=c.y_true[:1], batch=1) "
          "for c in cases]\nsamples = ")),
    race("another function handed to the clock", "what was timed", ("measure", MEASURE, MEASURE.replace("inference,", "answer_one,", 1)),
         ("measure", "samples = ", "@torch.no_grad()\ndef answer_one(case):\n    return case.model(case.x[:1])\n\n\nsamples = ")),
    race("rounds chosen", "rounds", ("parameters", "rounds = 6", "rounds = 12"),
         ("measure", "summary = ", 'samples = [s for s in samples if s["round"] % 2]\nsummary = ')),
    race("padding in the training step", "whole and parts",
         ("training", "loss.backward()", "sum(range(100_000))\n    loss.backward()")),
    race("a pause in the inference", "whole and parts",
         ("inference", "return case.model(case.x)", "__import__('time').sleep(0.001)\n        return case.model(case.x)")),
    race("a pause around what is timed", "whole and parts", ("measure", MEASURE, MEASURE.replace("inference,", "late,", 1)),
         ("measure", "samples = ", "import time\n\n\ndef late(case):\n    time.sleep(0.0005)\n    return inference(case)\n\n\nsamples = ")),
    race("a phase that waits", "whole and parts",
         ("phases", 'timed("backward", loss.backward)', 'timed("backward", lambda: (sum(range(50_000)), loss.backward()))')),
    race("another bias while it is timed", "page weights", ("same-question", "", "with torch.no_grad():\n    cases[0].model.bias.fill_(7.0)")),
    race("double precision", "dtype", ("imports", "", "torch.set_default_dtype(torch.float64)")),
    # 03: bytes
    race("memory of other sizes in the summary", "summary rows", ("measure", "flops, memory)", "flops, memory[::-1])")),
    race("a sentence of another model", "finding", ("finding", "summary[-1]))", 'summary[-1] | {"name": "4×4096", "flop_ratio": 9.0}))')),
    race("bytes eight times over", "prints", ("memory", "{learned} bytes", "{learned * 8} bytes")),
    race("bytes twice over", "memory", ("memory", "cost.peak_memory(training, case)", "2 * cost.peak_memory(training, case)")),
    race("bytes of two inferences", "memory",
         ("memory", "cost.peak_memory(inference, case)", "cost.peak_memory(lambda c: [inference(c), inference(c)], case)")),
    race("bytes a hundred times over", "memory", ("memory", "cost.peak_memory(training, case)", "100 * cost.peak_memory(training, case)")),
    # 03: what follows from them
    race("medians that do not follow from the samples", "phase medians",
         ("measure", "", 'summary[-1]["phases"]["backward"] *= 0.9')),
    race("a nicer ratio", "ratio", ("measure", "", 'summary[-1]["ratio"] = 2.75')),
    race("a mean for the median", "ratio",
         ("measure", "", 'summary[0]["ratio"] = 1.01 * summary[0]["ratio"]')),
    race("a narrower interval", "interval", ("measure", "", 'summary[-1]["low"] = summary[-1]["ratio"]')),
    race("another FLOP ratio", "flop ratio", ("measure", "", 'summary[-1]["flop_ratio"] = 3.0')),
    race("a sentence turned round", "finding", ("finding", "summary[-1]))", 'summary[-1]).replace("takes", "cannot be told apart"))')),
    race("a sentence of another run", "finding", ("finding", "summary[-1]))", 'summary[-1] | {"ratio": 9.87}))')),
    # 04: the four rates
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
    # 04: the network
    rates("training that did not learn", "learned", ("network", "lr=0.1", "lr=1e-5")),
    rates("training without a step", "epochs", ("learn", "one_step(net, optimizer, x_train, y_train)",
          "loss_fn(net(x_train), y_train).item()")),
    rates("shown what was held out", "held out", ("data-set", "points[order[90:]]", "points[order[60:]]"),
          ("data-set", "waves[order[90:]]", "waves[order[60:]]")),
    rates("trained on what was held out", "held out", ("learn", "x_train, y_train", "x_test, y_test")),
    rates("trained on everything", "held out", ("learn", "x_train, y_train", "points.to(device), waves.to(device)")),
    rates("a held-out curve typed in", "losses from the run", ("learn", "", "held_out = [0.5] * 399 + held_out[-1:]")),
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
    rates("fits typed in", "fits", ("picture-fits", "flowlab", "fits[400] = torch.sin(grid)\nflowlab")),
    rates("a fit of a later epoch", "fits", ("picture-fits", "flowlab", "fits[20] = fits[400]\nflowlab")),
    rates("a grid typed in", "fits", ("picture-fits", "flowlab", "grid = 2 * grid\nflowlab")),
    rates("ten epochs", "epochs", ("learn", "range(1, 401)", "range(1, 11)")),
    rates("a held-out error typed in", "losses from the run", ("learn", "", "held_out[-1] = 0.01")),
    rates("a baseline made worse", "baseline", ("baseline", "", "baseline = 2 * baseline")),
    rates("a loss curve smoothed", "losses from the run",
          ("learn", "", "losses = [(a + b) / 2 for a, b in zip(losses, losses[1:] + losses[-1:])]")),
    rates("another network shown", "held-out error",
          ("verdict", "print", "with torch.no_grad():\n    net[2].bias.add_(0.1)\nprint")),
    rates("curves under each other's rates", "curves' rates", ("+losses", "", "curves = dict(zip(rates[::-1], curves.values()))")),
    # pictures
    hood("operators called kernels", "kernel rows", ("kernels", "", "kernel_rows = list(training_rows)")),
    race("costs of edited rows", "pictures", ("picture-cost", "cost(summary)", 'cost([{**row, "ratio": 2.0} for row in summary])')),
    rates("the prediction drawn twice", "pictures", ("picture-rates", "rates(curves, predicted)", "rates(predicted, predicted)")),
    rates("a smoother loss drawn", "pictures", ("picture-learning", "learning(losses", "learning([0.9 * loss for loss in losses]")),
    rates("the fit of another epoch", "pictures", ("picture-fits", ", fits)", ", {0: fits[0], 20: fits[400], 400: fits[400]})")),
    hood("times drawn shorter", "pictures", ("picture-operators", "operators(*shown", "operators(shown[0], shown[1][1:]")),
    hood("a graph drawn without an edge", "pictures", ("picture-graph", "graph(edges)", "graph(edges[1:])")),
    hood("a row's time typed in", "prints", ("operators", "{row['us']:>8.1f}", "{row['us'] / 2:>8.1f}")),
    hood("an edge turned round in print", "prints", ("graph", "{start} -> {end}", "{end} -> {start}")),
    # 05
    hood("the answer of another model", "answer",
         ("profile-inference", "model(x)", "nn.Linear(3, 1).to(device)(x)")),
    hood("a history that was cut off afterwards", "asked",
         ("profile-inference", ", torch.no_grad()", ""), ("profile-inference", "model(x)", "model(x).detach()")),
    hood("train mode for the inference", "asked", ("profile-inference", "model.eval()", "model.train()")),
    hood("another model profiled as the inference", "asked",
         ("profile-inference", "    answer = model(x)", "    nn.Linear(3, 1).to(device)(x)\nwith torch.no_grad():\n    answer = model(x)")),
    hood("phases with each other's names", "phases", ("backward", '"backward"', '"update"'), ("update", '"update"', '"backward"')),
    hood("a phase misspelt", "phases", ("update", '"update"', '"step"')),
    hood("a profile of another step", "profiled",
         ("stop", "training_profile.stop()", "pass"), ("start", "training_profile.start()",
          'training_profile.start()\nother, lab = nn.Linear(3, 1), hood.record_function\nother_opt = '
          'torch.optim.SGD(other.parameters(), lr=0.1)\nwith lab("forward"):\n    a = other(x)\nwith lab("loss"):\n'
          '    b = loss_fn(a, y_true)\nwith lab("backward"):\n    b.backward()\nwith lab("update"):\n    other_opt.step()\n'
          "training_profile.stop()")),
    hood("two steps profiled", "backward runs", ("backward", "loss.backward()", "loss.backward(retain_graph=True)\n    loss.backward()")),
    hood("the profiler stopped before the update", "training profile", ("update", STEP, f"training_profile.stop()\n{STEP}"),
         ("stop", "training_profile.stop()\n", "")),
    hood("a larger batch in the inference", "inference shapes", ("profile-inference", "model(x)", "model(x.repeat(8, 1))")),
    hood("inference with its history", "answer.requires_grad", ("profile-inference", ", torch.no_grad()", "")),
    hood("the training step profiled as inference", "inference profile",
         ("operators", "inference_rows", "inference_profile = training_profile\ninference_rows")),
    hood("a row left out", "training rows", ("operators", "for row", "training_rows = training_rows[1:]\nfor row")),
    hood("times made shorter", "training rows", ("operators", "for row", 'training_rows[0]["us"] /= 2\nfor row')),
    hood("an edge left out of the graph", "graph", ("graph", "for start", "edges = edges[1:]\nfor start")),
    hood("a graph of another model", "graph", ("graph", "edges = hood.autograd_graph(loss, model)",
         "edges = hood.autograd_graph(nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1)).to(device)(x), model)")),
    hood("no trace left", "trace", ("trace", "training_profile", "None and training_profile")),
    hood("a trace of the inference", "trace", ("trace", "training_profile", "inference_profile")),
    hood("a count typed in", "prints", ("counts", "{sum(row['count'] for row in inference_rows)}", "99")),
    hood("kernels claimed on a CPU", "prints", ("kernels", 'sum(row["count"] for row in kernel_rows)', "7")),
]  # fmt: skip

HARMLESS = [
    race("more rounds", None, ("parameters", "rounds = 6", "rounds = 7")),
    race("one more size", None, ("cases", "(16, 16)", "(8, 8), (16, 16)")),
    race("inference_mode in the race", None, ("inference", "no_grad", "inference_mode")),
    race("eval mode for the inference", None, ("inference", "with", "case.model.eval()\n    with")),
    race("cases as a tuple", None, ("cases", "", "cases = tuple(cases)")),
    race("a finding for every size", None, ("finding", "", 'for row in summary:\n    print("finding:", timing.finding(row))')),
    race("a look at the samples", None, ("measure", "", "len(samples), samples[0]")),
    race("measured twice", None, ("measure", "samples = ", f"{MEASURE}\nsamples = ")),
    race("cleared at the end", None, ("training", "case.optimizer.zero_grad()\n    ", ""),
         ("training", "case.optimizer.step()", "case.optimizer.step()\n    case.optimizer.zero_grad()")),
    race("the loss as a function", None, ("training", "case.loss_fn(", "torch.nn.functional.mse_loss(")),
    rates("mini-batches", None, ("learn", "    losses.append(one_step(net, optimizer, x_train, y_train))",
          "    for part in torch.randperm(90, device=device).split(45):\n        one_step(net, optimizer, x_train[part], y_train[part])\n"
          "    losses.append(loss_fn(ask(x_train), y_train).item())")),
    rates("a helper's name used again", None, ("picture-fits", "flowlab.pictures", "flowlab.pictures"),
          ("+verdict", "", "grid = torch.linspace(-6, 6, 241, device=device).unsqueeze(1)\nask(grid)")),
    hood("the table sorted", None, ("operators", "in training_rows:", 'in sorted(training_rows, key=lambda row: -row["count"]):')),
    hood("a fused optimizer under the hood", None, ("optimizer", "lr=0.1", "lr=0.1, fused=True")),
    race("cleared at the end, too", None, ("training", "case.optimizer.step()", "case.optimizer.step()\n    case.optimizer.zero_grad()")),
    rates("a network of one's own", None, ("network", "net = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))",
          "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.first, self.last = nn.Linear(1, 32), nn.Linear(32, 1)\n\n"
          "    def forward(self, x):\n        return self.last(torch.tanh(self.first(x)))\n\n\nnet = Net()")),
    rates("GELU for Tanh", None, ("network", "nn.Tanh()", "nn.GELU()"), ("network", "lr=0.1", "lr=0.05")),
    rates("another seed", None, ("data-set", "seed=4", "seed=5")),
    rates("more epochs", None, ("learn", "401", "451")),
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
    hood("a table by the profiler itself", None,
         ("operators", "", 'print(training_profile.key_averages().table(sort_by="self_cpu_time_total"))')),
    hood("a packed trace", None, ("trace", ".trace.json", ".trace.json.gz")),
    hood("another question afterwards", None, ("trace", "", "with torch.no_grad():\n    print(model(x))")),
]  # fmt: skip

# Each exercise of the five labs, done as its text says; the judge must praise it.
SOLVED = [
    Row("exercise 1.1", "01_training_flow", (("step", "optimizer.step()", "# optimizer.step()"),), exercise="1.1"),
    Row("exercise 1.2", "01_training_flow", (("optimizer", "lr=0.1", "lr=1 / 30"),), exercise="1.2"),
    Row("exercise 1.3", "01_training_flow", (("data", "[[1.0, 2.0, 3.0]]", "[[3.0, 2.0, 1.0]]"),), exercise="1.3"),
    Row("exercise 2.1", "02_inference_flow", (("forward", "with torch.no_grad():\n    ", ""),), exercise="2.1"),
    Row("exercise 2.2", "02_inference_flow", (("eval", "eval()", "train()"),), exercise="2.2"),
    Row("exercise 2.3", "02_inference_flow", (("input", "[[1.0, 2.0, 3.0]]", "[[3.0, 2.0, 1.0]]"),), exercise="2.3"),
    Row("exercise 3.1", RACE, (("parameters", "12", "6"), ("cases", "case(4", "case(1")), exercise="3.1"),
    Row("exercise 3.2", RACE, (*QUICK, ("cases", "", "for case in cases[1:]:\n    case.model[:-1].requires_grad_(False)")),
        exercise="3.2"),
    Row("exercise 3.3", RACE, (*QUICK, ("measure", MEASURE, MEASURE.replace("training", "inference"))), exercise="3.3"),
    Row("exercise 4.1", RATES, (("rates", "0.01", "0.05"),), exercise="4.1"),
    Row("exercise 4.2", RATES, (("rates", "0.1]", "0.07]"),), exercise="4.2"),
    Row("exercise 4.3", RATES, (("network", "lr=0.1", "lr=0.3"),), exercise="4.3"),
    Row("exercise 5.1", HOOD, (("profile-inference", ", torch.no_grad()", ""),), exercise="5.1"),
    Row("exercise 5.2", HOOD, (("profile-inference", "model(x)", "model(x.repeat(1000, 1))"),), exercise="5.2"),
    Row("exercise 5.3", HOOD, (("optimizer", "lr=0.1", "lr=0.1, momentum=0.9"),), exercise="5.3"),
]  # fmt: skip
