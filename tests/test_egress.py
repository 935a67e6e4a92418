"""Nothing leaves this machine that its operator did not ask for; and no key leaves its place.

Every Python process of these tests notes each address that it would look up or connect to, and is refused
those that are not this machine's own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import standin
from real_chroma import RealChroma
from scripted_server import Script, serving
from standin_works import ORCID
from waiting import PATIENCE, free_port, until
from zoo import REPOSITORY

from assistant.services import ENDPOINTS

KEY = "sk-canary-9876543210fedcba"

WATCH = """
import os, sys

LOCAL = {"", "0.0.0.0", "127.0.0.1", "::1", "localhost", "localhost.localdomain", "testserver"}

def watch(event, arguments):
    if event == "socket.connect" or event == "socket.sendto":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""  # a path is no address
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0] or ""
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host not in LOCAL and not host.startswith("127."):
        with open(os.environ["NOTED"], "a") as noted:
            noted.write(f"{event} {host} by {sys.argv[:3]}\\n")
        raise OSError(f"not to {host}")

sys.addaudithook(watch)
"""

ASKED_FOR = {
    "LANGCHAIN_TRACING": "true",
    "LANGSMITH_API_KEY": f"{KEY}-smith",
    "LANGCHAIN_API_KEY": f"{KEY}-chain",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "ANONYMIZED_TELEMETRY": "True",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "DO_NOT_TRACK": "0",
    "HF_TOKEN": f"{KEY}-hf",
    "OPENAI_API_KEY": f"{KEY}-openai",
    "ASSISTANT_MODEL_KEY": f"{KEY}-server",
}
"""What a machine may have set for other programs."""


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """An environment in which nothing may go elsewhere, and nothing has at the end."""
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    noted = tmp_path / "noted"
    noted.touch()
    yield (
        os.environ
        | ASKED_FOR
        | {
            "PYTHONPATH": os.pathsep.join([str(tmp_path), str(REPOSITORY)]),
            "PYTHONUNBUFFERED": "1",
            "NOTED": str(noted),
        }
    )
    assert noted.read_text().splitlines() == []


def run(environment: Mapping[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@contextmanager
def app(
    environment: Mapping[str, str], *options: str
) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """The page as a process of its own, once it is ready."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port), *options],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert "Chat:" in process.stdout.readline()
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                until(lambda: client.get("/health").status_code == 200)
                yield process, client
        finally:
            process.kill()


def ask(client: httpx.Client, question: str) -> str:
    """The events of one question."""
    config = client.get("/config").json()
    ids = {c["props"].get("elem_id"): c["id"] for c in config["components"]}
    asking = next(d for d in config["dependencies"] if ids["question"] in d["inputs"])
    values = {c["id"]: c["props"].get("value") for c in config["components"]} | {ids["question"]: question}
    body = {"fn_index": asking["id"], "session_hash": "egress", "data": [values[i] for i in asking["inputs"]]}
    client.post("/gradio_api/queue/join", json=body).raise_for_status()
    with client.stream("GET", "/gradio_api/queue/data?session_hash=egress") as events:
        return "\n".join(events.iter_lines())


@pytest.mark.process
def test_the_watch_sees_what_leaves(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    code = "import urllib.request as r\ntry: r.urlopen('http://192.0.2.1/')\nexcept OSError: pass"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "NOTED": str(tmp_path / "noted")}
    environment = {k: v for k, v in environment.items() if not k.lower().endswith("_proxy")}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert "192.0.2.1 by" in (tmp_path / "noted").read_text()


@pytest.mark.model
@pytest.mark.process
def test_ingesting_and_asking_reach_nobody_else(watched: Mapping[str, str], tmp_path: Path) -> None:
    source = tmp_path / "p.jsonl"
    records = [
        {"title": "Robot Swarms", "abstract": "They forage.", "date": "2021"},
        {"title": "Robots Without an Abstract", "doi": "10.5555/1", "authors": ["Ada Byron"]},
    ]
    source.write_text("\n".join(map(json.dumps, records)))
    index = str(tmp_path / "index")
    run(watched, "-m", "ingest", str(source), "--index", index)
    asked = run(watched, "-m", "assistant", "ask", "List all papers from 2021.", "--index", index)
    assert "Robot Swarms" in asked.stdout
    assert "canary" not in asked.stdout + asked.stderr
    for file in Path(index).rglob("*"):
        assert not file.is_file() or b"canary" not in file.read_bytes()


@pytest.mark.model
@pytest.mark.process
def test_a_vector_store_gets_vectors_and_no_file_its_token(
    watched: Mapping[str, str], tmp_path: Path, chroma: RealChroma
) -> None:
    source, index = tmp_path / "p.jsonl", str(tmp_path / "index")
    source.write_text(json.dumps({"title": "Robot Swarms", "abstract": "They forage.", "date": "2021"}))
    environment = {**watched, "ASSISTANT_STORE_TOKEN": f"{KEY}-store"}
    told = [run(environment, "-m", "ingest", str(source), "--index", index, "--store", chroma.url)]
    told.append(run(environment, "-m", "assistant", "ask", "How do robot swarms forage?", "--index", index))
    assert "They forage. [1]" in told[-1].stdout
    told.append(run(environment, "-m", "assistant", "doctor", "--index", index))
    assert f"{chroma.address.server} (this machine): the vector store" in told[-1].stdout
    assert all("canary" not in one.stdout + one.stderr for one in told)
    for file in Path(index).rglob("*"):
        assert not file.is_file() or b"canary" not in file.read_bytes()


