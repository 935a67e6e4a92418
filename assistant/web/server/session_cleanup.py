"""Forgets the sessions of visitors who have left: Gradio would keep them, and memory grow with each visit."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import gradio as gr

from assistant.web.allocator import give_back
from assistant.web.chat.conversation import Conversation

KEPT_AFTER_CLOSING = timedelta(minutes=2)
"""For a connection that broke off. A page that comes back later has its conversation from the browser."""
KEPT_WITHOUT_USE = timedelta(hours=12)
"""For clients that never say that they have left."""
EVERY_SECONDS = 20.0


def tidying(page: gr.Blocks) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """A lifespan for the page's server, during which ended sessions are forgotten now and then."""

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        task = asyncio.create_task(_keep_tidying(page))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return lifespan


async def _keep_tidying(page: gr.Blocks) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        if tidy(page):
            await asyncio.to_thread(give_back)


def tidy(page: gr.Blocks, now: datetime | None = None) -> int:
    """Forget the sessions that have ended, and say how many. Runs in the server's event loop.

    Gradio empties the `gr.State` of a closed session after an hour, and keeps the rest of it: a copy of what
    each component shows.
    """
    now = now or datetime.now()  # Gradio's own clock, without a time zone
    holder, queue = page.app.state_holder, page._queue
    forgotten = 0
    for session, state in list(holder.session_data.items()):
        idle = now - holder.time_last_used.get(session, now)
        busy = bool(queue.pending_event_ids_session.get(session))
        if not busy and idle > (KEPT_AFTER_CLOSING if state.is_closed else KEPT_WITHOUT_USE):
            forgotten += 1
            holder.delete_state(session)
            with holder.lock:
                holder.session_data.pop(session, None)
                holder.time_last_used.pop(session, None)
    for session, events in list(queue.pending_event_ids_session.items()):
        if not events and session not in holder.session_data:
            del queue.pending_event_ids_session[session]
            if session in queue.pending_messages_per_session:
                del queue.pending_messages_per_session[session]
    return forgotten


def cut_off_answers(page: gr.Blocks) -> None:
    """End every answer without a word on the page, which asks its question again of the next server."""
    for state in list(page.app.state_holder.session_data.values()):
        for kept in list(state.state_data.values()):
            if isinstance(kept, Conversation):
                kept.close()
