# The stand-ins that .ci/bases makes, one stage each: the layouts of the real bases, on Debian's own Python.
ARG DEBIAN

# What two of them share, mounted where it is used: the images keep none of it.
FROM scratch AS recipe
COPY <<'EOT' /install-torch
# The base's own versions, as the real image has some: numpy is older than the lock's, to see that it is left alone.
python3 -m pip install "$@" --no-deps filelock==4.2.11 fsspec==2026.9.0 jinja2==3.1.6 markupsafe==3.0.4 \
  mpmath==1.3.0 networkx==3.6.1 numpy==2.3.5 setuptools==84.2.1 sympy==1.14.0 typing-extensions==4.16.0
torch() { python3 -m pip install "$@" --no-deps --require-hashes --requirement /pin; }
torch "$@" --no-index --find-links /wheels || torch "$@"
python3 /recipe/rocm_look.py
EOT
COPY <<'EOT' /rocm_look.py
"""Gives the installed CPU build of torch the names that the ROCm build has, in its code and its metadata."""
import compileall, re
from importlib.metadata import distribution
ROCM = "+rocm10.0.0"
cpu = distribution("torch")
site, old = cpu.locate_file(""), cpu.version
new = old.replace("+cpu", ROCM)
info = site / f"torch-{new}.dist-info"
(site / f"torch-{old}.dist-info").rename(info)

def rewrite(file, pattern, replacement):
    text, times = re.subn(pattern, replacement, file.read_text(), flags=re.MULTILINE)
    assert times, f"{file} has no {pattern}"
    file.write_text(text)

code = site / "torch/version.py"
rewrite(code, rf"'{re.escape(old)}'", f"'{new}'")
rewrite(code, r"^(hip\b[^=]*=).*", r"\1 '7.15.26333'")
compileall.compile_file(code, force=True, quiet=1)
rewrite(info / "METADATA", rf"^Version: {re.escape(old)}$", f"Version: {new}")
rewrite(info / "RECORD", rf"^torch-{re.escape(old)}\.", f"torch-{new}.")
# RECORD may leave a hash out, and these two files no longer have theirs.
rewrite(info / "RECORD", r"^(torch/version\.py|torch-[^/]*/METADATA),.*", r"\1,,")

for name, number in (("triton", f"3.7.1{ROCM}"), ("rocm", "7.15.0"), ("rocm-sdk-core", "7.15.0")):
    module = name.replace("-", "_")
    info = f"{module}-{number}.dist-info"
    for file, text in {
        f"{module}/__init__.py": f"__version__ = {number!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n",
        f"{info}/RECORD": f"{module}/__init__.py,,\n{info}/METADATA,,\n{info}/RECORD,,\n",
    }.items():
        (site / file).parent.mkdir(exist_ok=True)
        (site / file).write_text(text)
EOT

# An argument is pip's setting during the build alone: the image gets none of it.
FROM ${DEBIAN} AS debian
ARG PIP_CERT=/run/secrets/ca PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# rocm/pytorch: everything in a virtual environment that is first on the path.
FROM debian AS rocm
ENV PATH=/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN --mount=from=recipe,target=/recipe --mount=from=wheels,target=/wheels --mount=source=torch-cpu.txt,target=/pin \
    --mount=type=secret,id=ca python3 -m venv /opt/venv && sh -eu /recipe/install-torch

# python:3.12-slim: no torch, no setuptools, and a Python in /usr/local.
FROM debian AS cpu
RUN python3 -m venv --copies /usr/local && /usr/local/bin/pip uninstall --yes setuptools
CMD ["python3"]

# A Python that its distribution guards (PEP 668), with torch beside the system's own packages and no `python`.
FROM debian AS guarded
RUN --mount=from=recipe,target=/recipe --mount=from=wheels,target=/wheels --mount=source=torch-cpu.txt,target=/pin \
    --mount=type=secret,id=ca sh -eu /recipe/install-torch --break-system-packages
