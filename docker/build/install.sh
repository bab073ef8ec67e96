#!/bin/sh
# One step of the image's build: `install.sh torch base|cpu|rocm [GFX,…]`, then `install.sh packages`.
# /build is this folder, /lock holds the pins, /wheelhouse holds wheels that may be used, /build-ca is a CA file or empty; none of them stays.
set -eu
lab=/opt/lab
if [ -s /build-ca ]; then export PIP_CERT=/build-ca; fi

# The wheelhouse alone where it has everything (a venue without internet); else the index fills the gaps.
pip_install() {
    set -- $lab/bin/python -m pip --disable-pip-version-check install --root-user-action ignore --progress-bar off \
        --no-deps --require-hashes --constraint $lab/constraints.txt "$@"
    if ls /wheelhouse/*.whl >/dev/null 2>&1; then
        "$@" --quiet --no-index --find-links /wheelhouse 2>/dev/null || "$@" --find-links /wheelhouse
    else
        "$@"
    fi
}

case $1 in
torch)
    base=$(command -v python3)
    "$base" -m venv --without-pip $lab
    "$base" /build/base.py join
    # The base's pip is used, and where it has none, its Python may bring one.
    $lab/bin/python -m pip --version >/dev/null 2>&1 || $lab/bin/python -m ensurepip
    if [ "$2" = cpu ]; then
        : >$lab/constraints.txt
        grep -v '^--index-url' /lock/torch-cpu.txt >/tmp/torch-local.txt
        pip_install --no-index --find-links /wheelhouse -r /tmp/torch-local.txt 2>/dev/null ||
            pip_install -r /lock/torch-cpu.txt
        rm /tmp/torch-local.txt
        base=$lab/bin/python
    elif [ "$2" = rocm ]; then
        : >$lab/constraints.txt
        if ! dpkg --status libatomic1 libquadmath0 >/dev/null 2>&1; then
            apt-get update
            apt-get install --yes --no-install-recommends libatomic1 libquadmath0
            rm -rf /var/lib/apt/lists/*
        fi
        $lab/bin/python /build/rocm_wheels.py /lock/torch-rocm.txt "$3" $lab/bin/python
        base=$lab/bin/python
    fi
    $lab/bin/python /build/base.py freeze "$base"
    # pip itself is the base's: this makes it work on /opt/lab and, by PIP_PREFIX, on HOME.
    printf '#!/bin/sh\nexec %s/bin/python -m pip "$@"\n' $lab >$lab/bin/pip
    chmod 755 $lab/bin/pip
    # For any user, in case no folder of the host lies here.
    mkdir -p /lab/home /lab/work /lab/runs
    chmod 1777 /lab/home /lab/work /lab/runs
    ;;
packages)
    $lab/bin/python /build/base.py needed /lock/requirements.lock >/tmp/needed.lock
    pip_install -r /tmp/needed.lock
    $lab/bin/python /build/base.py check
    rm /tmp/needed.lock
    ;;
esac
