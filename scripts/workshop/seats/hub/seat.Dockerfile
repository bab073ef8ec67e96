# A seat: the lab's image, and the hub's own JupyterHub beside its packages. The base's torch stays what it is:
# install.sh compares it, as it does for the lab.
ARG LAB_IMAGE
FROM ${LAB_IMAGE}
# By it, whoever takes the lab's image away finds what holds its layers.
ARG LAB_IMAGE
LABEL rocm-lab.on=${LAB_IMAGE}

USER 0:0
# env -u: the lab's image sends what a learner installs to HOME; this belongs beside the lab's own packages.
RUN --mount=type=bind,source=build,target=/build \
    --mount=type=bind,source=requirements-seat.lock,target=/lock/requirements.lock \
    --mount=type=bind,from=wheelhouse,target=/wheelhouse \
    --mount=type=secret,id=ca,target=/build-ca \
    --mount=type=cache,target=/root/.cache/pip \
    env -u PIP_PREFIX -u PIP_CONSTRAINT sh /build/install.sh packages

USER 1000:1000
# The lab's own command with the hub in the token's place.
CMD ["python", "-m", "jupyterhub.singleuser", "--config=/lab/docker/jupyter_server_config.py", \
     "--ServerApp.ip=0.0.0.0", "--ServerApp.port=8888", "--ServerApp.root_dir=/lab/work", \
     "--ServerApp.allow_remote_access=True", \
     "--ServerApp.terminado_settings={'shell_command': ['bash', '--rcfile', '/lab/docker/bashrc']}"]
