"""What the views beside the chat share: HTML of our own with a script, and functions that it calls."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.explore.saying import LANGUAGE, languages, say
from assistant.web.service import Answering, Latest, Service

log = logging.getLogger(__name__)

WEB = Path(__file__).parent

Reply = dict[str, Any]
Call = Callable[[Any], Reply]


def build_view(
    service: Service,
    folder: Path,
    functions: Iterable[Call],
    *,
    template: str | None = None,
    given: Mapping[str, object] | None = None,
) -> gr.HTML:
    """The view that stands in `folder` and is named like it, with the functions that its script may call.

    Its template is NAME.html there, where it is not given as text. Its scripts and sheets are fetched when
    its tab is first opened (page/views.js); `given` are values for the script.
    """
    name = folder.name
    if template is None:
        template = (folder / f"{name}.html").read_text(encoding="utf-8")
    version = sha256("".join(texts_of(name).values()).encode()).hexdigest()[:12]
    return gr.HTML(
        "",
        elem_id=name,
        html_template=template,
        js_on_load=f"views.build({json.dumps([name, version])}, {json.dumps(given or {})}, element, server)",
        apply_default_css=False,
        server_functions=[_told(service, function) for function in functions],
    )


def texts_of(name: str) -> Mapping[str, str]:
    """The script and the sheet of a view, as NAME.js and NAME.css: all files of its folder that end so.

    What the others say is there before NAME.js runs, and after what NAME.css says.
    """
    folder = WEB / name

    def joined(ending: str, *, own_first: bool) -> str:
        paths = sorted(
            folder.glob(f"*.{ending}"), key=lambda path: ((path.stem == name) != own_first, path.name)
        )
        return "\n".join(path.read_text(encoding="utf-8") for path in paths)

    return {f"{name}.js": joined("js", own_first=False), f"{name}.css": joined("css", own_first=True)}


def in_each_language(service: Service, make: Callable[[Answering], str]) -> Callable[[], str]:
    """Gives the HTML that `make` makes of the papers, made once for all who read the same language."""
    made = {language: Latest(service, make) for language in languages()}
    return lambda: made[LANGUAGE.get()].get()


def _told(service: Service, function: Call) -> Call:
    """`function` for the browser to call: an error, or a wait for the papers, comes back as a sentence."""

    def tell(asked: Any = None) -> Reply:
        if not service.settled:
            return {"waiting": service.progress}
        try:
            return function(asked)
        except AssistantError as error:
            return {"error": str(error)}
        except Exception:
            log.exception("%s failed", function.__name__)
            return {"error": say("server.went-wrong")}

    tell.__name__ = function.__name__
    return tell
