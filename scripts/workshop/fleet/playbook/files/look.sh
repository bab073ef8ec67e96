# What there is on a machine, for plan.py to read; it changes nothing. Each part begins with a line "@name".
export LC_ALL=C
part() { echo "@$1"; shift; timeout 60 "$@" 2>/dev/null; echo; }  # a driver or an engine can hang
existing() { at=$1; while [ ! -e "$at" ]; do at=$(dirname "$at"); done; echo "$at"; }
user=${LAB_USER:-${SUDO_USER:-root}}

# Before anything else is asked: docker itself wakes an engine whose socket listens.
part units systemctl show --property=Id,LoadState,ActiveState,UnitFileState docker.socket docker.service containerd.service
part memory cat /var/lib/rocm-lab/fleet.json
part unfinished ls /var/lib/rocm-lab/unfinished
part folder ls -d "$LAB_FOLDER"
part arrived sha256sum /var/lib/rocm-lab/incoming/SHA256SUMS
part os cat /etc/os-release
part login echo "${SUDO_USER:-root}"
part user echo "$user"
part account getent passwd "$user"
part groups id -nG "$user"
part nodes stat --format '%n %G %g' /run/docker.sock /dev/kfd /dev/dri/renderD*
part gfx grep -h '^gfx_target_version' /sys/class/kfd/kfd/topology/nodes/*/properties
part driver cat /sys/module/amdgpu/version
part packages apt-cache policy make python3-apt docker.io docker-cli apparmor docker-compose-v2 docker-compose docker-compose-plugin docker-buildx nodejs npm python3-venv
part npm sh -c 'command -v npm'
part buildx docker buildx version
part engine dockerd --version
part compose docker compose version --short
root=/var/lib/docker
# An engine that rests is asked nothing where nothing may change: that alone would wake it.
if [ "$LAB_CHECK" = False ] || systemctl --quiet is-active docker.service; then
  part image docker image inspect --format '{{.Id}}' "$LAB_IMAGE"
  root=$(timeout 60 docker info --format '{{.DockerRootDir}}' 2>/dev/null)
fi
part room df --block-size=1 --output=target,avail /var/lib "$(existing "${root:-/var/lib/docker}")" /usr
