"""The page from its options to its end: what `python app.py` and `group-assistant serve` do."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.config import (
    Settings,
    add_index_option,
    add_model_options,
    add_store_option,
    default_cache,
    model_options,
    quiet_libraries,
    secrets_in,
    shown,
)
from assistant.errors import AssistantError, SnapshotError, UsageError
from assistant.logs import keys_in, set_up_logs
from assistant.web.server.leaving import Ended, until_signalled

if TYPE_CHECKING:
    import gradio as gr

    from assistant.index.replica import Replica
    from assistant.index.stores import Stores
    from assistant.web.review.needs import Reviews
    from assistant.web.server.server import Guard
    from assistant.web.server.visitors import Cookies
    from assistant.web.service import Answering, Service

OpenReviews: TypeAlias = "Callable[[Path], Reviews]"

log = logging.getLogger(__name__)

ABOUT = "Serve the chat as a web page on this machine; --share serves everyone with the link."

GUEST = "guest"
"""The user of a made-up login."""
SWITCH_SECONDS = 0.001
"""After which a thread lets another go on: at Python's 0.005 the event loop waits so long at each step."""
QUESTIONS_A_MINUTE = 20
"""For each visitor of a public page: more than anyone reads."""


def run(options: argparse.Namespace, reviews: OpenReviews | None = None) -> int:
    """Serve the page until it is interrupted; returns the exit status.

    `reviews` opens the reviews of an index; without it the page has no tab for them.
    """
    set_up_logs(as_json=options.log_json)
    quiet_libraries()
    try:
        _check_address(options.host, options.port)
        settings = Settings.read(
            index=options.index,
            store=options.store,
            read_only=options.read_only,
            cache=options.cache,
            look_every=options.look_every,
            open_pdfs=options.open_pdfs,
            **model_options(options),
        )
        if settings.origin:
            print(f"Index: {shown(settings.origin)}, followed in {settings.index}", flush=True)
        elif options.index is None:
            print(f"Index: {settings.index}", flush=True)
        _serve(options, settings, until_signalled(), reviews)
    except AssistantError as error:
        print(f"{options.name}: {error}", file=sys.stderr)
        return 1
    return 0


def _serve(
    options: argparse.Namespace, settings: Settings, ended: Ended, reviews: OpenReviews | None
) -> None:
    from assistant.index.origin import open_origin
    from assistant.index.replica import Replica
    from assistant.index.stores import Stores
    from assistant.ops.additions import Additions
    from assistant.ops.hosts import contacts
    from assistant.web.allocator import settle, share_heaps
    from assistant.web.chat.feedback import Feedback
    from assistant.web.http import request_id
    from assistant.web.server.access import Account, new_password
    from assistant.web.server.origins import host_of
    from assistant.web.server.server import Guard, end, serve
    from assistant.web.server.sharing import end_sharing

    def say(text: str) -> None:
        service.say(text)
        print(text, flush=True)

    editors = lets_add(options)  # before anything is loaded: it may be refused
    stores = Stores.of(settings)
    given = login(options)
    made_up = new_password() if wants_login(options) and not given else ""
    account = Account.read(given) if given else Account.of(GUEST, made_up) if made_up else None
    set_up_logs(
        as_json=options.log_json,
        request_id=request_id,
        secrets=[*_secrets(settings), made_up or (given or "").partition(":")[2]],
    )
    hosts = frozenset(host_of(name) for name in options.allowed_host)
    guard = Guard(account, questions_a_minute(options), options.behind_proxy, hosts, _cookies(settings))
    share_heaps()
    sys.setswitchinterval(SWITCH_SECONDS)
    replica = Replica(open_origin(settings.origin), settings.index, say=say) if settings.origin else None
    service = _service(settings, stores, say, replica)
    service.start()  # before the page is built, so that the encoder loads while gradio does
    page = serve(
        service,
        host=options.host,
        port=options.port,
        choose_model=lets_choose(options),
        feedback=Feedback(settings.index / "feedback.jsonl") if options.feedback and not replica else None,
        additions=Additions(settings, at_home=_is_at_home(options)) if editors else None,
        reviews=reviews(settings.index) if editors and reviews else None,
        open_pdfs=lets_open(options, settings),
        contacts=partial(contacts, settings, share=options.share),
        following=replica.health if replica else dict,
        guard=guard,
        root_path=options.root_path,
        mcp=options.mcp,
    )
    settle()
    _announce(page, options, guard, made_up)
    ended.wait()
    end_sharing()
    if not end(page, guard, seconds=0.0 if ended.at_once else options.grace):
        log.warning("Ended before every answer was finished")


