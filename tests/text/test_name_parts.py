"""The parts of names as all kinds of sources write them."""

from __future__ import annotations

import pytest

from assistant.text.name_parts import NameParts, name_parts


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Emmy Noether", NameParts("Noether", "Emmy")),
        ("Noether, Emmy A.", NameParts("Noether", "Emmy A.")),
        ("Noether EA", NameParts("Noether", "E. A.")),
        ("Noether E", NameParts("Noether", "E")),
        ("E.A. Noether", NameParts("Noether", "E. A.")),
        ("Ruiz M. Á.", NameParts("Ruiz", "M. Á.")),
        ("de la Cruz J.-P.", NameParts("Cruz", "J.-P.", "de la")),
        ("J. Cruz", NameParts("Cruz", "J.")),
        ("Sun I-F", NameParts("Sun", "I-F")),
        ("Jan van der Berg", NameParts("Berg", "Jan", "van der")),
        ("van der Berg, Jan", NameParts("Berg", "Jan", "van der")),
        ("Berg, J. van der", NameParts("Berg", "J.", "van der")),
        ("van der Berg JP", NameParts("Berg", "J. P.", "van der")),
        ("Vincent Van Gogh", NameParts("Van Gogh", "Vincent")),
        ("Downs, J. H. 3rd", NameParts("Downs", "J. H.", suffix="3rd")),
        ("Martin Luther King, Jr.", NameParts("King", "Martin Luther", suffix="Jr.")),
        ("King, Jr., Martin", NameParts("King", "Martin", suffix="Jr.")),
        ("NOETHER EMMY", NameParts("EMMY", "NOETHER")),
        ("Plato", NameParts("Plato")),
        ("Ana O’Neill", NameParts("O’Neill", "Ana")),
    ],
)
def test_a_name_is_divided(written: str, parts: NameParts) -> None:
    assert name_parts(written) == parts


def test_a_name_is_inverted() -> None:
    assert name_parts("Jan van der Berg, Jr.").inverted == "van der Berg, Jan, Jr."
    assert name_parts("Plato").inverted == "Plato"
