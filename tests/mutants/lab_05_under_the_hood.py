"""Ways in which lab 05 can be wrong, edits that do no harm, and its exercises solved. A new one is a new row."""

from __future__ import annotations

from mutants.notebook import HOOD, Edit, Row

STEP = 'with hood.record_function("update"):\n    optimizer.step()'


def hood(name: str, reason: str | None, *edits: Edit) -> Row:
    return Row(name, HOOD, edits, reason)


MUTANTS = [
    # pictures
    hood("operators called kernels", "kernel rows", ("kernels", "", "kernel_rows = list(training_rows)")),
    hood("times drawn shorter", "pictures", ("picture-operators", "operators(asked, learned", "operators(asked, learned[1:]")),
    hood("a graph drawn without an edge", "pictures", ("picture-graph", "graph(edges)", "graph(edges[1:])")),
    hood("a row's time typed in", "prints", ("operators", "{row['us']:>8.1f}", "{row['us'] / 2:>8.1f}")),
    hood("an edge turned round in print", "prints", ("graph", "{start} -> {end}", "{end} -> {start}")),
    hood("the answer of another model", "answer",
         ("profile-inference", "model(x)", "nn.Linear(3, 1).to(device)(x)")),
    hood("a history that was cut off afterwards", "asked",
         ("profile-inference", ", torch.no_grad()", ""), ("profile-inference", "model(x)", "model(x).detach()")),
    hood("train mode for the inference", "asked", ("profile-inference", "model.eval()", "model.train()")),
    hood("another model profiled as the inference", "asked",
         ("profile-inference", "    answer = model(x)", "    nn.Linear(3, 1).to(device)(x)\nwith torch.no_grad():\n    answer = model(x)")),
    hood("a print within the inference", "operators", ("profile-inference", "", "    print(answer.cpu())")),
    hood("a print of a gradient within backward", "operators", ("backward", "", "    print(model.weight.grad.norm())")),
    hood("another error within the loss", "operators", ("loss", "", "    error = (pred - y_true).detach()")),
    hood("a debugging switch left on", "operators", ("imports", "", "torch.autograd.set_detect_anomaly(True)")),
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
    hood("a count typed in", "prints", ("counts", "{hood.count(inference_rows)}", "99")),
    hood("kernels claimed on a CPU", "prints", ("kernels", "hood.count(kernel_rows)", "7")),
]  # fmt: skip

HARMLESS = [
    hood("the table sorted", None, ("operators", "in training_rows:", 'in sorted(training_rows, key=lambda row: -row["count"]):')),
    hood("a fused optimizer under the hood", None, ("optimizer", "lr=0.1", "lr=0.1, fused=True")),
    hood("a table by the profiler itself", None,
         ("operators", "", 'print(training_profile.key_averages().table(sort_by="self_cpu_time_total"))')),
    hood("no shapes recorded", None, ("profile-inference", "record_shapes=True", ""), ("start", "record_shapes=True", "")),
    hood("more digits of the times", None, ("operators", ">8.1f", ">8.2f")),
    hood("a packed trace", None, ("trace", ".trace.json", ".trace.json.gz")),
    hood("another question afterwards", None, ("trace", "", "with torch.no_grad():\n    print(model(x))")),
]  # fmt: skip

SOLVED = [
    Row("exercise 5.1", HOOD, (("profile-inference", ", torch.no_grad()", ""),), exercise="5.1"),
    Row("exercise 5.2", HOOD, (("profile-inference", "model(x)", "model(x.repeat(1000, 1))"),), exercise="5.2"),
    Row("exercise 5.3", HOOD, (("optimizer", "lr=0.1", "lr=0.1, momentum=0.9"),), exercise="5.3"),
]  # fmt: skip
