"""Parts of parsed JSON as the types that are expected; what is of another type is taken as missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]

_NUMBER = re.compile("[0-9]{1,4}")


def text(value: Any) -> str:
    """A text, a whole number, or the first text of a list; else nothing."""
    if isinstance(value, list):
        return next(iter(texts(value)), "")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def texts(values: Any) -> list[str]:
    """The texts and numbers of a list that are not empty."""
    listed = values if isinstance(values, Iterable) and not isinstance(values, (str, Mapping)) else ()
    return [found for one in listed if not isinstance(one, list) and (found := text(one))]


def at(value: Any, *path: str) -> Any:
    """What stands under the names of `path`, one in the other; None where one is missing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def dicts(value: Any) -> list[Json]:
    """The objects of a list; one object alone is a list of one."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def day(parts: Any) -> str:
    """`2020-03-01` of the parts of a date, which may break off, [2020, 3]; empty where there is none."""
    numbers: list[int] = []
    for part in parts if isinstance(parts, list) else ():
        if not _NUMBER.fullmatch(text(part)):
            break
        numbers.append(int(text(part)))
    return "-".join(f"{number:02d}" for number in numbers[:3])


def pages(first: Any, last: Any) -> str:
    """`5-17`, or one page."""
    ends = [end for end in (text(first), text(last)) if end]
    return "-".join(dict.fromkeys(ends))
