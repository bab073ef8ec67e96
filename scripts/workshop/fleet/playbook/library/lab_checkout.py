#!/usr/bin/python
"""Ansible module: the bundle's checkout in its folder. A file that a learner changed or made is never lost."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import re
import shutil
import tarfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ansible.module_utils.basic import AnsibleModule

MANIFEST = Path("/var/lib/rocm-lab/checkout.json")  # what was unpacked here: by it a changed file is known
LEARNERS = ("work", "runs", ".lab/home", ".lab/yours")
OURS = (".lab", ".venv")  # what the verbs made, but what LEARNERS names of it
BLOCK = re.compile(rb"^# BEGIN make fleet\n.*?^# END make fleet\n?", re.MULTILINE | re.DOTALL)  # tasks/checkout.yml
CACHES = {"__pycache__", ".ipynb_checkpoints"}
MADE = {*CACHES, "node_modules"}  # what tools put beside what was unpacked
# As scripts/images/image.py has it, which is not there yet when this runs; a test holds the two together.
IN_IMAGE = (
    "docker", "tests/judge", "tests/judge.dist-info", "labs/*.py", "labs/*.ipynb", "labs/README.md", "labs/flowlab",
)  # fmt: skip
NOT_IN_IMAGE = {*CACHES, "wheelhouse"}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def unpacked_before() -> dict[str, str]:
    """The files that were unpacked here, with their digests; where that cannot be read, every file is the learner's."""
    try:
        found: dict[str, str] = json.loads(MANIFEST.read_text())
    except (OSError, ValueError):
        return {}
    return found


def remember(sums: Mapping[str, str]) -> None:
    """Writes them down, whole or not at all."""
    part = MANIFEST.with_suffix(".part")
    part.write_text(json.dumps(sums))
    part.replace(MANIFEST)


def wanted(archive: Path) -> dict[str, tuple[bytes, int]]:
    """Content and mode of every file in it. Raises ValueError for one that would leave the folder."""
    files = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
                raise ValueError(f"not a plain file: {member.name}")
            if member.isfile() and (file := tar.extractfile(member)):
                files[str(path)] = (file.read(), member.mode & 0o755)
    return files


def there(folder: Path, name: str) -> str | None:
    """The digest of a file as it is now; None where there is none."""
    path = folder / name
    return digest(path.read_bytes()) if path.is_file() else None


def differences(folder: Path, files: Mapping[str, tuple[bytes, int]], old: Mapping[str, str]) -> list[str]:
    """The files that are not as the archive has them, and those of an older one that it has no more."""
    changed = [name for name, (content, _) in files.items() if there(folder, name) != digest(content)]
    gone = [name for name in old if name not in files and there(folder, name)]
    return list(dict.fromkeys([*changed, *gone, *strays(folder, files)]))


def strays(folder: Path, files: Mapping[str, Any]) -> Iterator[str]:
    """What somebody put where every file makes the lab's image another one, which would then have to be built."""
    tops = [top for pattern in IN_IMAGE for top in sorted(folder.glob(pattern))]
    for path in (path for top in tops for path in ([top] if top.is_file() else sorted(top.rglob("*")))):
        name = path.relative_to(folder)
        if path.is_file() and name.as_posix() not in files and not NOT_IN_IMAGE & set(name.parts):
            yield name.as_posix()


def put(folder: Path, files: Mapping[str, tuple[bytes, int]], old: Mapping[str, str], stamp: str) -> None:
    """Makes the folder hold these files; what a learner changed is moved to .lab/yours first."""
    for name in differences(folder, files, old):
        found = there(folder, name)
        if found and found != old.get(name):
            _move(folder / name, folder / ".lab/yours" / stamp / name)
        (folder / name).unlink(missing_ok=True)
        if name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(files[name][0])
            (folder / name).chmod(files[name][1])


def note(folder: Path, facts: Mapping[str, Any]) -> None:
    """Leaves the commit where the verbs look for it in a checkout without git, as `make load` does."""
    (folder / ".lab").mkdir(exist_ok=True)
    (folder / ".lab/commit.json").write_text(json.dumps(facts))


def give(folder: Path, who: pwd.struct_passwd) -> None:
    """Makes what was made here just now the user's; links are never followed."""
    for path in (folder, *folder.rglob("*")):
        if path.lstat().st_uid == os.getuid():
            os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)


def take_away(folder: Path, old: Mapping[str, str], kept: Path) -> bool:
    """Removes the folder; what is the learner's goes to `kept` first. Returns whether anything was."""
    take_block_away(folder / ".env")
    yours = list(learners(folder, old))
    for path in yours:
        _move(path, kept / path.relative_to(folder))
    shutil.rmtree(folder)
    return bool(yours)


def take_block_away(env: Path) -> None:
    """Leaves the learner's own lines; the file goes where there are none."""
    if env.is_symlink() or not env.is_file():
        return
    rest = BLOCK.sub(b"", env.read_bytes())
    if rest.strip():
        env.write_bytes(rest)
    else:
        env.unlink()


def learners(folder: Path, old: Mapping[str, str]) -> Iterator[Path]:
    """Work, records, and every file outside them that is not as it was unpacked."""
    for name in LEARNERS:
        if (folder / name).is_dir() and any((folder / name).iterdir()):
            yield folder / name
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] in (*OURS, "work", "runs") or MADE & set(path.parts) or path.is_dir():
            continue
        if path.is_symlink() or there(folder, name) != old.get(name):
            yield path


def _move(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, to)


def main() -> None:
    """The module."""
    module = AnsibleModule(
        argument_spec={
            "folder": {"type": "path", "required": True},
            "user": {"type": "str", "required": True},
            "archive": {"type": "path"},
            "commit": {"type": "str"},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        },
        supports_check_mode=True,
    )
    asked: dict[str, Any] = module.params
    folder, who = Path(asked["folder"]), pwd.getpwnam(asked["user"])
    old = unpacked_before()
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    if asked["state"] == "absent":
        changed, kept = folder.exists(), Path(who.pw_dir) / f"rocm-lab-kept-{stamp}"
        if moved := changed and not module.check_mode and take_away(folder, old, kept):
            give(kept, who)
        module.exit_json(changed=changed, ansible_facts={"kept": str(kept) if moved else None})
    if module.check_mode and not Path(asked["archive"]).is_file():  # it would have been copied just now
        module.exit_json(changed=True)
    files = wanted(Path(asked["archive"]))
    changes = len(differences(folder, files, old))
    if not module.check_mode:
        put(folder, files, old, stamp)
        sums = {name: digest(content) for name, (content, _) in files.items()}
        remember(sums)
        note(folder, {"commit": asked["commit"], "files": sums})
        give(folder, who)
    module.exit_json(changed=changes > 0)


if __name__ == "__main__":
    main()
