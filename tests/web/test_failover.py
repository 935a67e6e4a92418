"""Two servers behind a real nginx: the one that answers is killed, and the page goes on with the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import Visit, meanwhile
from playwright.sync_api import expect
from restarting import START, Server
from waiting import free_port

from bench.nginx import nginx_program, proxied

pytestmark = pytest.mark.skipif(
    nginx_program() is None, reason="nginx is not installed (apt-get install nginx)"
)

QUESTION = "What of rain that falls on two servers?"


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Sequence[Server]]:
    """Both are ready, and begin answers that they do not end."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # of what the servers are copies of
        START.set_forkserver_preload(["restarting"])
        for name in ("one", "two"):
            (tmp_path / name / "index").mkdir(parents=True)
            found.append(Server(tmp_path / name))
            for sign in ("ready", "speak"):
                found[-1].signs.give(sign)
            found[-1].start()
    yield found
    for server in found:
        server.signs.give("finish")
        server.kill()


def test_a_page_goes_on_with_another_server(visit: Visit, servers: Sequence[Server], tmp_path: Path) -> None:
    port, ports = free_port(), [server.port for server in servers]
    with proxied(tmp_path / "nginx", port=port, replicas=ports, index=tmp_path, origin=free_port()):
        page = visit(f"http://127.0.0.1:{port}/", own_browser=True)
        expect(page.locator("#mode")).to_contain_text("no language model")
        page.get_by_label("Your question").fill(QUESTION)
        page.get_by_label("Your question").press("Enter")
        expect(page.locator(".reply.draft")).to_be_visible()
        first, second = sorted(servers, key=lambda server: -server.signs.asked(QUESTION))
        assert (first.signs.asked(QUESTION), second.signs.asked(QUESTION)) == (1, 0)
        first.kill()
        meanwhile(page, lambda: second.signs.asked(QUESTION))
        expect(page.locator(".reply.draft")).to_be_visible()
        second.signs.give("finish")
        expect(page.locator("#transcript .answer-tools")).to_have_count(1)
        expect(page.locator("#transcript .user-row .md")).to_have_text([QUESTION])
        expect(page.locator("#transcript .reply:is(.answered, .abstained)")).to_have_count(1)
        assert second.signs.asked(QUESTION) == 1
