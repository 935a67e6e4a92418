"""Which of Chroma's files stay as they were written, and a sum over what its database says.

Chroma writes to a store by opening it: a row into a table of its database, and the files of each collection
whose graph is not written out yet (its vectors are in the database until then). All else stays.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

DATABASE = "chroma/chroma.sqlite3"
"""The name in a snapshot of the database of Chroma."""

ROWS = "rows:"
"""What a sum over rows begins with."""

_WRITTEN_OUT = "index_metadata.pickle"  # beside the files of a graph
_OWN = ("acquire_write", "migrations", "maintenance_log")  # what Chroma notes of itself


def is_made_anew(name: str, names: Collection[str]) -> bool:
    """Whether Chroma makes the file `name` anew, or changes it, by being opened.

    `names` are those of all files of the snapshot.
    """
    folder, _, file = name.rpartition("/")
    if folder == "chroma":
        return file.startswith(f"{Path(DATABASE).name}-")  # SQLite's own, while it writes
    return folder.startswith("chroma/") and f"{folder}/{_WRITTEN_OUT}" not in names


def sum_of_rows(database: Path) -> str:
    """ROWS and the SHA-256 over all rows that answers may come from. Raises ValueError where damaged."""
    digest = hashlib.sha256()
    try:
        with closing(_opened(database)) as connection:
            for table in list(_tables(connection)):
                for (found,) in connection.execute(f'PRAGMA integrity_check("{table}")'):
                    if found != b"ok":
                        raise ValueError(found.decode(errors="replace").replace("\n", " "))
                for row in connection.execute(f'SELECT * FROM "{table}"'):  # in the order of the table
                    digest.update(f"{table} {row}\n".encode())
    except (sqlite3.Error, OverflowError, MemoryError) as problem:
        raise ValueError(str(problem)) from problem
    return ROWS + digest.hexdigest()


def names_of_collections(database: Path) -> set[str]:
    """The names of the collections in a database. Raises ValueError where that can't be read."""
    try:
        with closing(_opened(database)) as connection:
            return {name.decode() for (name,) in connection.execute("SELECT name FROM collections")}
    except (sqlite3.Error, OverflowError, MemoryError) as problem:
        raise ValueError(str(problem)) from problem


def _opened(database: Path) -> sqlite3.Connection:
    # No lock is taken: one that this process gave back would be taken from Chroma, which may have the file
    # open here, too. Nothing is missed by that, since readers write to tables of Chroma's own only.
    address = f"{database.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    connection.text_factory = bytes
    return connection


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    asked = (
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %' ORDER BY 1"
    )
    for (name,) in connection.execute(asked):
        if (table := name.decode(errors="replace").replace('"', "")) not in _OWN:
            yield table
