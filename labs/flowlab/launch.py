"""What torchrun does, for flowlab.workers: its own elastic agent starts the workers, and starts them again.

`python -m flowlab.launch` does as `torchrun --nproc-per-node N …` for each folder that it reads, but for two things. The
workers meet in a file of that folder, so that nothing listens for them. And where there is no GPU they are forked from this
process, which has imported torch: that takes a second or two of a core, once for all workers of all rounds. A GPU's libraries
do not stand a fork, and have been asked by then, whatever the lab's device is.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import torch
import torch._dynamo
from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
from torch.distributed.launcher.api import elastic_launch
from torch.distributed.run import config_from_args, get_args_parser

from flowlab import worker


def serve() -> None:
    """A round for each line, until there are no more; says so after each."""
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            try:
                launch(Path(line.rstrip("\n")))
            except BaseException:
                traceback.print_exc()  # into the folder's log, whose last line is told
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        print(flush=True)


def launch(folder: Path) -> None:
    """Leaves {"facts"} or {"failed": {"rank", "reason"}} in the folder, and beside it what was said meanwhile."""
    for stream, name in ((1, worker.PRINTED), (2, worker.LOG)):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600), stream)
    job = json.loads((folder / worker.JOB).read_text(encoding="utf-8"))
    meeting = ["--rdzv-backend=c10d", "--rdzv-conf=store_type=file", f"--rdzv-endpoint={folder}/rendezvous"]
    team = [f"--nproc-per-node={max(job['counts'])}", f"--max-restarts={job['restarts']}"]
    arguments = get_args_parser().parse_args([*meeting, *team, "--local-addr=127.0.0.1", "worker"])
    config, _, _ = config_from_args(arguments)
    config.start_method = "spawn" if torch.cuda.is_available() else "fork"
    try:
        answer = {"facts": elastic_launch(config, worker.launched)(str(folder))[0]}
    except ChildFailedError as error:
        answer = {"failed": _first(error, folder)}
    (folder / worker.ANSWER).write_text(json.dumps(answer), encoding="utf-8")


def _first(error: ChildFailedError, folder: Path) -> dict[str, Any]:
    """Who failed, and of what; one that was killed could not tell."""
    rank, failure = error.get_first_failure()
    if failure.exitcode < 0:
        return {"rank": rank, "reason": signal.Signals(-failure.exitcode).name}
    told = folder / f"{worker.FAILED}{rank}"
    return {"rank": rank, "reason": told.read_text(encoding="utf-8") if told.is_file() else str(failure.exitcode)}


if __name__ == "__main__":
    serve()
