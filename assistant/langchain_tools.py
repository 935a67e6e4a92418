"""What the assistant can do, as tools of LangChain: an agent may ask, search, list and get papers.

    from assistant.config import Settings
    from assistant.langchain_tools import assistant_tools
    agent = create_agent("openai:gpt-5", assistant_tools(Settings.read()))     # langchain.agents

These are the tools that the page offers by MCP.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool, ToolException

from assistant.answering import Assistant, open_assistant
from assistant.config import Settings
from assistant.errors import AssistantError
from assistant.web.programs.tools import Tools
from assistant.web.service import Service


def assistant_tools(source: Settings | Assistant) -> list[BaseTool]:
    """The tools over an assistant, or over the published snapshot of `source.index`.

    Each gives a dict of JSON values. Where its arguments are wrong, the agent is told so in one sentence.
    Raises SnapshotError and ModelError as `open_assistant` does.
    """
    assistant = source if isinstance(source, Assistant) else open_assistant(source)
    service = Service(lambda: assistant).start()
    return [
        StructuredTool.from_function(_told(function), parse_docstring=True, handle_tool_error=True)
        for function in Tools(service).functions
    ]


def _told(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, whose errors an agent is told."""

    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except AssistantError as problem:
            raise ToolException(str(problem)) from problem

    return call
