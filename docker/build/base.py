"""What the base image brings, seen from /opt/lab, and that it stays as it was. Used by install.sh alone.

Standard library only.
"""

import json
import re
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

LAB = Path("/opt/lab")
TORCH, CONSTRAINTS = LAB / "torch.json", LAB / "constraints.txt"
FROZEN = re.compile(r"(pytorch-|amd-)?(torch|triton|rocm)")
# Before the packages are there, torch may not be importable: its own files say the same.
READ = """
import importlib.util, json, os, runpy
torch = importlib.util.find_spec("torch").origin
version = runpy.run_path(os.path.join(os.path.dirname(torch), "version.py"))
print(json.dumps([version["__version__"], torch, version["hip"]]))
"""
IMPORT = "import json, torch; print(json.dumps([torch.__version__, torch.__file__, torch.version.hip]))"


def join() -> None:
    """Puts the site folders of the Python that runs this, and the learner's own, behind those of /opt/lab."""
    folders = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
    # addsitedir, not a bare line: ROCm's wheels bring .pth files of their own.
    # jsonschema does without it where its import fails: see scripts/session/environment.py.
    lines = [
        "/lab/labs",
        'import sys; sys.modules["rfc3987_syntax"] = None',
        *(f"import site; site.addsitedir({folder!r})" for folder in folders),
        "import lab_home",
    ]
    site = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(LAB), "platbase": str(LAB)}))
    (site / "lab.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (site / "lab_home.py").write_text(Path(__file__).with_name("lab_home.py").read_text(encoding="utf-8"))


def freeze(python: str) -> None:
    """Keeps which torch `python` has, and the constraints that hold torch's family to it."""
    TORCH.write_text(_ask(python, READ), encoding="utf-8")
    _constrain({name: version for name, version in _installed().items() if FROZEN.match(name)})


def needed(lock: Path) -> str:
    """The lock without what torch stands on and the base has: torch keeps the numpy that it came with."""
    own = _installed_in(LAB)
    # torch works with numpy and does not say so in its metadata.
    kept = {name for name in _needs("torch") | {"numpy"} if name in _installed() and name not in own}
    blocks = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8"))
    return "\n".join(block for block in blocks if _name(re.split(r"[=\[ ]", block)[0]) not in kept) + "\n"


def check() -> None:
    """Ends the build if torch changed or a package lacks another; then freezes all of it for a learner's pip."""
    before, after = TORCH.read_text(encoding="utf-8"), _ask(str(LAB / "bin/python"), IMPORT)
    if after != before:
        sys.exit(f"The base's torch changed in the build: {before.strip()} became {after.strip()}")
    if broken := _unmet():
        sys.exit(f"What the base keeps does not do for the lab's packages: {'; '.join(broken)}")
    # pip builds packages with tools of their own versions: those stay free.
    _constrain({n: v for n, v in _installed().items() if n not in ("pip", "setuptools", "wheel")})


def _unmet() -> list[str]:
    """What `pip check` says of the lab's own packages; what the base's lack among themselves is the base's affair."""
    said = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False).stdout
    own = _installed_in(LAB)
    return [line for line in said.splitlines() if _name(line.partition(" ")[0]) in own]


def _ask(python: str, question: str) -> str:
    answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    if answer.returncode:
        sys.exit(f"{python} has no torch that works: {answer.stderr.strip().splitlines()[-1:]}")
    # The last line: ROCm's torch may print one of its own first.
    return json.dumps(json.loads(answer.stdout.splitlines()[-1])) + "\n"


def _constrain(versions: dict[str, str]) -> None:
    CONSTRAINTS.write_text("".join(f"{n}=={v}\n" for n, v in sorted(versions.items())), encoding="utf-8")


def _installed() -> dict[str, str]:
    """Every distribution by its normal name; where two have one name, the first on the path wins, as in an import."""
    found: dict[str, str] = {}
    for dist in distributions():
        if re.fullmatch(r"\d[\w.!+]*", dist.version or "") and dist.metadata["Name"]:
            found.setdefault(_name(dist.metadata["Name"]), dist.version)
    return found


def _installed_in(folder: Path) -> set[str]:
    return {_name(d.metadata["Name"]) for d in distributions() if folder in Path(str(d.locate_file(""))).parents}


def _needs(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """What `name` requires, and what that requires; extras left out."""
    try:
        dist: Distribution = distribution(name)
    except PackageNotFoundError:
        return set()
    direct = {_name(re.split(r"[^\w.-]", r)[0]) for r in dist.requires or [] if "extra ==" not in r} - seen
    return direct.union(*(_needs(need, seen | direct) for need in direct))


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["join"]:
            join()
        case ["freeze", python]:
            freeze(python)
        case ["needed", lock]:
            print(needed(Path(lock)))
        case ["check"]:
            check()
        case _:
            sys.exit(f"{sys.argv[0]}: join | freeze PYTHON | needed LOCK | check")
