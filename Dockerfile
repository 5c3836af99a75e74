# One image for API and workers; docker-compose.yml says which of them it runs.
FROM node:24-bookworm-slim AS web
WORKDIR /web
COPY web .
RUN npm ci && npm run build

FROM python:3.11-slim-bookworm

# mediapipe's reference engine wants them; bubblewrap shuts ffmpeg in.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libegl1 libgles2 bubblewrap nodejs npm \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/eightcount
COPY requirements/app.txt requirements/app.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/app.txt

COPY . .
COPY --from=web /web/admin/dist web/admin/dist
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e runtime/python -e . \
    && python -m workers.pose_extract.setup_models --into /models \
    && useradd --create-home eightcount \
    && install -d -o eightcount /data

USER eightcount
CMD ["eightcount", "serve", "--host", "0.0.0.0"]
