"""The PDFs that full texts were read from, for the reader to open where the host allows it."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.errors import AssistantError
from assistant.ops.uploads import safe_name
from assistant.web.http import NOTHING_HERE, refusal
from assistant.web.printed.originals import ADDRESS, ChangedError, GoneError, is_pdf, original
from assistant.web.service import Service

_HEADERS = {
    # A browser's own viewer shows it, apart from this page. In a sandbox Safari's stays empty.
    "content-security-policy": "frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",  # another file may take its place, or the permission end
}


def pdf_files(service: Service, *, allowed: bool) -> Route:
    """The route to all of them: `/documents/PAPER`. Where it is not `allowed`, there is nothing there."""

    async def file(request: Request) -> Response:
        if not allowed:
            return refusal(404, NOTHING_HERE)
        if not service.settled:
            return refusal(503, service.progress, retry_after=1)
        try:
            body = service.wait(0).corpus.bodies.of(request.path_params["paper"])
            if body is None or not is_pdf(body.held):
                return refusal(404, NOTHING_HERE)
            path = await asyncio.to_thread(original, body.held)  # a large file takes a moment to read
        except (GoneError, ChangedError) as problem:
            return PlainTextResponse(str(problem), 410 if isinstance(problem, GoneError) else 409)
        except AssistantError as problem:
            return refusal(503, str(problem))
        return FileResponse(
            path,
            headers=_HEADERS,
            media_type="application/pdf",
            filename=safe_name(path.name),
            content_disposition_type="inline",
        )

    return Route(ADDRESS, file, methods=["GET"])
