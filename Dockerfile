# One image, four commands: api, worker, dashboard, migrate. Built from the lock file, runs as a plain user.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 tracker

WORKDIR /srv/tracker
COPY requirements.lock pyproject.toml README.md ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY gis gis
COPY studies studies
COPY tracker tracker
COPY dashboards dashboards
COPY data data
COPY alembic.ini ./
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && mkdir -p var && chown tracker var

USER tracker
CMD ["tracker", "api"]
