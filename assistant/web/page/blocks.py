"""Gradio's Blocks, without the work that it does in the server's event loop for what needs none.

For every output that an event leaves out, and for every one that it only shows or hides, Gradio makes the
component anew and describes it twice: some 1.5 ms each. It looks through every text and every JSON object for
files. For every visitor it describes all components, 10 ms, and keeps what each shows; that is for deep links
to the state of a page, which are not served here (server/gate.py). Around every step of every function it
sets matplotlib up, where that is installed, and the first time it imports it: a second for all visitors.
"""

from __future__ import annotations

import copy
from contextlib import nullcontext
from typing import Any

import gradio as gr
import gradio.utils
from gradio.block_function import BlockFunction
from gradio.blocks import Block, BlocksConfig
from gradio.components.api_component import Api
from gradio.state_holder import SessionState

from assistant.explore.saying import ENGLISH, LANGUAGE
from assistant.web.http import language_of

_KNOWN = {"__type__", "visible"}
"""The keys of an update that is sent as it is."""


class LeanBlocks(gr.Blocks):
    """Blocks that leave to Gradio only the outputs that it must work at; the page gets the same as ever."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        gradio.utils.MatplotlibBackendMananger = nullcontext  # type: ignore[misc, assignment]
        described = _Described(self)
        vars(described).update(vars(self.default_config))
        self.default_config = described

    async def call_function(
        self,
        block_fn: BlockFunction | int,
        processed_input: list[Any],
        iterator: Any = None,
        requests: Any = None,
        *rest: Any,
        **options: Any,
    ) -> Any:
        """Calls a function; what it says is in the language of the page that called, to programs in English.

        Gradio's queue runs it where the language is that of whoever was the first to set the queue going.
        """
        request = requests[0] if isinstance(requests, list) else requests
        sent = getattr(request, "request", request)
        of_page = isinstance(block_fn, BlockFunction) and block_fn.api_visibility == "private"
        LANGUAGE.set(language_of(sent) if of_page and sent is not None else ENGLISH)
        return await super().call_function(block_fn, processed_input, iterator, requests, *rest, **options)

    async def postprocess_data(
        self, block_fn: BlockFunction, predictions: Any, state: SessionState | None
    ) -> list[Any]:
        """The values of a function's outputs as the page gets them; see `gradio.Blocks.postprocess_data`."""
        if [type(output) for output in block_fn.outputs] == [Api] and isinstance(predictions, dict):
            return [predictions]
        if not isinstance(predictions, dict) or not all(isinstance(key, Block) for key in predictions):
            return list(await super().postprocess_data(block_fn, predictions, state))
        sent = [predictions.get(output, gr.skip()) for output in block_fn.outputs]
        places = [
            place
            for place, (output, value) in enumerate(zip(block_fn.outputs, sent, strict=True))
            if not _is_sent_as_it_is(output, value)
        ]
        if places:
            part = copy.copy(block_fn)
            part.outputs = [block_fn.outputs[place] for place in places]
            values = [sent[place] for place in places]
            made = await super().postprocess_data(part, values if len(values) > 1 else values[0], state)
            for place, value in zip(places, made, strict=True):
                sent[place] = value
        return sent


class _Described(BlocksConfig):
    """The components of a page; a copy of them, which each visitor has, describes none."""

    def __copy__(self) -> _Undescribed:
        copied = _Undescribed(self.root_block)
        vars(copied).update(vars(super().__copy__()))  # type: ignore[no-untyped-call]
        return copied


class _Undescribed(BlocksConfig):
    @staticmethod
    def config_for_block(*_: Any, **__: Any) -> dict[str, Any]:
        return {}


def _is_sent_as_it_is(output: Block, value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("__type__") == "update" and value.keys() <= _KNOWN
    return isinstance(value, str) and type(output) in (gr.HTML, gr.Textbox)
