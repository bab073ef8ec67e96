# The stand-ins that .ci/bases makes, one stage each: the layouts of the real bases, on Debian's own Python.
ARG DEBIAN

# What two of them share. It is mounted where it is used and stays out of the images.
FROM scratch AS recipe
COPY <<'EOT' /install-torch
#!/bin/sh -eu
# Versions of the base's own, as the real image has them. numpy is older than the project's lock on purpose: a
# test can see that it is left alone.
python3 -m pip install "$@" --no-deps filelock==4.2.11 fsspec==2026.9.0 jinja2==3.1.6 markupsafe==3.0.4 \
  mpmath==1.3.0 networkx==3.6.1 numpy==2.3.5 setuptools==84.2.1 sympy==1.14.0 typing-extensions==4.16.0
torch() { python3 -m pip install "$@" --no-deps --require-hashes --requirement /pins/torch-cpu.txt; }
torch "$@" --no-index --find-links /wheels || torch "$@"
python3 /recipe/rocm_look.py
EOT
COPY <<'EOT' /rocm_look.py
"""Gives the installed CPU build of torch the names that the ROCm build has, in its code and its metadata."""
import compileall
import importlib.metadata as metadata
import re

ROCM = "+rocm10.0.0"

cpu = metadata.distribution("torch")
site = cpu.locate_file("")
version = cpu.version.replace("+cpu", ROCM)

code = site / "torch/version.py"
text = code.read_text().replace(cpu.version, version)
code.write_text(re.sub(r"(?m)^(hip\b[^=]*=).*", r"\1 '7.15.26333'", text))
compileall.compile_file(code, force=True, quiet=1)

info = site / f"torch-{version}.dist-info"
(site / f"torch-{cpu.version}.dist-info").rename(info)
facts = info / "METADATA"
facts.write_text(facts.read_text().replace(f"Version: {cpu.version}", f"Version: {version}", 1))
# pip passes over a RECORD line that has no hash: the changed files are listed without theirs.
changed = re.compile(rf"^(torch/version\.py|{re.escape(info.name)}/METADATA),.*", re.MULTILINE)
record = (info / "RECORD").read_text().replace(f"torch-{cpu.version}.dist-info", info.name)
(info / "RECORD").write_text(changed.sub(r"\1,,", record))

for name, number in (("triton", "3.7.1" + ROCM), ("rocm", "7.15.0"), ("rocm-sdk-core", "7.15.0")):
    module = name.replace("-", "_")
    (site / module).mkdir()
    (site / module / "__init__.py").write_text(f"__version__ = {number!r}\n")
    info = site / f"{module}-{number}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n")
    (info / "INSTALLER").write_text("pip\n")
    parts = (f"{module}/__init__.py", *(f"{info.name}/{part}" for part in ("METADATA", "INSTALLER", "RECORD")))
    (info / "RECORD").write_text("".join(f"{part},,\n" for part in parts))
EOT

# An argument is pip's setting during the build alone: the image gets none of it.
FROM ${DEBIAN} AS debian
ARG PIP_CERT=/run/secrets/ca PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# rocm/pytorch: everything in a virtual environment that is first on the path.
FROM debian AS rocm
ENV PATH=/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN python3 -m venv /opt/venv
RUN --mount=from=recipe,target=/recipe --mount=from=wheels,target=/wheels --mount=target=/pins \
    --mount=type=secret,id=ca sh /recipe/install-torch

# python:3.12-slim: no torch, no setuptools, and a Python in /usr/local.
FROM debian AS cpu
RUN python3 -m venv --copies /usr/local && /usr/local/bin/pip uninstall --yes setuptools
CMD ["python3"]

# A Python that its distribution guards (PEP 668), with torch beside the system's own packages and no `python`.
FROM debian AS guarded
RUN --mount=from=recipe,target=/recipe --mount=from=wheels,target=/wheels --mount=target=/pins \
    --mount=type=secret,id=ca sh /recipe/install-torch --break-system-packages
