# The suite in an image, for pipelines that gate with containers. It judges the bundled mock, or a server:
#   docker build -t reject-contract .
#   docker run --rm -v "$PWD:/work" -e INVITEE_PASSWORD reject-contract verify --target mine.yaml --allow-writes
# Reports land in ./reports; the exit code is the verdict's. Without Node there is no Allure page; its results are there.
FROM python:3.12.8-slim-bookworm AS build
WORKDIR /source
COPY requirements-run.lock pyproject.toml README.md LICENSE pytest.toml ./
COPY src src
COPY tests tests
COPY openapi openapi
COPY targets targets
# Everything is fetched by its hash; the second environment is made of that alone, and holds no tools of development.
RUN python -m venv /opt/build \
 && /opt/build/bin/pip wheel --no-cache-dir --require-hashes -r requirements-run.lock -w /wheels \
 && /opt/build/bin/pip install --no-cache-dir --no-index --find-links /wheels hatchling \
 && /opt/build/bin/python -m hatchling build -t wheel -d /wheel \
 && python -m venv /opt/reject-contract \
 && /opt/reject-contract/bin/pip install --no-cache-dir --no-index --find-links /wheels /wheel/*.whl

FROM python:3.12.8-slim-bookworm
COPY --from=build /opt/reject-contract /opt/reject-contract
ENV PATH="/opt/reject-contract/bin:$PATH"
RUN useradd --uid 1000 --create-home judge
USER 1000
WORKDIR /work
ENTRYPOINT ["reject-contract"]
CMD ["verify"]
