"""Chat models by name: how they are set up, offered, limited, and what is said where they can't be."""

from __future__ import annotations

import builtins
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL, Limits, Settings
from assistant.datamodels import EXTRACTIVE, Answer
from assistant.errors import ModelError, UsageError
from assistant.index.corpus import open_corpus
from assistant.langchain_retriever import PaperRetriever
from assistant.models.budget import fitting, tokens
from assistant.models.chat_models import ChatModel
from assistant.models.meter import Meter
from assistant.models.opening import local_models, open_model
from assistant.models.writers import Models


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """An Ollama on this machine with three models; the paths that it was asked for."""
    asked: list[str] = []
    names = ("llama3.2:latest", "nomic-embed-text:latest", "qwen3:4b")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = json.dumps({"models": [{"name": name} for name in names]}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{httpd.server_address[1]}")
    yield asked
    httpd.shutdown()
    httpd.server_close()


def test_the_models_of_an_ollama_here_are_offered(ollama: list[str]) -> None:
    assert local_models() == ("ollama:llama3.2:latest", "ollama:qwen3:4b")  # what only embeds writes nothing
    models = Models(default=ChatModel(FakeListChatModel(responses=[""]), "fake:one"))
    assert models.default == "fake:one"
    assert models.names() == (EXTRACTIVE, "fake:one", "ollama:llama3.2:latest", "ollama:qwen3:4b")


@pytest.mark.parametrize(
    "host", ["http://192.0.2.1:11434", "ollama.example.org", "127.0.0.1:9", "::", "http://[x"]
)
def test_no_other_machine_is_asked_for_models(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", host)
    assert local_models(seconds=0.2) == ()


def test_they_are_not_looked_for_unless_somebody_may_choose(ollama: list[str], zoo: Path) -> None:
    corpus = open_corpus(zoo)
    Assistant(corpus, FakeEncoder(DEFAULT_MODEL)).ask("Which papers are from 2021?")
    corpus.close()
    assert ollama == []


def test_only_what_is_on_offer_can_be_chosen(ollama: list[str]) -> None:
    models = Models()
    assert models.turn(None).model is models.turn(EXTRACTIVE).model is None
    with pytest.raises(UsageError, match="not on offer"):
        models.turn("openai:gpt-4o")


def test_a_missing_package_gives_the_command_that_adds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith(("langchain_ollama", "langchain_mistralai")):
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    for name in [m for m in sys.modules if m.startswith(("langchain_ollama", "langchain_mistralai"))]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ModelError, match=r"`\.venv/bin/pip install .* -e '\.\[ollama\]'`"):
        open_model(Settings(model="ollama:llama3.2"))
    with pytest.raises(ModelError, match=r"`pip install langchain-mistralai`"):
        open_model(Settings(model="mistralai:small"))


def test_a_model_chosen_in_the_page_that_can_not_be_set_up_costs_its_wording_only(
    ollama: list[str], zoo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.models.opening.open_model", _unable)
    corpus = open_corpus(zoo)
    assistant = Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=Models())
    *_, answer = assistant.stream("What about swimming tigers?", writer="ollama:qwen3:4b")
    corpus.close()
    assert isinstance(answer, Answer)
    assert answer.writer == EXTRACTIVE
    assert answer.note.startswith("The model needs a package.")


def _unable(settings: Settings, name: str) -> ChatModel:
    raise ModelError("The model needs a package.")


class TestSettings:
    def test_the_environment_sets_limits(self) -> None:
        read = Settings.read(
            environ={
                "ASSISTANT_MODEL_SECONDS": "5",
                "ASSISTANT_MODEL_CALLS": "1",
            }
        )
        assert read.limits == Limits(seconds=5, calls=1)
        assert Settings.read(environ={}, reranker=None).reranker == "none"

    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("ASSISTANT_MODEL_SECONDS", "soon"),
            ("ASSISTANT_MODEL_SILENCE", "0"),
            ("ASSISTANT_MODEL_FIRST_TOKEN", "inf"),
            ("ASSISTANT_MODEL_CALLS", "-1"),
        ],
    )
    def test_what_can_not_be_used_is_named(self, variable: str, value: str) -> None:
        with pytest.raises(UsageError, match=f"{variable} is '{value}'"):
            Settings.read(environ={variable: value})


class TestKeys:
    """The key of one provider is not sent to another's server."""

    def test_the_key_of_openai_is_for_openai(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-for-openai")
        monkeypatch.delenv("ASSISTANT_MODEL_KEY", raising=False)
        model: Any = open_model(Settings(model="openai:x", model_url="http://127.0.0.1:9/v1")).chat
        assert model.openai_api_key.get_secret_value() == "none"
        model = open_model(Settings(model="openai:gpt-4o")).chat
        assert model.openai_api_key.get_secret_value() == "sk-for-openai"

    def test_settings_do_not_show_what_the_file_says(self) -> None:
        assert "canary" not in repr(Settings(env_file={"OPENAI_API_KEY": "canary"}))


class TestLimits:
    def test_the_first_that_fit_are_kept(self) -> None:
        assert fitting(["aa", "b", "cccc", "d"], 4, len) == ["aa", "b"]
        assert fitting([], 4, len) == []

    @pytest.mark.parametrize("text", ["The cat sat on the mat.", "Überraschung", "", "数学"])
    def test_tokens_are_not_underestimated(self, text: str) -> None:
        assert tokens(text) >= len(text.split())
        assert tokens(text) >= len(text.encode()) // 4

    def test_the_window_of_a_known_model_is_its_own(self) -> None:
        model = open_model(Settings(model="openai:gpt-4o", model_url="http://127.0.0.1:9/v1"))
        assert model.context_tokens == 128_000


def test_a_cost_that_a_provider_reports_is_added_up() -> None:
    meter = Meter()
    meter.add(
        {"input_tokens": 10, "output_tokens": 2}, {"token_usage": {"cost": 0.25}, "finish_reason": "stop"}
    )
    meter.add({"input_tokens": 5, "output_tokens": 1}, {"cost": 0.5, "stop_reason": "end_turn"})
    usage = meter.usage()
    assert (usage.tokens_in, usage.tokens_out, usage.cost, meter.ended) == (15, 3, 0.75, "end_turn")


@pytest.mark.parametrize(
    "model", ["nobody:knows-it", "no-provider-at-all", "anthropic:", "openai:some-model"]
)
def test_a_model_that_can_not_be_set_up_is_an_error_that_names_it(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(key, raising=False)
    with pytest.raises(ModelError, match=model):
        open_model(Settings(model=model))


def test_the_retriever_is_one_of_langchain(zoo: Path) -> None:
    corpus = open_corpus(zoo)
    retriever = PaperRetriever(assistant=Assistant(corpus, FakeEncoder(DEFAULT_MODEL)))
    (tigers,) = retriever.invoke("swimming tigers")
    assert tigers.metadata["title"] == "Swimming Tigers"
    assert tigers.page_content.startswith("Tigers swim")
    assert retriever.invoke("quantum chromodynamics") == []
    corpus.close()
