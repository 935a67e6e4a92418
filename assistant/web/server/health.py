"""`/health`: whether questions can be answered, for a proxy, a container or a person with curl."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.web.server.traffic import Traffic
from assistant.web.service import Service


def health_route(service: Service, traffic: Traffic) -> Route:
    """The route; it needs no login and tells nothing that visitors may not know.

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
        else:
            content |= {"snapshot": None, "papers": 0, "model": None, "encoder": False}
        return JSONResponse(content, status, {"cache-control": "no-store"})

    return Route("/health", health, methods=["GET"])


def _state(service: Service, traffic: Traffic) -> tuple[int, str]:
    if traffic.closing:
        return 503, "closing"
    if not service.settled:
        return 503, "starting"
    if service.error is not None:
        return 503, "failed"
    return 200, "ready"
