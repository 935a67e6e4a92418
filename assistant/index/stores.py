"""Which vector store a snapshot has, and which the next one gets."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.config import Settings, command_line, is_address
from assistant.errors import SnapshotError
from assistant.index.snapshot import SnapshotFiles
from assistant.index.store_place import EMBEDDED, StoreAddress, read_place
from assistant.index.vector_store import VectorStore


@dataclass(frozen=True, slots=True)
class Stores:
    """The vector stores as `--store` names them.

    `named` is the address of a server, EMBEDDED, or None where nothing is named: a snapshot has its vectors
    where it says, and the next one in the same place. `token` is for servers. With `named_only` no server is
    asked that is not named: a snapshot that came from elsewhere could name any, and be told the token.
    """

    named: StoreAddress | str | None = None
    token: str = field(default="", repr=False)
    named_only: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Stores:
        """Raises UsageError where the settings name no store."""
        said = settings.store
        named = StoreAddress.parse(said) if said and said != EMBEDDED else said
        return cls(named or None, settings.store_token, named_only=is_address(settings.origin))

    def recorded(self, snapshot: SnapshotFiles) -> VectorStore:
        """The store that has the vectors of `snapshot`, where it says that they are."""
        place = read_place(snapshot)
        return self._store(place.address if place else EMBEDDED)

    def reading(self, snapshot: SnapshotFiles) -> VectorStore:
        """The same to read, at another address if one is named: a server may have one for each network.

        Raises SnapshotError where vectors beside the files are to be read from a server, or the other way.
        """
        place = read_place(snapshot)
        if place and self.named is None and self.named_only:
            raise SnapshotError(
                f"The vectors of this index are on the Chroma server {place.address}, which the index names "
                f"and you have not: give --store {place.address} (ASSISTANT_STORE) if it may be asked."
            )
        if self.named is not None and (place is None) != (self.named == EMBEDDED):
            there = f"on the Chroma server {place.address}" if place else "in the index itself"
            index, move = snapshot.directory.parent.parent, command_line("doctor")
            raise SnapshotError(
                f"The vectors of {index} are {there}, and --store (ASSISTANT_STORE) says {self.named}: leave "
                f"it out, or move them by `{move} --repair --store {self.named} --index {index}`."
            )
        return self._store(self.named or (place.address if place else EMBEDDED))

    def writing(self, published: SnapshotFiles | None) -> VectorStore:
        """The store of the snapshot that follows `published`, which may not be there."""
        return self.recorded(published) if self.named is None and published else self._store(self.named)

    def is_wanted(self, snapshot: SnapshotFiles) -> bool:
        """Whether the vectors of `snapshot` are where the next snapshot is to have its own."""
        place = read_place(snapshot)
        return self.named in (None, place.address if place else EMBEDDED)

    def _store(self, named: StoreAddress | str | None) -> VectorStore:
        # Chroma takes half a second to import: whoever only looks at files does without.
        if isinstance(named, StoreAddress):
            from assistant.index.chroma_server import ServerStore

            return ServerStore(named, self.token)
        from assistant.index.chroma_embedded import EmbeddedStore

        return EmbeddedStore()


BESIDE = Stores()
"""Where nothing is said: the embedded store, or a server that needs no token."""
