"""The server that is attacked, in a process of its own: `python -m bench.attack.served SETTING` (JSON).

It prints one line of JSON, its address and its routes, and runs until its standard input is closed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.config import Settings, quiet_libraries


def main(setting: dict[str, Any]) -> None:
    quiet_libraries()
    from assistant.answering import open_assistant
    from assistant.logs import set_up_logs
    from assistant.ops.additions import Additions
    from assistant.web.chat.feedback import Feedback
    from assistant.web.http import request_id
    from assistant.web.server.access import Account
    from assistant.web.server.addresses import LISTS, PLACES
    from assistant.web.server.server import Guard, end, serve
    from assistant.web.service import Service
    from ingest.reviewing import Reviewing

    set_up_logs(request_id=request_id)
    index, editors = Path(setting["index"]), setting["editors"]
    guard = Guard(
        account=Account.read(setting["login"]) if setting["login"] else None,
        questions=setting["questions"],
        behind_proxy=setting["behind_proxy"],
        public=set(setting["public"]),
    )
    settings = Settings(index=index)
    service = Service(lambda: open_assistant(settings)).start()
    page = serve(
        service,
        guard=guard,
        feedback=Feedback(index / "feedback.jsonl"),
        additions=Additions(settings, at_home=not setting["login"]) if editors else None,
        reviews=Reviewing(index) if editors else None,
        choose_model=True,
        mcp=True,
    )
    service.wait(600)
    views = [*LISTS, *(f"{name}/{{id}}" for name in LISTS), *PLACES]
    routes = sorted({*_routes(page.app.routes), *(("GET", f"/{view}") for view in views)})
    print(json.dumps({"url": page.local_url, "routes": routes}), flush=True)  # noqa: T201
    sys.stdin.read()
    end(page, guard, seconds=5)


def _routes(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of routers in the app among them."""
    for route in routes:
        inner = getattr(route, "original_router", route)
        yield from _routes(getattr(inner, "routes", ()))
        if path := getattr(route, "path", ""):
            yield from ((method, path) for method in getattr(route, "methods", None) or ("GET", "POST"))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
