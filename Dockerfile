# One image for web, worker, beat and migrations; the command tells them apart (see compose.yaml).
# The base needs Python 3.11 or newer with venv and pip, and a store of certificates; nothing is compiled.
ARG BASE_IMAGE=python:3.12-slim-bookworm

FROM ${BASE_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /srv/paceline

COPY requirements.txt ./
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --require-hashes -r requirements.txt \
    && /opt/venv/bin/python -m pip uninstall --yes --quiet pip setuptools

# Node.js comes as a wheel, stays in this stage, and only fetches the front-end files.
COPY requirements-node.txt package.json package-lock.json .npmrc ./
RUN python3 -m venv /opt/node \
    && /opt/node/bin/python -m pip install --require-hashes -r requirements-node.txt \
    && PATH=/opt/node/bin:$PATH npm ci --omit=dev --ignore-scripts --no-audit --no-fund

COPY . ./
# The values below only let the settings load; none of them reaches the image.
RUN PACELINE_ENV=production SECRET_KEY=build FIELD_KEYS=build JWT_PRIVATE_KEY=build METRICS_TOKEN=build \
    STATIC_ROOT=/srv/static PYTHONDONTWRITEBYTECODE=1 /opt/venv/bin/python manage.py collectstatic --noinput \
        --ignore "maplibre-gl*.map" --ignore "maplibre-gl*-dev.mjs" --ignore "*.d.ts" --ignore "DejaVu[!S]*" \
        --ignore "DejaVuS[!a]*" --ignore "DejaVuSans[!.-]*" --ignore "DejaVuSans-[!B]*" --ignore "*Oblique.ttf" \
    && rm -rf node_modules requirements-node.txt package.json package-lock.json .npmrc \
    && /opt/venv/bin/python -m compileall -q .

FROM ${BASE_IMAGE}
ARG VERSION=0.1.0
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PACELINE_ENV=production \
    PACELINE_VERSION=${VERSION} \
    PACELINE_DATA=/var/lib/paceline \
    STATIC_ROOT=/srv/static \
    PORT=8000
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/paceline --shell /usr/sbin/nologin paceline \
    && install --directory --owner=paceline --group=paceline --mode=0750 /var/lib/paceline
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/paceline /srv/paceline
WORKDIR /srv/paceline
USER paceline
VOLUME /var/lib/paceline
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "deploy/probe.py"]
CMD ["gunicorn", "config.wsgi", "--config", "config/gunicorn.py", "--no-control-socket"]
