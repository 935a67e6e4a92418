"""BERT encoders, run by OpenVINO from their weights, without torch.

Many small encoders (MiniLM, bge, e5, gte) are BERT models. OpenVINO runs them two to four times as fast as
torch on a CPU and starts in a second; tests compare the vectors with those of sentence-transformers.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.config import DEFAULT_MODEL
from assistant.errors import ModelError

Vectors = NDArray[np.float32]
Spans = Sequence[tuple[int, int]]

_TOKENS_A_BATCH = (
    1024  # padding included; 2048 takes 7% longer, 8192 16%: the memory of a small batch stays in cache
)
GROUP = 32
"""How many numbers share a scale, where weights and what they are multiplied with are rounded to int8.

64 take 12 to 16% less time, but with them one of 35 answers lost a paper (docs/benchmarks.md)."""
PROCESSOR = Path("/proc/cpuinfo")
"""Where Linux says what the processor can do."""
_WORDS = "embeddings.word_embeddings.weight"
_TINY = 1e-9  # keeps the vector of no tokens from being divided by 0


def open_bert(name: str, directory: Path) -> ClsBertEncoder | None:
    """The encoder `name` in `directory`, None where it is no such BERT or OpenVINO is not installed.

    It is one with unit vectors that are pooled as the mean of all tokens, or are those of [CLS].
    """
    if find_spec("openvino") is None:
        return None
    try:
        config = _read(directory / "config.json")
        kinds = [module["type"].rpartition(".")[2] for module in _read(directory / "modules.json")]
        pooling = _read(directory / "1_Pooling" / "config.json")
    except (OSError, ValueError, KeyError, TypeError):
        return None
    modes = {name for name, on in pooling.items() if name.startswith("pooling_mode_") and on is True}
    runs = (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and kinds == ["Transformer", "Pooling", "Normalize"]
        and (directory / "model.safetensors").is_file()
        and (directory / "tokenizer.json").is_file()
    )
    if runs and modes == {"pooling_mode_mean_tokens"}:
        return BertEncoder(name, directory)
    return ClsBertEncoder(name, directory) if runs and modes == {"pooling_mode_cls_token"} else None


class ClsBertEncoder:
    """The model in `directory` as an Encoder, loaded at its first use; see `open_bert`.

    The vector of a text is that of its first token, [CLS], as of the bge encoders. Safe to share between
    threads. Runs in bfloat16 where the processor supports bfloat16, which changes
    vectors by a cosine distance of less than 0.0001; the default model runs in int8 where the processor has
    VNNI and no bfloat16, by less than 0.0005 (docs/benchmarks.md).
    """

    def __init__(self, name: str, directory: Path) -> None:
        self._name, self._directory = name, directory
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    @cached_property
    def arithmetic(self) -> str:
        """What the matrix products are computed in: "bf16", "int8" or "f32".

        The processor decides, not a stopwatch, so that a machine gives the same vectors each time. Models
        other than the default are left in f32: how much int8 changes their vectors is not measured.
        """
        if "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
            return "bf16"
        return "int8" if self._name == DEFAULT_MODEL and multiplies_int8() else "f32"

    def __reduce__(self) -> tuple[Callable[[str], ClsBertEncoder], tuple[str]]:
        """An encoder travels as its name; see `opened_again`."""
        return opened_again, (self._name,)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, shape (len(texts), dim), rows of length 1; long texts are cut."""
        limit = self._length
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        ids = [_cut(e.ids, limit) for e in self._tokenizer.encode_batch(list(texts))]
        for row, tokens in self._hidden(ids):
            vectors[row] = self._pooled(tokens)
        return _unit(vectors)

    def _pooled(self, tokens: Vectors) -> Vectors:
        return np.asarray(tokens[0])

    @property
    def shape(self) -> tuple[int, int, int]:
        """Layers, width and inner width of the model."""
        config = self._config
        return int(config["num_hidden_layers"]), self._dimension, int(config["intermediate_size"])

    def _hidden(self, ids: Sequence[Sequence[int]]) -> list[tuple[int, Vectors]]:
        """Pairs (i, vectors of the tokens `ids[i]`), in any order, run in batches of similar length."""
        found: list[tuple[int, Vectors]] = []

        def collect(request: Any, rows: Sequence[int]) -> None:
            hidden = np.array(request.get_output_tensor(0).data, dtype=np.float32)
            found.extend((row, hidden[place, : len(ids[row])]) for place, row in enumerate(rows))

        def batch(rows: Sequence[int]) -> dict[str, NDArray[Any]]:
            return _padded([ids[row] for row in rows], self._words)

        batches = list(_batches(ids))
        if not batches:
            return found
        with self._lock:  # the queue has only one callback, so only one caller at a time may use it
            if len(batches) == 1:
                self._request.infer(batch(batches[0]))
                collect(self._request, batches[0])
                return found
            queue = self._queue
            queue.set_callback(collect)
            for rows in batches:
                queue.start_async(batch(rows), rows)
            queue.wait_all()
        return found

    @cached_property
    def _config(self) -> dict[str, Any]:
        return dict(_read(self._directory / "config.json"))

    @cached_property
    def _length(self) -> int:
        """Tokens of one pass, at most, including the two special tokens at the ends."""
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
        """A queue of one request a core, one thread each, so that batches do not compete for cores."""
        import openvino

        return openvino.AsyncInferQueue(self._compiled(_cores()), _cores())

    @cached_property
    def _request(self) -> Any:
        """For a question, a single batch: all cores work at it, and it takes half the time."""
        return self._compiled(1).create_infer_request()

    def _compiled(self, streams: int) -> Any:
        options = {
            "INFERENCE_PRECISION_HINT": "bf16" if self.arithmetic == "bf16" else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP if self.arithmetic == "int8" else 0,
            "INFERENCE_NUM_THREADS": _cores(),
            "NUM_STREAMS": streams,
        }
        graph = _graph(self._config, self._weights, int8=self.arithmetic == "int8")
        return self._core.compile_model(graph, "CPU", options)

    @cached_property
    def _core(self) -> Any:
        without_telemetry()
        import openvino

        return openvino.Core()


