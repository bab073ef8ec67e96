"""Ways in which lab 03 can be wrong, edits that do no harm, and its exercises solved. A new one is a new row."""

from __future__ import annotations

from mutants.notebook import RACE, Edit, Row

# Small and few enough to be quick; what the judge asks of sizes and rounds still holds.
QUICK: tuple[Edit, ...] = (("parameters", "rounds = 12", "rounds = 6"), ("sizes", "(1024, 512)", "(272, 512)"))
MEASURE = "timing.measure(cases, rounds, inference, training, phase_by_phase)"


def race(name: str, reason: str | None, *edits: Edit) -> Row:
    return Row(name, RACE, (*QUICK, *edits), reason)


MUTANTS = [
    # the models
    race("the page's model left out", "page model", ("cases", "[cost.lab_01_case(device)]", "[]")),
    race("three layers", "layers", ("cases", "square_case(4", "square_case(3")),
    race("only small models", "sizes", ("sizes", "(272, 512)", "(257, 257)")),
    race("a layer frozen", "layers that learn", ("cases", "", "cases[-1].model[0].requires_grad_(False)")),
    race("another prediction", "pred", ("same-question", "", "pred = pred + 0.1")),
    # what is counted
    race("FLOPs of another model", "flops",
         ("flops", "flops = ", "cases[-1], own = cost.square_case(4, 640, 512, device), cases[-1]\nflops = "),
         ("memory", "memory = ", "cases[-1] = own\nmemory = ")),
    race("FLOPs of the forward alone", "flops", ("flops", "count_flops(training", "count_flops(inference")),
    race("memory of inference twice", "memory", ("memory", "peak_memory(training", "peak_memory(inference")),
    # the times
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
    # each function, asked once more
    race("gradients never cleared", "again", ("training", "case.optimizer.zero_grad()\n    ", "")),
    race("one sample where a batch belongs", "what was timed", ("phases", "case.model, case.x)", "case.model, case.x[:1])")),
    race("gradients that add up from phase to phase", "again", ("phases", "\n    case.optimizer.zero_grad()", "")),
    race("a loss of other answers", "again", ("phases", "loss_fn, pred, case.y_true", "loss_fn, pred, case.y_true.roll(1, 1)")),
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
    race("a pause around what is timed", "whole and parts", ("measure", MEASURE, MEASURE.replace("inference,", "late,", 1)),
         ("measure", "samples = ", "import time\n\n\ndef late(case):\n    time.sleep(0.0005)\n    return inference(case)\n\n\nsamples = ")),
    race("a phase that waits", "whole and parts",
         ("phases", 'timed("backward", loss.backward)', 'timed("backward", lambda: (sum(range(300_000)), loss.backward()))')),
    race("another bias while it is timed", "page weights", ("same-question", "", "with torch.no_grad():\n    cases[0].model.bias.fill_(7.0)")),
    race("double precision", "dtype", ("imports", "", "torch.set_default_dtype(torch.float64)")),
    # bytes
    race("memory of other sizes in the summary", "summary rows", ("measure", "flops, memory)", "flops, memory[::-1])")),
    race("a sentence of another model", "finding", ("finding", "summary[-1]))", 'summary[-1] | {"name": "4×4096", "flop_ratio": 9.0}))')),
    race("bytes eight times over", "prints", ("memory", "{learned} bytes", "{learned * 8} bytes")),
    race("bytes twice over", "memory", ("memory", "cost.peak_memory(training, case)", "2 * cost.peak_memory(training, case)")),
    race("bytes of two inferences", "memory",
         ("memory", "cost.peak_memory(inference, case)", "cost.peak_memory(lambda c: [inference(c), inference(c)], case)")),
    # what follows from them
    race("medians that do not follow from the samples", "phase medians",
         ("measure", "", 'summary[-1]["phases"]["backward"] *= 0.9')),
    race("a nicer ratio", "ratio", ("measure", "", 'summary[-1]["ratio"] = 2.75')),
    race("a mean for the median", "ratio",
         ("measure", "", 'summary[0]["ratio"] = 1.01 * summary[0]["ratio"]')),
    race("a narrower interval", "interval", ("measure", "", 'summary[-1]["low"] = summary[-1]["ratio"]')),
    race("another FLOP ratio", "flop ratio", ("measure", "", 'summary[-1]["flop_ratio"] = 3.0')),
    race("a sentence turned round", "finding", ("finding", "timing.finding(summary[-1])",
         'timing.finding(summary[-1]).replace("cannot be told apart", "are one").replace("takes", "cannot be told apart")')),
    race("a sentence of another run", "finding", ("finding", "summary[-1]))", 'summary[-1] | {"ratio": 9.87}))')),
    # pictures
    race("costs of edited rows", "pictures", ("picture-cost", "cost(summary)", 'cost([{**row, "ratio": 2.0} for row in summary])')),
]  # fmt: skip

HARMLESS = [
    race("more rounds", None, ("parameters", "rounds = 6", "rounds = 7")),
    race("one more size", None, ("sizes", "(16, 16)", "(8, 8), (16, 16)")),
    race("inference_mode in the race", None, ("inference", "no_grad", "inference_mode")),
    race("eval mode for the inference", None, ("inference", "with", "case.model.eval()\n    with")),
    race("cases as a tuple", None, ("cases", "", "cases = tuple(cases)")),
    race("a finding for every size", None, ("finding", "", 'for row in summary:\n    print("finding:", timing.finding(row))')),
    race("a look at the samples", None, ("measure", "", "len(samples), samples[0]")),
    race("cases made afresh", None, ("+same-question", "", "cases = [cost.lab_01_case(device)] + [cost.square_case(4, width, batch, device) for width, batch in sizes]")),
    race("arguments by name", None, ("inference", "case.model(case.x)", "case.model(input=case.x)"),
         ("phases", "case.loss_fn, pred, case.y_true", "case.loss_fn, input=pred, target=case.y_true")),
    race("more digits of a ratio, and commas in FLOPs", None, ("ratios", "{row['ratio']:.2f}", "{row['ratio']:.3f}"),
         ("flops", "{asked} and {learned},", "{asked:,} and {learned:,},")),
    race("measured twice", None, ("measure", "samples = ", f"{MEASURE}\nsamples = ")),
    race("cleared at the end", None, ("training", "case.optimizer.zero_grad()\n    ", ""),
         ("training", "case.optimizer.step()", "case.optimizer.step()\n    case.optimizer.zero_grad()")),
    race("phases as functions without arguments", None, ("phases", "case.model, case.x", "lambda: case.model(case.x)"),
         ("phases", "case.loss_fn, pred, case.y_true", "lambda: case.loss_fn(pred, case.y_true)")),
    race("the loss as a function", None, ("training", "case.loss_fn(", "torch.nn.functional.mse_loss(")),
    race("cleared at the end, too", None, ("training", "case.optimizer.step()", "case.optimizer.step()\n    case.optimizer.zero_grad()")),
]  # fmt: skip

SOLVED = [
    Row("exercise 3.1", RACE, (("parameters", "12", "6"), ("cases", "case(4", "case(1")), exercise="3.1"),
    Row("exercise 3.2", RACE, (*QUICK, ("cases", "", "for case in cases[1:]:\n    case.model[:-1].requires_grad_(False)")),
        exercise="3.2"),
    Row("exercise 3.3", RACE, (*QUICK, ("measure", MEASURE, MEASURE.replace("training", "inference"))), exercise="3.3"),
]  # fmt: skip