@pytest.mark.model
@pytest.mark.process
def test_services_are_asked_where_a_source_names_them_and_nowhere_else(
    watched: Mapping[str, str], tmp_path: Path
) -> None:
    index = str(tmp_path / "index")
    with standin.serving() as server:
        environment = {**watched, ENDPOINTS: server.url, "OPENALEX_API_KEY": f"{KEY}-openalex"}
        done = run(environment, "-m", "ingest", f"orcid:{ORCID}", "--index", index)
        assert {"orcid", "openalex"} < server.services_asked()
        sent = {value for params in server.asked_of("openalex") for value in params.values()}
        assert f"{KEY}-openalex" in sent
        server.forget()
        run(environment, "-m", "assistant", "ask", "What is known of kilns?", "--index", index)
        run(environment, "-m", "assistant", "doctor", "--index", index)
        run(environment, "-m", "ingest", f"orcid:{ORCID}", "--index", index, "--offline")
        assert server.asked == []
    assert "canary" not in done.stdout + done.stderr
    for file in Path(index).rglob("*"):
        assert not file.is_file() or b"canary" not in file.read_bytes()


FOLLOWED = """
import sys
from pathlib import Path
from assistant.index.origin import open_origin
from assistant.index.replica import Replica
replica = Replica(open_origin(sys.argv[1]), Path(sys.argv[2]))
print(replica.look() or replica._trouble)
"""


@pytest.mark.model
@pytest.mark.process
def test_a_read_only_page_asks_the_host_that_it_was_told_alone(
    watched: Mapping[str, str], real_zoo: Path, tmp_path: Path
) -> None:
    class Folder(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/elsewhere/"):
                super().do_GET()
                return
            self.send_response(302)
            self.send_header("location", f"http://papers.invalid/{self.path}")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Folder, directory=str(real_zoo)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    published = (real_zoo / "CURRENT").read_text().strip()
    assert run(watched, "-c", FOLLOWED, url, str(tmp_path / "one")).stdout.strip() == published
    refused = run(watched, "-c", FOLLOWED, f"{url}/elsewhere", str(tmp_path / "two")).stdout
    assert "redirects to http://papers.invalid, which --index does not name" in refused
    server.shutdown()
    server.server_close()


def test_the_page_with_a_model_reaches_only_the_model(watched: Mapping[str, str], real_zoo: Path) -> None:
    refusal = Script(status=401, error=f"Incorrect API key provided: {KEY}-server")
    with serving(refusal) as server:
        model = ("--model", "openai:tiny", "--model-url", server.url, "--index", str(real_zoo))
        with app(watched, *model, "--log-json") as (process, client):
            told = [ask(client, "Do swimming tigers hunt deer?")]
            for path in (
                "/",
                "/config",
                "/gradio_api/info",
                "/gradio_api/openapi.json",
                "/openapi.json",
                "/health",
            ):
                told.append(client.get(path).text)
            process.send_signal(signal.SIGTERM)
            out, log = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert server.requests, "the model was not asked"
        assert server.headers[0]["authorization"] == f"Bearer {KEY}-server"
    assert "canary" not in "".join(told) + out + log
    assert "Answered" in log


TRACED = """
from assistant.config import Settings, quiet_libraries
quiet_libraries()
from langchain_core.messages import HumanMessage
from langchain_core.tracers.langchain import wait_for_all_tracers
from assistant.models.meter import Meter
from assistant.models.opening import open_model
model = open_model(Settings.read())
print("".join(p.text for p in model.reply([HumanMessage("Do tigers swim?")], Meter()) if p))
wait_for_all_tracers()
"""


@pytest.mark.model
@pytest.mark.process
@pytest.mark.parametrize("traces", ["true", "false", ""])
def test_tracing_is_the_operators(watched: Mapping[str, str], traces: str) -> None:
    with serving(Script("They do.")) as model, serving(Script("{}")) as smith:
        environment = {
            **watched,
            "ASSISTANT_MODEL": "openai:tiny",
            "ASSISTANT_MODEL_URL": model.url,
            "LANGSMITH_ENDPOINT": smith.url,
            "LANGSMITH_TRACING": traces,
        }
        assert run(environment, "-c", TRACED).stdout.strip() == "They do."
        assert model.requests
        assert bool(smith.headers) is (traces == "true")


@pytest.mark.model
@pytest.mark.process
def test_a_ray_cluster_of_this_machine_reaches_nobody_else(
    watched: Mapping[str, str], tmp_path: Path
) -> None:
    source, index = tmp_path / "p.jsonl", tmp_path / "index"
    source.write_text(json.dumps({"title": "Robot Swarms", "abstract": "They forage.", "date": "2021"}))
    home = tmp_path / "home"
    home.mkdir()
    environment = {**watched, "HOME": str(home), "RAY_USAGE_STATS_ENABLED": "1"}
    done = run(environment, "-m", "ingest", str(source), "--index", str(index), "--ray", "local")
    assert "1 group, 0 related papers" in done.stdout
    assert "canary" not in done.stdout + done.stderr
    assert list(home.iterdir()) == []
