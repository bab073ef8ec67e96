"""Ways in which lab 06 can be wrong, edits that do no harm, and its exercises solved. A new one is a new row."""

from __future__ import annotations

from mutants.notebook import WORKERS, Edit, Row

# Smaller models and two workers: quick, and what the judge asks of the measurements still holds.
QUICK: tuple[Edit, ...] = (
    ("sizes", "[1, 2, 4]", "[1, 2]"),
    ("sizes", "(256, 256), (1024, 512)", "(64, 64), (256, 64)"),
)
# For reasons that come before these are asked about: their workers need not be started.
NO_TIMES: Edit = ("measure", "workers.measure(counts, sizes, rounds, timed_step, device)", "[]")
NO_MORE: Edit = ("four-workers", "workers.run(4, worker, device)", "[]")
WEIGHED = "for parameter in model.parameters():\n        parameter.grad.mul_(len(share(x, rank, count)) * count / len(x))\n    average"


def step(name: str, reason: str, *edits: Edit) -> Row:
    """Wrong in the step of every team."""
    return Row(name, WORKERS, (NO_TIMES, *edits), reason)


# What else workers can do wrong, and be found, stands in tests/unit/judge/test_worker_claims.py: starting them takes seconds.
MUTANTS = [
    step("one worker that does not step", "step runs", NO_MORE, ("one-worker", "optimizer.step()\n", "")),
    step("a worker's facts made up", "from the workers", NO_MORE,
         ("two-workers", "", 'team[1]["after"] = {"weight": [[0.26, 0.34, 0.38]], "bias": [0.54]}')),
    step("one worker on another's shard", "shares", ("share", "[rank]", "[rank - rank % 2]")),
    step("right answers of another shard", "own gradients", ("worker", "share(y_true, rank, count)", "share(y_true.flip(0), rank, count)")),
    Row("unequal shares averaged without weights", WORKERS, (NO_TIMES, ("two-workers", "run(2", "run(3")), "averaged", exercise="6.2"),
    step("averaged after the step", "averaged", ("worker", "average(model, count)\n    optimizer.step()", "optimizer.step()\n    average(model, count)")),
    step("a rank that did not step", "steps by worker", ("worker", "    optimizer.step()", "    if rank:\n        optimizer.step()")),
    step("one bit off in one worker", "alike", ("worker", "optimizer.step()", "optimizer.step()\n    with torch.no_grad():\n        model.bias.add_(1e-7 * rank)")),
    # times
    step("times made up", "times from the workers", ("measure", "[]\n", "[dict(row, batch=1) for row in team]\n"), ("measure", "scaling.summarize(measured)", "[]")),
    Row("a measurement without the average", WORKERS, (*QUICK, ("timed-step", "average, case.model, count", "len, [case.model]")), "received"),
    Row("an efficiency said twice over", WORKERS, (*QUICK, ("efficiency", "{row['efficiency']:.2f}", "{2 * row['efficiency']:.2f}")), "prints"),
]  # fmt: skip

HARMLESS = [
    Row("divided first, by a helper, and told aloud", WORKERS, (*QUICK, ("start", "", "def rate():\n    return 0.1"),
        ("average", "        dist.all_reduce(parameter.grad)\n        parameter.grad.div_(count)", "        parameter.grad.div_(count)\n        dist.all_reduce(parameter.grad)"),
        ("worker", "lr=0.1", "lr=rate()"), ("worker", "optimizer.step()", "optimizer.step()\n    print(rank)"), ("parameters", "rounds = 6", "rounds = 7"))),
    Row("three that share a batch", WORKERS, (*QUICK, ("sizes", "[1, 2]", "[1, 3]"), ("sizes", "(16, 16), (64, 64), (256, 64)", "(16, 48), (64, 48), (256, 96)"))),
]  # fmt: skip

SOLVED = [
    Row("exercise 6.1", WORKERS, (*QUICK, ("worker", "average(model, count)", "# average(model, count)")), exercise="6.1"),
    Row("exercise 6.2", WORKERS, (*QUICK, ("two-workers", "run(2", "run(3"), ("worker", "average", WEIGHED)), exercise="6.2"),
    Row("exercise 6.3", WORKERS, (*QUICK, ("worker", "average", "workers.stumble(rank)\n    average"),
        ("two-workers", "device)", "device, restarts=1)"), ("four-workers", "device)", "device, restarts=1)")), exercise="6.3"),
]  # fmt: skip