def _service(
    settings: Settings, stores: Stores, say: Callable[[str], None], replica: Replica | None
) -> Service:
    """The assistant of an index, or of the cache of a replica, and how it moves on with them."""
    from assistant.index.cleanup import tidy
    from assistant.index.snapshot import published_name
    from assistant.web.service import LOOK_EVERY, Service

    return Service(
        _opener(settings, say, replica),
        published=replica.look if replica else partial(published_name, settings.index),
        let_go=replica.tidy if replica else partial(tidy, settings.index, stores),
        look_every=settings.look_every if replica else LOOK_EVERY,
    )


def _secrets(settings: Settings) -> tuple[str, ...]:
    """What no log line may hold."""
    return (*keys_in(settings.env_file.items()), *secrets_in(settings.origin))


def _cookies(settings: Settings) -> Cookies:
    """The visitors' cookies, signed with the key that the environment has, if it has one."""
    from assistant.web.server.visitors import KEY, Cookies

    key = os.environ.get(KEY) or settings.env_file.get(KEY)
    return Cookies.of(key) if key else Cookies()


def _announce(page: gr.Blocks, options: argparse.Namespace, guard: Guard, password: str) -> None:
    """Print every address of the page, and the password where one was made up; makes the public link."""
    from assistant.web.server.origins import host_of
    from assistant.web.server.sharing import share

    print(f"Chat: {page.local_url}   (Ctrl+C ends it)", flush=True)
    if options.mcp:
        print(f"MCP: {page.local_url}mcp", flush=True)
    if password:
        print(f"Login: user {GUEST}, password {password}", flush=True)
    if options.share:
        url = share(page)
        if url:
            guard.public.add(host_of(url.partition("//")[2]))
        print(
            f"Public link: {url}"
            if url
            else "No public link could be made (is there an internet connection?); the chat goes on locally.",
            flush=True,
        )


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


def _opener(
    settings: Settings, say: Callable[[str], None], replica: Replica | None
) -> Callable[[], Answering]:
    """What opens the published snapshot, again and again; the encoder and the models are opened once."""
    kept: dict[str, Any] = {}

    def open_it() -> Answering:
        from assistant.answering import open_assistant
        from assistant.models.encoders import open_encoder
        from assistant.models.writers import open_models
        from assistant.ops.first_run import ensure_snapshot
        from assistant.web.allocator import settle

        if replica:
            replica.require()
        else:
            ensure_snapshot(settings, say=say)
        if not kept:
            kept.update(encoder=open_encoder(settings.embedding_model), models=open_models(settings))
        try:
            assistant = open_assistant(settings, **kept)
        except SnapshotError:
            if not (replica and replica.heal() and replica.look()):
                raise
            assistant = open_assistant(settings, **kept)
        assistant.warm()  # the first question should not wait for the encoder
        settle()
        return assistant

    return open_it


def lets_choose(options: argparse.Namespace) -> bool:
    """Whether visitors may choose the model: by default those at this machine, and nobody else."""
    if options.choose_model is not None:
        return bool(options.choose_model)
    return not _is_public(options)


def lets_add(options: argparse.Namespace) -> bool:
    """Whether visitors may add papers and review them: by default those of a page for this machine alone.

    Raises UsageError where others could without a login, or where the page is read-only.
    """
    if options.read_only:
        if options.editors:
            raise UsageError("--read-only changes no papers: leave out --editors.")
        return False
    at_home = _is_at_home(options)
    if options.editors and not at_home and not (login(options) or wants_login(options)):
        raise UsageError("--editors lets visitors add papers and needs a login: give --auth USER:PASSWORD.")
    return at_home if options.editors is None else bool(options.editors)


def lets_open(options: argparse.Namespace, settings: Settings) -> bool:
    """Whether visitors may open the PDFs that full texts were read from.

    By default those may who hold the files anyway: of a page without a login for this machine alone.
    """
    if settings.open_pdfs is not None:
        return settings.open_pdfs
    return _is_at_home(options) and not login(options)


def wants_login(options: argparse.Namespace) -> bool:
    """Whether there is a user and a password even where none are given: for a link that anybody may find."""
    return bool(options.share and not options.no_auth)


def login(options: argparse.Namespace) -> str | None:
    """USER:PASSWORD as given in the option or, unseen by other users of this machine, in the environment."""
    return None if options.no_auth else options.auth or os.environ.get("ASSISTANT_AUTH") or None


