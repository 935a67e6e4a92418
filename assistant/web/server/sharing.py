"""A public address through gradio.live, made in the background and not for ever."""

from __future__ import annotations

import logging
import threading
from urllib.parse import urlparse

import gradio as gr
from gradio import networking, tunneling

log = logging.getLogger(__name__)

PATIENCE = 20.0
"""Seconds. Gradio itself waits up to 30 for an answer, and for ever for a tunnel that says nothing."""


def share(page: gr.Blocks, *, patience: float = PATIENCE) -> str | None:
    """A public address for a launched page, or None where none can be made within `patience` seconds.

    Not `launch(share=True)`: that serves another page, whose scripts come from another host.
    """
    made: list[str] = []
    abandoned = threading.Event()

    def make() -> None:
        try:
            url = networking.setup_tunnel(
                local_host=page.server_name,
                local_port=page.server_port,
                share_token=page.share_token,
                share_server_address=None,
                share_server_tls_certificate=None,
            )
        except Exception as error:  # noqa: BLE001  (whatever the network does, the local page goes on)
            log.info("No public link: %s", error)
            return
        made.append(urlparse(url)._replace(scheme="https").geturl())
        if abandoned.is_set():
            end_sharing()  # a link that nobody was told of

    thread = threading.Thread(target=make, name="share", daemon=True)
    thread.start()
    thread.join(patience)
    if not made:
        abandoned.set()
        end_sharing()
    return made[0] if made else None


def end_sharing() -> None:
    """Close every tunnel."""
    for tunnel in list(tunneling.CURRENT_TUNNELS):
        tunnel.kill()  # type: ignore[no-untyped-call]
    tunneling.CURRENT_TUNNELS.clear()
