"""Who has left is forgotten; who is there is not."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
from conftest import question_body
from fake_assistant import FakeAssistant
from waiting import PATIENCE

from assistant.web.server.server import serve
from assistant.web.server.session_cleanup import KEPT_AFTER_CLOSING, tidy
from assistant.web.server.sessions import own_name
from assistant.web.service import Service


def test_closed_sessions_are_forgotten_and_open_ones_kept() -> None:
    page = serve(Service(FakeAssistant).start())
    try:
        with httpx.Client(base_url=str(page.local_url), timeout=PATIENCE) as client:
            for session in ("left", "there"):
                body = question_body(client, "h-index", session)
                client.post("/gradio_api/queue/join", json=body).raise_for_status()
                with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as events:
                    list(events.iter_lines())
        left, there = (own_name(session, "127.0.0.1") for session in ("left", "there"))
        sessions = page.app.state_holder.session_data
        sessions[left].is_closed = True
        assert tidy(page) == 0
        assert {left, there} <= set(sessions)  # it may only be a broken connection
        assert tidy(page, datetime.now() + KEPT_AFTER_CLOSING + timedelta(seconds=1)) == 1
        assert left not in sessions
        assert there in sessions
        assert left not in page._queue.pending_event_ids_session
        tidy(page, datetime.now() + timedelta(days=1))
        assert not sessions
    finally:
        page.close(verbose=False)