def questions_a_minute(options: argparse.Namespace) -> int | None:
    """How many questions a visitor may ask a minute: by default there is no limit at this machine."""
    if options.limit is not None:
        return options.limit or None
    return QUESTIONS_A_MINUTE if _is_public(options) else None


def _is_public(options: argparse.Namespace) -> bool:
    from assistant.web.server.origins import LOCAL

    return bool(options.share or options.behind_proxy or options.host not in LOCAL)


def _is_at_home(options: argparse.Namespace) -> bool:
    """Whether the page is for this machine alone, under no name and no address of others."""
    return not (_is_public(options) or options.allowed_host or options.root_path)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: expected a number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds


def add_options(parser: argparse.ArgumentParser, *, name: str, reviews: OpenReviews | None = None) -> None:
    """The options of the page; `name` stands before its errors, `reviews` see `run`."""
    parser.set_defaults(run=partial(run, reviews=reviews), name=name)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, help="port (default: the first free one from 7860 on)")
    parser.add_argument("--share", action="store_true", help="also make a public link through gradio.live")
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        help="who may log in, at this machine too (default: ASSISTANT_AUTH; with --share a made-up password)",
    )
    who.add_argument("--no-auth", action="store_true", help="let everyone with the link in")
    parser.add_argument(
        "--limit",
        type=_count,
        metavar="N",
        help=f"questions a minute for each visitor, 0 for no limit (default: {QUESTIONS_A_MINUTE} with "
        "--share, behind a proxy and on other addresses than this machine's own)",
    )
    parser.add_argument(
        "--behind-proxy",
        action="store_true",
        help="a proxy of yours adds the visitor's address to X-Forwarded-For (docs/operations.md)",
    )
    parser.add_argument(
        "--allowed-host",
        action="append",
        default=[],
        metavar="NAME",
        help="another name under which the page may be opened where it has no login (default: 127.0.0.1 and "
        "localhost only)",
    )
    parser.add_argument("--root-path", metavar="PATH", help="where that proxy serves the page, like /papers")
    parser.add_argument(
        "--grace",
        type=_count,
        default=30,
        metavar="SECONDS",
        help="how long answers may go on after SIGTERM (default: %(default)s)",
    )
    parser.add_argument("--mcp", action="store_true", help="also serve the papers to other programs by MCP")
    parser.add_argument("--log-json", action="store_true", help="log lines as JSON objects")
    add_index_option(parser)
    add_store_option(parser)
    _add_options_of_replicas(parser)
    add_model_options(parser)
    _add_options_of_visitors(parser)


def _add_options_of_replicas(parser: argparse.ArgumentParser) -> None:
    """The options of a page that only reads: one of many, over one index."""
    parser.add_argument(
        "--read-only",
        action="store_true",
        help="follow the index that --index names, a directory or an address such as https://HOST/FOLDER or "
        "s3://BUCKET/FOLDER, from a cache of this machine, and write nothing into it (docs/scale.md)",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="where --read-only keeps what it fetched (default: ASSISTANT_CACHE, else "
        f"{str(default_cache()).replace('%', '%%')})",
    )
    parser.add_argument(
        "--look-every",
        type=_seconds,
        metavar="SECONDS",
        help="how often --read-only looks for new papers (default: ASSISTANT_LOOK_EVERY, else 5)",
    )


def _add_options_of_visitors(parser: argparse.ArgumentParser) -> None:
    """The options of what visitors may do beside asking."""
    parser.add_argument(
        "--choose-model",
        action=argparse.BooleanOptionalAction,
        help="let visitors choose the model, those of an Ollama on this machine among them "
        "(default: only without --share and on this machine's own address)",
    )
    parser.add_argument(
        "--editors",
        action=argparse.BooleanOptionalAction,
        help="let all who log in add papers and review them, in the tabs Papers in and Review (default: only "
        "where the page is for this machine alone)",
    )
    parser.add_argument(
        "--open-pdfs",
        action=argparse.BooleanOptionalAction,
        help="let visitors open the PDFs that full texts were read from; whether their licences let you is "
        "for you to know (default: ASSISTANT_OPEN_PDFS, else only without a login and where the page is for "
        "this machine alone)",
    )
    parser.add_argument(
        "--no-feedback",
        dest="feedback",
        action="store_false",
        help="ask visitors for no thumbs; else they are kept in feedback.jsonl beside the index",
    )
