"""The scripts and sheets of the page's views, each asked for when its view is first opened."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.web.server.addresses import LISTS, PLACES
from assistant.web.views import texts_of

_KINDS = {"js": "text/javascript", "css": "text/css"}
# The page asks with the version of the texts, so what a browser keeps is never an older one.
_KEPT = {"cache-control": "private, max-age=31536000, immutable"}


def view_files() -> Route:
    """The route to all of them: `/views/NAME.js` and `/views/NAME.css`."""
    names = (*LISTS, *PLACES, "printed")  # over the chat, where it has no address
    texts = {file: text for name in names for file, text in texts_of(name).items()}

    async def file(request: Request) -> Response:
        name = request.path_params["file"]
        if name not in texts:
            return Response(status_code=404)
        return Response(texts[name], headers=_KEPT, media_type=_KINDS[name.rpartition(".")[2]])

    return Route("/views/{file}", file, methods=["GET"])