class BertEncoder(ClsBertEncoder):
    """The same where the vector of a text is the mean of those of its tokens: a SpanEncoder, too."""

    def _pooled(self, tokens: Vectors) -> Vectors:
        return np.asarray(tokens.mean(axis=0))

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[Vectors]:
        """A vector for each span of characters of each text, pooled from one forward pass over the text.

        The result has one array a text, of shape (len(spans[i]), dim), rows of length 1. A span without a
        token gets the vector of the whole text. A text longer than the model's limit is split into even
        pieces, with one pass for each.
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
            else:  # a text without a token gets the vectors of its two special tokens
                hidden[row] = tokens
        return [
            _pool(tokens, np.array(e.offsets, dtype=np.int64).reshape(-1, 2), wanted)
            for tokens, e, wanted in zip(hidden, encodings, spans, strict=True)
        ]

    def pieces(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each pass of `encode_spans` over `texts` has, the two special ones included."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ranges = [piece for e in encodings for piece in _even(len(e.ids), self._length - 2)]
        return [last - first + 2 for first, last in ranges]


def multiplies_int8() -> bool:
    """Whether the processor has VNNI, which multiplies int8: without it OpenVINO multiplies in f32.

    Linux says so; of other systems it is not known.
    """
    try:
        with PROCESSOR.open(encoding="utf-8", errors="replace") as lines:
            flags = next((line for line in lines if line.startswith("flags")), "")
    except OSError:
        return False
    return not {"avx512_vnni", "avx_vnni"}.isdisjoint(flags.split())


def opened_again(model: str) -> ClsBertEncoder:
    """The encoder of this name in another process. Raises ModelError where its machine does not have it."""
    from assistant.models.encoders import model_directory

    directory = model_directory(model)
    if (found := open_bert(model, directory)) is None:
        raise ModelError(
            f"There is no embedding model in {directory} that OpenVINO can run; "
            "put the same directory there on every machine."
        )
    return found


def _cores() -> int:
    """The cores that are used: as many as other libraries are told to take, else all."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdecimal() and int(told) else os.cpu_count() or 1


def _batches(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The positions in `ids`, longest first, in batches of at most _TOKENS_A_BATCH tokens with padding."""
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
    """One tensor of a safetensors file, mapped into memory: a question reads a few rows of the 46 MB.

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


def rounded(weights: NDArray[np.float32]) -> Any:
    """An (outputs, inputs) matrix in int8: each GROUP of its numbers is a scale times -127 to 127."""
    import openvino.opset13 as op

    groups = weights.reshape(len(weights), -1, GROUP)
    scales = np.maximum(np.abs(groups).max(axis=2, keepdims=True), _TINY) / np.float32(127)
    steps = op.convert(op.constant(np.rint(groups / scales).astype(np.int8)), np.float32)
    shape = op.constant(np.array(weights.shape, dtype=np.int64))
    return op.reshape(op.multiply(steps, op.constant(scales)), shape, False)


def _graph(config: dict[str, Any], weights: Path, *, int8: bool) -> Any:
    """BERT (Devlin et al. 2019, arXiv:1810.04805) as a graph of OpenVINO.

    The inputs are the word vectors (texts, length, dim) and the mask (texts, length), 1 for a token and 0 for
    padding; the output is the last layer, (texts, length, dim). With `int8` weights are rounded.
    """
    without_telemetry()
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
        # rounded values would be half of what int8 changes in the vectors, for a twelfth of the products
        kept = not int8 or name.endswith("attention.self.value")
        product = op.matmul(x, (constant if kept else rounded)(found[f"{name}.weight"]), False, True)
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
    """The mean vector of the tokens that begin in each span, shape (len(spans), dim), rows of length 1."""
    begins = offsets[:, 0] if len(offsets) else np.zeros(len(tokens), dtype=np.int64)
    ranges = np.searchsorted(begins, np.array(spans, dtype=np.int64).reshape(-1, 2))
    ranges[ranges[:, 0] >= ranges[:, 1]] = 0, len(tokens)
    # Tokens are added up between the places where spans begin and end; sums[i] is then the sum of all before
    # edge i, in double precision, and a span the difference of two.
    edges = np.union1d(ranges, (0, len(tokens)))
    parts = np.add.reduceat(tokens, edges[:-1], axis=0)
    sums = np.concatenate([np.zeros((1, tokens.shape[1])), np.cumsum(parts, axis=0, dtype=np.float64)])
    first, last = np.searchsorted(edges, ranges).T
    return _unit(np.asarray(sums[last] - sums[first], dtype=np.float32))


def _even(count: int, limit: int) -> list[tuple[int, int]]:
    """The ranges that split `count` tokens into the fewest even pieces of at most `limit`; at least one."""
    pieces = max(1, -(-count // limit))
    cuts = [round(i * count / pieces) for i in range(pieces + 1)]
    return list(pairwise(cuts))


def _cut(ids: list[int], limit: int) -> list[int]:
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, _TINY), dtype=np.float32)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def without_telemetry() -> None:
    """Keep OpenVINO from sending an event to Google Analytics at its import: hide its telemetry package."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None: not importable
