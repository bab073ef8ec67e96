#!/usr/bin/python
"""Ansible module: the bundle's checkout in its folder. A file that a learner changed or made is never lost."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import shutil
import tarfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ansible.module_utils.basic import AnsibleModule

MANIFEST = Path("/var/lib/rocm-lab/checkout.json")  # what was unpacked here: by it a changed file is known
LEARNERS = ("work", "runs", ".lab/home", ".lab/yours")
OURS = (".lab", ".env", ".venv")  # what the verbs made, as `make clean` would take it away
CACHES = {"__pycache__", ".ipynb_checkpoints"}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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


def put(folder: Path, files: Mapping[str, tuple[bytes, int]], old: Mapping[str, str], user: str, act: bool) -> int:
    """Makes the folder hold these files, and how many that changes; what a learner changed goes to .lab/yours."""
    who = pwd.getpwnam(user)
    changes = [name for name, (content, _) in files.items() if there(folder, name) != digest(content)]
    stale = [name for name in old if name not in files and there(folder, name)]
    if not act:
        return len(changes) + len(stale)
    for name in (*changes, *stale):
        found = there(folder, name)
        if found and found != old.get(name):
            _move(folder / name, folder / ".lab/yours" / time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()) / name)
        (folder / name).unlink(missing_ok=True)
    for name in changes:
        _make_folders(folder, folder / name, who)
        (folder / name).write_bytes(files[name][0])
        (folder / name).chmod(files[name][1])
        os.chown(folder / name, who.pw_uid, who.pw_gid)
    kept = folder / ".lab/yours"
    for path in (kept.parent, kept, *kept.rglob("*")) if kept.exists() else ():
        os.chown(path, who.pw_uid, who.pw_gid)
    return len(changes) + len(stale)


def note(folder: Path, facts: Mapping[str, Any], user: str) -> None:
    """Leaves the commit where the verbs look for it in a checkout without git, as `make load` does."""
    who, file = pwd.getpwnam(user), folder / ".lab/commit.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(facts))
    for path in (file.parent, file):
        os.chown(path, who.pw_uid, who.pw_gid)


def take_away(folder: Path, old: Mapping[str, str], user: str, act: bool) -> str | None:
    """Removes the folder; where the learner has anything in it, that goes home first. Returns where to."""
    if not folder.exists():
        return None
    yours = list(_learners(folder, old))
    home = Path(pwd.getpwnam(user).pw_dir) / f"rocm-lab-kept-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
    if act:
        for path in yours:
            _move(path, home / path.relative_to(folder))
        who = pwd.getpwnam(user)
        for path in (home, *home.rglob("*")) if yours else ():
            if path.lstat().st_uid == 0:  # the folders between, which were made just now
                os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)
        shutil.rmtree(folder)
    return str(home) if yours else None


def _learners(folder: Path, old: Mapping[str, str]) -> Iterator[Path]:
    """Work, records, and every file outside them that is not as it was unpacked."""
    for name in LEARNERS:
        if (folder / name).is_dir() and any((folder / name).iterdir()):
            yield folder / name
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] in (*OURS, "work", "runs") or CACHES & set(path.parts) or path.is_dir():
            continue
        if path.is_symlink() or there(folder, name) != old.get(name):
            yield path


def _move(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, to)


def _make_folders(folder: Path, path: Path, who: pwd.struct_passwd) -> None:
    for parent in reversed([p for p in (path.parent, *path.parent.parents) if p == folder or folder in p.parents]):
        if not parent.exists():
            parent.mkdir(mode=0o755, parents=True)
            os.chown(parent, who.pw_uid, who.pw_gid)


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
    folder, act = Path(asked["folder"]), not module.check_mode
    old: dict[str, str] = json.loads(MANIFEST.read_text()) if MANIFEST.is_file() else {}
    if asked["state"] == "absent":
        was = folder.exists()
        module.exit_json(changed=was, lab={"kind": "kept", "kept": take_away(folder, old, asked["user"], act)})
    if module.check_mode and not Path(asked["archive"]).is_file():  # it would have been copied just now
        module.exit_json(changed=True)
    files = wanted(Path(asked["archive"]))
    changes = put(folder, files, old, asked["user"], act)
    if act:
        sums = {name: digest(content) for name, (content, _) in files.items()}
        MANIFEST.write_text(json.dumps(sums))
        note(folder, {"commit": asked["commit"], "files": sums}, asked["user"])
    module.exit_json(changed=changes > 0, lab={"kind": "checkout", "files": changes})


if __name__ == "__main__":
    main()
