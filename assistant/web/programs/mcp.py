"""The four tools as an MCP server (Model Context Protocol), at `/mcp` of the page's address.

The official SDK's server stands beside Gradio's own pages, behind the same login and limits. Gradio's own one
would need an older pydantic than Chroma does, and calls `ask` around its own queue.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio
from starlette.routing import BaseRoute

from assistant.config import installing
from assistant.errors import AssistantError, UsageError
from assistant.web.programs.tools import Json, Tools

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

log = logging.getLogger(__name__)

PATH = "/mcp"
BUG = "Something went wrong; the details are in the server's log."
INSTRUCTIONS = """\
The papers of one research group and related work by others. `ask` answers questions with verbatim citations
and says so where the papers have no answer; `search_papers` finds papers on a topic; `list_papers` filters
and counts exactly; `get_paper` gives one paper whole. Cite papers by title and quote.
"""


@dataclass(frozen=True)
class McpApp:
    """What Gradio's app needs to serve MCP: routes, and the lifespan during which they are served."""

    routes: list[BaseRoute]
    running: Callable[[Any], Any]


def mcp_app(tools: Tools, *, concurrent: int) -> McpApp:
    """The MCP server over `tools`, which run `concurrent` at a time.

    Hosts and origins are checked in front of all routes (`assistant.web.server.origins`).

    Raises UsageError where the `mcp` package is not installed.
    """
    server = _server(tools, concurrent)
    from mcp.server.transport_security import TransportSecuritySettings

    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # see above
    app = server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=security
    )

    @asynccontextmanager
    async def running(_: Any) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    return McpApp(list(app.routes), running)


def _server(tools: Tools, concurrent: int) -> MCPServer[Any]:
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError as error:
        command = installing("mcp", extra="mcp")
        raise UsageError(f"--mcp needs the MCP package; install it with `{command}`.") from error
    server: MCPServer[Any] = MCPServer("research-assistant", instructions=INSTRUCTIONS)
    limiter: list[anyio.CapacityLimiter] = []  # made in the event loop that uses it
    for function in tools.functions:
        server.add_tool(
            _told(function, limiter, concurrent),
            name=function.__name__,
            description=inspect.getdoc(function),
            annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
        )
    return server


def _told(function: Callable[..., Json], limiter: list[anyio.CapacityLimiter], concurrent: int) -> Any:
    """`function` in a thread, its errors as MCP passes them on: one sentence, and of a bug no more."""
    from mcp.server.mcpserver.exceptions import ToolError

    @functools.wraps(function)
    async def tell(*args: object, **kwargs: object) -> Json:
        if not limiter:
            limiter.append(anyio.CapacityLimiter(concurrent))
        try:
            call = functools.partial(function, *args, **kwargs)
            return await anyio.to_thread.run_sync(call, limiter=limiter[0])
        except AssistantError as error:
            raise ToolError(str(error)) from error
        except Exception as error:
            log.exception("%s failed", function.__name__)
            raise ToolError(BUG) from error

    return tell
