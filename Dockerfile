FROM python:3.13-slim AS build
WORKDIR /srv/piecewise
COPY requirements.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt
COPY pyproject.toml README.md ./
COPY app app
COPY static static
COPY templates templates
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && /opt/venv/bin/pip uninstall --yes --quiet setuptools pip

FROM python:3.13-slim
RUN useradd --system --uid 10001 piecewise
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/piecewise /srv/piecewise
WORKDIR /srv/piecewise
USER piecewise
ENV PIECEWISE_HOST=0.0.0.0 PIECEWISE_PORT=8000 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s CMD ["/opt/venv/bin/python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PIECEWISE_PORT\"]}/healthz', timeout=2)"]
ENTRYPOINT ["/opt/venv/bin/piecewise"]
CMD ["serve"]
