# One image for the API, the workers and the one-shot that prepares; docker-compose.yml says which of them it runs.
# Bases are pinned by version. Where you want them by digest: --build-arg PYTHON_IMAGE=python@sha256:...
ARG NODE_IMAGE=node:24.11.0-bookworm-slim
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

# The pages of staff and learners.
FROM ${NODE_IMAGE} AS web
WORKDIR /src
COPY runtime/typescript runtime/typescript
COPY web web
WORKDIR /src/web
RUN npm ci && npm run build

# What the product runs on, from the lock alone.
FROM ${PYTHON_IMAGE} AS libraries
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/eightcount
COPY requirements/app.txt /tmp/app.txt
RUN /opt/eightcount/bin/pip install --require-hashes -r /tmp/app.txt

# The product, and the pose nets, each checked against its pin.
FROM libraries AS product
WORKDIR /srv/eightcount
COPY LICENSE README.md pyproject.toml ./
COPY requirements requirements
COPY runtime/python runtime/python
COPY migrations migrations
COPY cms cms
COPY workers workers
COPY eightcount eightcount
RUN /opt/eightcount/bin/pip install --no-deps --no-build-isolation -e "runtime/python[device]" -e . \
    && /opt/eightcount/bin/python -m compileall -q cms workers eightcount runtime/python migrations \
    && /opt/eightcount/bin/python -m workers.pose_extract.setup_models --into /models
COPY --from=web /src/web/admin/dist web/admin/dist
COPY --from=web /src/web/practice/dist web/practice/dist

FROM ${PYTHON_IMAGE}
# libegl1 and libgles2: mediapipe's reference engine. bubblewrap: the outer wall around uploads, where it may be used.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap libegl1 libgles2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /tmp eightcount \
    && install -d -m 1777 /data
COPY --from=product /opt/eightcount /opt/eightcount
COPY --from=product /models /models
COPY --from=product /srv/eightcount /srv/eightcount

# The root may be read-only and the user any: what is written goes to /data and /tmp.
ENV PATH=/opt/eightcount/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    EIGHTCOUNT_DATA=/data \
    EIGHTCOUNT_MODELS=/models
WORKDIR /srv/eightcount
USER 10001:10001
CMD ["eightcount", "serve", "--host", "0.0.0.0"]
