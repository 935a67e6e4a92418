"""The web app: `python app.py` serves the chat on this machine, `--share` for everyone with the link."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import Settings, add_model_options, model_options, quiet_libraries
from assistant.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from assistant.web.service import Answering


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until it is interrupted; returns the exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    quiet_libraries()
    try:
        _check_address(options.host, options.port)
        _serve(options, Settings.read(index=options.index, **model_options(options)), _until_signalled())
    except AssistantError as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 1
    return 0


def _serve(options: argparse.Namespace, settings: Settings, ended: threading.Event) -> None:
    from assistant.web.feedback import Feedback
    from assistant.web.server import serve, share
    from assistant.web.service import Service

    def say(text: str) -> None:
        service.say(text)
        print(text, flush=True)

    service = Service(lambda: _open_assistant(settings, say))
    service.start()  # before the page is built, so that the encoder loads while gradio does
    page = serve(
        service,
        host=options.host,
        port=options.port,
        choose_model=lets_choose(options),
        feedback=Feedback(settings.index / "feedback.jsonl") if options.feedback else None,
    )
    print(f"Chat: {page.local_url}   (Ctrl+C ends it)", flush=True)
    if options.share:
        url = share(page)
        print(
            f"Public link: {url}"
            if url
            else "No public link could be made (is there an internet connection?); the chat goes on locally.",
            flush=True,
        )
    ended.wait()
    page.close(verbose=False)


def _check_address(host: str, port: int | None) -> None:
    """Raise UsageError where host and port can't be listened on, before anything is loaded or ingested."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        where = f"{host}:{port}" if port else host
        raise UsageError(
            f"The page can't be served on {where} ({error.strerror}); choose another with --port or --host."
        ) from error


def _open_assistant(settings: Settings, say: Callable[[str], None]) -> Answering:
    from assistant.answering import open_assistant
    from assistant.setup import ensure_snapshot

    ensure_snapshot(settings, say=say)
    assistant = open_assistant(settings)
    assistant.warm()  # the first question should not wait for the encoder
    return assistant


def lets_choose(options: argparse.Namespace) -> bool:
    """Whether visitors may choose the model: by default those at this machine, and nobody else."""
    if options.choose_model is not None:
        return bool(options.choose_model)
    return options.host in ("127.0.0.1", "localhost", "::1") and not options.share


def _until_signalled() -> threading.Event:
    """An event that Ctrl+C and SIGTERM set: a container's stop ends the page as cleanly as a person does."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: expected a number from 1 to 65535")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, help="port (default: the first free one from 7860 on)")
    parser.add_argument("--share", action="store_true", help="also make a public link through gradio.live")
    parser.add_argument("--index", type=Path, help="directory of the index (default: data)")
    add_model_options(parser)
    parser.add_argument(
        "--choose-model",
        action=argparse.BooleanOptionalAction,
        help="let visitors choose the model, those of an Ollama on this machine among them "
        "(default: only without --share and on this machine's own address)",
    )
    parser.add_argument(
        "--no-feedback",
        dest="feedback",
        action="store_false",
        help="ask visitors for no thumbs; else they are kept in feedback.jsonl beside the index",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
