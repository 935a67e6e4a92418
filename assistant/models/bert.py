"""BERT encoders with mean pooling, run by OpenVINO straight from their weights: no torch, one pass a text.

Most small encoders (MiniLM, bge, e5, gte) are such models. OpenVINO runs them two to four times as fast as
torch on a CPU and starts in a second; sentence-transformers stays the reference (tests/test_embedding.py).
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Spans = Sequence[tuple[int, int]]

_TOKENS_A_BATCH = (
    1024  # padding included; 2048 takes 7% longer, 8192 16%: what a batch touches stays in cache
)
_WORDS = "embeddings.word_embeddings.weight"
_UNKNOWN = 1e-9  # keeps a sum of no tokens from being divided by 0


def can_run(directory: Path) -> bool:
    """Whether `directory` holds a BERT with mean pooling and unit length, and OpenVINO is installed."""
    try:
        _without_telemetry()
        import openvino  # noqa: F401

        config = _read(directory / "config.json")
        kinds = [module["type"].rpartition(".")[2] for module in _read(directory / "modules.json")]
        pooling = _read(directory / "1_Pooling" / "config.json")
    except (ImportError, OSError, ValueError, KeyError, TypeError):
        return False
    modes = {name for name, on in pooling.items() if name.startswith("pooling_mode_") and on is True}
    return bool(
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and kinds == ["Transformer", "Pooling", "Normalize"]
        and modes == {"pooling_mode_mean_tokens"}
        and (directory / "model.safetensors").is_file()
        and (directory / "tokenizer.json").is_file()
    )


class BertEncoder:
    """The model in `directory` (see `can_run`) as an Encoder, loaded at its first use, safe between threads.

    Runs in bfloat16 where the processor computes in it, which moves vectors by less than the cosine 0.0001.
    """

    def __init__(self, name: str, directory: Path) -> None:
        self._name, self._directory = name, directory
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode `texts`, cut at the model's length, to shape (len(texts), dim), rows of length 1."""
        limit = self._length
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        ids = [_cut(e.ids, limit) for e in self._tokenizer.encode_batch(list(texts))]
        for row, tokens in self._hidden(ids):
            vectors[row] = tokens.mean(axis=0)
        return _unit(vectors)

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[Vectors]:
        """A vector for each span of characters of each text, pooled from one forward pass over the text.

        The tokens of a text longer than the model reads are split into even pieces, a pass each. Gives one
        array of shape (len(spans[i]), dim) a text, rows of length 1; a span that holds no token is given the
        vector of the whole text.
        """
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        pieces, owners = [], []
        for row, encoding in enumerate(encodings):
            for first, last in _even(len(encoding.ids), self._length - 2):
                pieces.append([self._first, *encoding.ids[first:last], self._last])
                owners.append((row, first, last))
        hidden = [np.zeros((len(e.ids), self._dimension), dtype=np.float32) for e in encodings]
        for piece, tokens in self._hidden(pieces):
            row, first, last = owners[piece]
            if last > first:
                hidden[row][first:last] = tokens[1:-1]
            else:  # a text without a token is what its two marks are
                hidden[row] = tokens
        return [
            _pool(tokens, np.array(e.offsets, dtype=np.int64).reshape(-1, 2), wanted)
            for tokens, e, wanted in zip(hidden, encodings, spans, strict=True)
        ]

    def _hidden(self, ids: Sequence[Sequence[int]]) -> list[tuple[int, Vectors]]:
        """(row, its tokens' vectors) of each of `ids`, run in batches of one length as nearly as can be."""
        found: list[tuple[int, Vectors]] = []

        def collect(request: Any, rows: Sequence[int]) -> None:
            hidden = np.array(request.get_output_tensor(0).data, dtype=np.float32)
            found.extend((row, hidden[place, : len(ids[row])]) for place, row in enumerate(rows))

        with self._lock:  # one caller at a time has the queue, and its callback
            queue = self._queue
            queue.set_callback(collect)
            for rows in _batches(ids):
                queue.start_async(_padded([ids[row] for row in rows], self._words), rows)
            queue.wait_all()
        return found

    @cached_property
    def _config(self) -> dict[str, Any]:
        return dict(_read(self._directory / "config.json"))

    @cached_property
    def _length(self) -> int:
        """Tokens to a pass, the two marks at its ends included."""
        settings = self._directory / "sentence_bert_config.json"
        wanted = _read(settings).get("max_seq_length") if settings.is_file() else None
        return min(int(wanted or 512), int(self._config["max_position_embeddings"]))

    @cached_property
    def _dimension(self) -> int:
        return int(self._config["hidden_size"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._directory / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _marks(self) -> tuple[int, int]:
        ids = self._tokenizer.encode("").ids
        return ids[0], ids[-1]

    @property
    def _first(self) -> int:
        return self._marks[0]

    @property
    def _last(self) -> int:
        return self._marks[1]

    @property
    def _weights(self) -> Path:
        return self._directory / "model.safetensors"

    @cached_property
    def _words(self) -> NDArray[Any]:
        """The vector of each word piece, shape (vocabulary, dim)."""
        return _mapped(self._weights, _WORDS)

    @cached_property
    def _queue(self) -> Any:
        """As many requests as cores, a core each: batches never wait for one another, a query never spins."""
        _without_telemetry()
        import openvino

        core, cores = openvino.Core(), os.cpu_count() or 1
        fast = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        options = {
            "INFERENCE_PRECISION_HINT": "bf16" if fast else "f32",
            "INFERENCE_NUM_THREADS": cores,
            "NUM_STREAMS": cores,
        }
        graph = _graph(self._config, self._weights)
        return openvino.AsyncInferQueue(core.compile_model(graph, "CPU", options), cores)


def _batches(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The rows of `ids`, longest first, in batches of at most _TOKENS_A_BATCH with their padding."""
    batch: list[int] = []
    for row in sorted(range(len(ids)), key=lambda i: -len(ids[i])):
        if batch and (len(batch) + 1) * len(ids[batch[0]]) > _TOKENS_A_BATCH:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _padded(ids: Sequence[Sequence[int]], words: NDArray[Any]) -> dict[str, NDArray[Any]]:
    length = max(map(len, ids))
    tokens = np.zeros((len(ids), length), dtype=np.int32)
    mask = np.zeros((len(ids), length), dtype=np.float32)
    for place, one in enumerate(ids):
        tokens[place, : len(one)] = one
        mask[place, : len(one)] = 1.0
    return {"words": np.asarray(words[tokens], dtype=np.float32), "mask": mask}


def _mapped(weights: Path, name: str) -> NDArray[Any]:
    """One tensor of a safetensors file, mapped: of a vocabulary of 46 MB a question touches a few rows.

    The format: 8 bytes with the header's length, the header in JSON, the tensors
    (https://huggingface.co/docs/safetensors).
    """
    with weights.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    entry = next(header[full] for full in (name, f"bert.{name}") if full in header)
    kind = {"F32": "<f4", "F16": "<f2"}[entry["dtype"]]
    shape, offset = tuple(entry["shape"]), 8 + size + entry["data_offsets"][0]
    return np.memmap(weights, dtype=kind, mode="r", shape=shape, offset=offset)


def _graph(config: dict[str, Any], weights: Path) -> Any:
    """BERT (Devlin et al. 2019, arXiv:1810.04805) as OpenVINO's graph.

    From the words' vectors (texts, length, dim) and the mask (texts, length) to the last layer's vectors,
    (texts, length, dim).
    """
    _without_telemetry()
    import openvino as ov
    import openvino.opset13 as op
    from safetensors import safe_open

    with safe_open(weights, framework="numpy") as file:
        found = {n.removeprefix("bert."): file.get_tensor(n) for n in file.keys() if not n.endswith(_WORDS)}  # noqa: SIM118
    heads, size = int(config["num_attention_heads"]), int(config["hidden_size"])
    epsilon = float(config["layer_norm_eps"])

    def constant(values: Any) -> Any:
        return op.constant(np.ascontiguousarray(values, dtype=np.float32))

    def integers(*values: int) -> Any:
        return op.constant(np.array(values, dtype=np.int64))

    def linear(x: Any, name: str) -> Any:
        product = op.matmul(x, constant(found[f"{name}.weight"]), False, True)
        return op.add(product, constant(found[f"{name}.bias"][None, None]))

    def norm(x: Any, name: str) -> Any:
        scaled = op.mvn(x, integers(-1), True, epsilon, "inside_sqrt")
        scaled = op.multiply(scaled, constant(found[f"{name}.weight"][None, None]))
        return op.add(scaled, constant(found[f"{name}.bias"][None, None]))

    def split(x: Any) -> Any:  # (texts, length, dim) -> (texts, heads, length, dim / heads)
        return op.transpose(op.reshape(x, integers(0, 0, heads, size // heads), True), integers(0, 2, 1, 3))

    words = op.parameter([-1, -1, size], np.float32, name="words")
    mask = op.parameter([-1, -1], np.float32, name="mask")
    length = op.gather(op.shape_of(words), integers(1), integers(0))
    places = (
        found["embeddings.position_embeddings.weight"] + found["embeddings.token_type_embeddings.weight"][:1]
    )
    position = op.slice(constant(places), integers(0), length, integers(1), integers(0))
    x = norm(op.add(words, op.unsqueeze(position, integers(0))), "embeddings.LayerNorm")
    # (texts, 1, 1, length): 0 for a token, far below every score for padding
    hide = op.multiply(op.subtract(mask, constant([[1.0]])), constant([[1e4]]))
    hide = op.unsqueeze(hide, integers(1, 2))
    for layer in range(int(config["num_hidden_layers"])):
        at = f"encoder.layer.{layer}"
        query, key, value = (split(linear(x, f"{at}.attention.self.{n}")) for n in ("query", "key", "value"))
        attended = op.scaled_dot_product_attention(query, key, value, hide, causal=False)
        attended = op.reshape(op.transpose(attended, integers(0, 2, 1, 3)), integers(0, 0, size), True)
        x = norm(
            op.add(linear(attended, f"{at}.attention.output.dense"), x), f"{at}.attention.output.LayerNorm"
        )
        inner = op.gelu(linear(x, f"{at}.intermediate.dense"), "erf")
        x = norm(op.add(linear(inner, f"{at}.output.dense"), x), f"{at}.output.LayerNorm")
    return ov.Model([op.result(x)], [words, mask], "bert")


def _pool(tokens: Vectors, offsets: NDArray[np.int64], spans: Spans) -> Vectors:
    """Mean vectors of the tokens that begin in each span, rows of length 1."""
    # sums[i]: of the first i tokens, in double precision, so that a span is a difference of two
    sums = np.concatenate([np.zeros((1, tokens.shape[1])), np.cumsum(tokens, axis=0, dtype=np.float64)])
    begins = offsets[:, 0] if len(offsets) else np.zeros(len(tokens), dtype=np.int64)
    pooled = []
    for start, end in spans:
        first, last = np.searchsorted(begins, (start, end))
        pooled.append((sums[last] - sums[first]) if last > first else sums[-1])
    return _unit(np.array(pooled, dtype=np.float32).reshape(len(spans), -1))


def _even(count: int, limit: int) -> list[tuple[int, int]]:
    """`count` tokens in as few pieces of at most `limit` as can be, all of about one length; one at least."""
    pieces = max(1, -(-count // limit))
    cuts = [round(i * count / pieces) for i in range(pieces + 1)]
    return list(pairwise(cuts))


def _cut(ids: list[int], limit: int) -> list[int]:
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, _UNKNOWN), dtype=np.float32)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _without_telemetry() -> None:
    """OpenVINO's import sends an event to Google Analytics, unless the package for that is not there."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # "not there" to import
