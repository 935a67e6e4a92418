# docker build -t group-research-assistant .
# docker run --rm -p 127.0.0.1:7860:7860 -v assistant-index:/data group-research-assistant
#
# Nothing is downloaded when it runs. For answers by a chat model add its package: --build-arg EXTRAS=openai
# (or anthropic, google, ollama), and `-e ASSISTANT_MODEL=...` when it runs (docs/llm.md).

FROM python:3.12-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /src

# PyTorch first and by itself, so that no gigabytes of CUDA are pulled. Its version is that of the Makefile.
COPY Makefile ./
RUN pip install --no-deps --index-url https://download.pytorch.org/whl/cpu "torch==$(sed -n 's/^TORCH = //p' Makefile)"

COPY . .
ARG EXTRAS=
# The pip of the Makefile checks the hashes in the constraints, too, though a directory has none.
RUN pip install "pip==$(sed -n 's/^PIP = //p' Makefile)" \
    && pip install --no-require-hashes -c .ci/constraints.txt ".${EXTRAS:+[$EXTRAS]}"


FROM python:3.12-slim

RUN useradd --create-home --uid 10001 assistant \
    && install -d -o assistant -g assistant /data
COPY --from=build /opt/venv /opt/venv

ENV PATH=/opt/venv/bin:$PATH ASSISTANT_INDEX=/data/index
USER assistant
WORKDIR /home/assistant
VOLUME /data
EXPOSE 7860

# The first start reads the documents that ship with the project: until then /health says "starting".
HEALTHCHECK --start-period=5m --timeout=5s --retries=3 CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener as o; o(ProxyHandler({})).open('http://127.0.0.1:7860/health', timeout=4)"]

# 0.0.0.0 is the container's own address; who can reach it is decided by `-p`. For anything beyond this machine set a
# login, `-e ASSISTANT_AUTH=user:password`, and put a proxy with TLS in front (docs/operations.md, SECURITY.md).
# `docker stop -t 45` lets answers be finished.
ENTRYPOINT ["group-assistant"]
CMD ["serve", "--host", "0.0.0.0", "--port", "7860"]
