# Built with the repository as context: docker build -t doorstep .
FROM node:24-bookworm-slim AS pwa
WORKDIR /src/pwa
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY pwa/ ./
# Types are looked at where the tests stand beside the vectors that they read.
RUN npm run bundle

FROM python:3.11-slim-bookworm AS program
WORKDIR /src
COPY locks/ locks/
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r locks/setup.txt \
    && python -m venv --without-pip /opt/doorstep \
    && /opt/build/bin/pip --python /opt/doorstep install --no-cache-dir --require-hashes \
        -r locks/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY server/ server/
COPY sync/ sync/
RUN /opt/build/bin/hatchling build -t wheel -d /opt/wheels \
    && /opt/build/bin/pip --python /opt/doorstep install --no-cache-dir --no-deps --no-index \
        /opt/wheels/*.whl
COPY pwa/package-lock.json pwa/
COPY scripts/sbom.py scripts/
RUN python scripts/sbom.py /opt/doorstep/sbom.cdx.json

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin doorstep \
    && install -d -o doorstep -g doorstep /data
COPY --from=program /opt/doorstep /opt/doorstep
COPY --from=pwa /src/pwa/dist /opt/pwa
ENV PATH=/opt/doorstep/bin:$PATH \
    DOORSTEP_DATA_DIR=/data \
    DOORSTEP_PWA_DIR=/opt/pwa
WORKDIR /data
USER doorstep
VOLUME ["/data"]
EXPOSE 8000
ENTRYPOINT ["doorstep"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
