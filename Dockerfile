FROM python:3.13-slim AS build
WORKDIR /srv/piecewise
COPY requirements.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --no-deps --no-compile --require-hashes -r requirements.txt
COPY pyproject.toml README.md ./
COPY app app
COPY static static
COPY templates templates
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps --no-compile --no-build-isolation --editable . \
    && /opt/venv/bin/pip uninstall --yes --quiet setuptools pip
# What no server needs: the packages' own tests and their data, headers, sources and stubs.
RUN cd /opt/venv/lib/python3.*/site-packages \
    && find . -depth -type d \( -name tests -o -name test -o -name __pycache__ \) -not -path './numpy/*' -exec rm -rf {} + \
    && rm -rf plotly/labextension /opt/venv/share /opt/venv/etc onnx/backend/test onnx/bin onnx/include numpy/_core/include numpy/_core/lib numpy/f2py \
    && find numpy -depth -type d -name tests -exec rm -rf {} + \
    && find . \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.proto' \) -delete \
    && find plotly/package_data -mindepth 1 -maxdepth 1 -not -name plotly.min.js -not -name templates -exec rm -rf {} +

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home piecewise \
    && install --directory --owner piecewise --mode 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/piecewise /srv/piecewise
WORKDIR /srv/piecewise
USER piecewise
ENV PIECEWISE_HOST=0.0.0.0 PIECEWISE_PORT=8000 PIECEWISE_DATABASE_URL=sqlite+aiosqlite:////data/runs.db \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["/opt/venv/bin/python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PIECEWISE_PORT\"]}/healthz', timeout=2)"]
ENTRYPOINT ["/opt/venv/bin/piecewise"]
CMD ["serve"]
