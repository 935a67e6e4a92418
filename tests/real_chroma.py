"""A real server of Chroma's, as a process of its own: `chroma run`, killed and started as a test says."""

from __future__ import annotations

import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from waiting import PATIENCE, free_port, until

from assistant.index.store_place import StoreAddress


class RealChroma:
    """The server over the folder `data`, on one port as long as this object lives."""

    def __init__(self, data: Path) -> None:
        self._data, self._port = data, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"chroma://127.0.0.1:{self._port}"

    @property
    def address(self) -> StoreAddress:
        return StoreAddress.parse(self.url)

    def start(self) -> RealChroma:
        """Returns when it answers."""
        self._data.mkdir(exist_ok=True)
        program = Path(sys.executable).with_name("chroma")
        command = [str(program), "run", "--host", "127.0.0.1", "--port", str(self._port)]
        with (self._data.parent / f"{self._data.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--path", str(self._data)], stdout=log, stderr=subprocess.STDOUT
            )
        with httpx.Client(timeout=PATIENCE, verify=False) as client:
            until(lambda: self._answers(client))
        return self

    def _answers(self, client: httpx.Client) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "the server has ended"
        try:
            return client.get(f"http://127.0.0.1:{self._port}/api/v2/heartbeat").is_success
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it at once, as a loss of power would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @cached_property
    def client(self) -> Any:
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        return chromadb.HttpClient(
            host="127.0.0.1", port=self._port, settings=ChromaSettings(anonymized_telemetry=False)
        )

    def names(self) -> set[str]:
        """The names of all collections."""
        return {collection.name for collection in self.client.list_collections()}

    def collection(self, name: str) -> Any:
        return self.client.get_collection(name, embedding_function=None)
