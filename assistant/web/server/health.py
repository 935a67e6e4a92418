"""`/health`: whether questions can be answered, for a proxy, a container or a person with curl.

`/health/live` says only that the process serves, also where there is nothing to answer from yet: to start it
anew would not help then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.web.server.traffic import Traffic
from assistant.web.service import Service

Following: TypeAlias = "Callable[[], Mapping[str, object]]"
"""What a read-only page tells of the origin that it follows; nothing of other pages."""


def health_routes(service: Service, traffic: Traffic, following: Following = dict) -> tuple[Route, ...]:
    """The routes; they need no login and tell nothing that visitors may not know.

    `process` is another number for every server: by it an open page sees that its own is gone.
    """

    async def health(_: Request) -> JSONResponse:  # in the event loop: a stalled one must show
        status, state = _state(service, traffic)
        content: dict[str, object] = {"process": traffic.process, "status": state}
        content |= {"waiting": traffic.waiting(), "running": traffic.running()}
        if service.settled and service.error is None:
            assistant = service.wait()
            corpus = assistant.corpus
            content |= {
                "snapshot": corpus.snapshot_id,
                "papers": len(corpus.papers),
                "model": assistant.writer,
                "encoder": True,
            }
            content |= {"vectors": corpus.vector_server} if corpus.vector_server else {}
        else:
            content |= {"snapshot": None, "papers": 0, "model": None, "encoder": False}
        return JSONResponse({**content, **following()}, status, _FRESH)

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"status": "live"}, headers=_FRESH)

    return Route("/health", health, methods=["GET"]), Route("/health/live", live, methods=["GET"])


_FRESH = {"cache-control": "no-store"}


def _state(service: Service, traffic: Traffic) -> tuple[int, str]:
    if traffic.closing:
        return 503, "closing"
    if not service.settled:
        return 503, "starting"
    if service.error is not None:
        return 503, "failed"
    return 200, "ready"
