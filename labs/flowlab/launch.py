"""What torchrun does, for flowlab.workers: its own elastic agent starts the workers, and starts them again.

`python -m flowlab.launch FOLDER` is `torchrun --nproc-per-node N …` but for two things. The workers meet in a file of that
folder, so that nothing listens for them. And on a CPU they are forked from this process, which has imported torch and used
nothing of it yet: the import takes a second or two of a core for each. A GPU's libraries do not stand a fork.
"""

import json
import signal
import sys
from pathlib import Path
from typing import Any

from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
from torch.distributed.launcher.api import elastic_launch
from torch.distributed.run import config_from_args, get_args_parser

from flowlab import worker


def main(folder: Path) -> None:
    """Leaves {"facts"} or {"failed": {"rank", "reason"}} in the folder."""
    job = json.loads((folder / worker.JOB).read_text(encoding="utf-8"))
    meeting = ["--rdzv-backend=c10d", "--rdzv-conf=store_type=file", f"--rdzv-endpoint={folder}/rendezvous"]
    team = [f"--nproc-per-node={max(job['counts'])}", f"--max-restarts={job['restarts']}"]
    arguments = get_args_parser().parse_args([*meeting, *team, "--local-addr=127.0.0.1", "worker"])
    config, _, _ = config_from_args(arguments)
    config.start_method = "fork" if job["device"] == "cpu" else "spawn"
    try:
        answer = {"facts": elastic_launch(config, worker.launched)(str(folder))[0]}
    except ChildFailedError as error:
        answer = {"failed": _first(error, folder)}
    (folder / worker.ANSWER).write_text(json.dumps(answer), encoding="utf-8")


def _first(error: ChildFailedError, folder: Path) -> dict[str, Any]:
    """Who failed first: one that was killed could not say so, and the others failed because of it."""
    for rank, failure in error.failures.items():
        if failure.exitcode < 0 and -failure.exitcode != signal.SIGTERM:  # which is the agent's own
            return {"rank": rank, "reason": signal.Signals(-failure.exitcode).name}
    said = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob(f"{worker.FAILED}*")]
    return min(said, key=lambda one: float(one.pop("at")), default={"rank": "?", "reason": "?"})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
