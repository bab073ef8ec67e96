# What JupyterHub starts in `make bench N=…`: its own server, with the packages of the lab's locks, the labs and the judge;
# nothing else is the lab's.
ARG BASE_IMAGE
FROM scratch AS wheelhouse
FROM ${BASE_IMAGE}
RUN --mount=source=docker,target=/locks --mount=from=wheelhouse,target=/wheels --mount=type=secret,id=ca,target=/ca \
    if [ -s /ca ]; then export PIP_CERT=/ca; fi && \
    for lock in torch-cpu.txt requirements.lock requirements-seat.lock; do \
        pip install --no-cache-dir --no-deps --find-links /wheels --requirement "/locks/$lock" || exit 1; \
    done && \
    useradd --create-home jovyan
WORKDIR /home/jovyan
COPY --chown=jovyan labs labs
COPY --chown=jovyan tests tests
COPY --chown=jovyan labs/*.ipynb ./
ENV PYTHONPATH=/home/jovyan/labs
USER jovyan
CMD ["jupyterhub-singleuser"]
