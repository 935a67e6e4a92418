"""What each sentence of an abstract does, and which one is quoted."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.retrieval.telling import Kind, Roles, Telling, features, learned, settling, worth

ABSTRACTS = (
    (
        "Sleep of urban owls",
        (
            "Owls are often seen in towns, but little is known about their sleep.",
            "Here, we investigate where owls sleep in three towns.",
            "We followed 40 owls with radio collars between 2011 and 2014.",
            "Our results show that owls sleep in barns and rarely in trees.",
        ),
    ),
    (
        "A collar that counts yawns",
        (
            "Counting the yawns of lions by hand takes a long time.",
            "In this paper, we propose a collar that counts yawns automatically.",
            "Data were collected from 12 lions in two parks.",
            "We found that the collar misses fewer yawns than a person does.",
        ),
    ),
    (
        "Early birds and late worms",
        (
            "BACKGROUND: The early bird is widely believed to catch the worm.",
            "OBJECTIVE: To determine whether early birds catch more worms than late birds.",
            "METHODS: Birds were observed in a randomised trial, and the worms were counted.",
            "RESULTS: Early birds caught significantly more worms (P < 0.01).",
        ),
    ),
)
"""Abstracts of no field that the model learned from: background, contribution, method, finding."""


@pytest.mark.parametrize(("title", "sentences"), ABSTRACTS)
def test_the_kinds_of_sentences(title: str, sentences: tuple[str, ...]) -> None:
    roles = learned()(title, sentences)
    assert [roles.kind(at) for at in range(4)] == list(Kind)
    assert roles.tells.argmax() == 1
    assert roles.tells.sum() == pytest.approx(1.0)


def test_words_of_one_field_are_all_alike() -> None:
    known = frozenset({"we", "propose", "a"})
    owls, lions = (
        features("", [f"We propose a {word} theory 7"], known)[0] for word in ("parliamentary", "leonine")
    )
    assert owls == lions
    assert {"^ we", "we propose", "propose a", "a _", "_ $"} <= owls.keys()


def test_the_weights_of_a_model_add_up() -> None:
    model = Telling({"we"}, {"we": (2.0, 0.0, 3.0, 0.0, 0.0)}, (0.0, 1.0, 0.0, 0.0, 0.0))
    roles = model("", ["Lions sleep.", "We watch."])
    assert roles.tells == pytest.approx(np.exp([0, 2]) / (1 + np.exp(2)))
    assert [roles.kind(0), roles.kind(1)] == [Kind.BACKGROUND, Kind.CONTRIBUTION]
    assert model("", []).tells.shape == (0,)


ROLES = Roles(
    np.array([0.1, 0.5, 0.1, 0.3]),
    np.array([[0.9, 0.1, 0, 0], [0.1, 0.8, 0.1, 0], [0, 0.2, 0.7, 0.1], [0, 0.1, 0.1, 0.8]]) + 1e-6,
)


@pytest.mark.parametrize(
    ("kind", "best"), [(Kind.CONTRIBUTION, 1), (Kind.METHOD, 1), (Kind.FINDING, 3), (None, 0)]
)
def test_the_kind_that_was_asked_for_comes_first(kind: Kind | None, best: int) -> None:
    score = worth(ROLES, np.array([0.97, 0.01, 0.01, 0.01]), kind)
    assert score.argmax() == best
    assert score.sum() == pytest.approx(1.0)


def test_a_method_that_bears_on_the_question_comes_first() -> None:
    assert worth(ROLES, np.array([0.01, 0.01, 0.97, 0.01]), Kind.METHOD).argmax() == 2


def test_a_finding_settles_a_claim() -> None:
    assert settling(ROLES, np.array([0.1, 0.4, 0.2, 0.3])).argmax() == 3
    assert settling(ROLES, np.array([0.97, 0.01, 0.01, 0.01])).sum() == pytest.approx(1.0)


def test_of_equal_sentences_the_relevant_one_comes_first() -> None:
    roles = Roles(np.array([0.5, 0.5]), np.array([ROLES.kinds[1]] * 2))
    assert worth(roles, np.array([0.2, 0.8]), Kind.CONTRIBUTION).argmax() == 1


def test_an_abstract_without_a_finding_tells_what_the_paper_did() -> None:
    roles = Roles(ROLES.tells[:3], ROLES.kinds[:3])
    assert worth(roles, np.array([0.5, 0.3, 0.2]), Kind.FINDING).argmax() == 1


def test_a_kind_is_sure_where_it_is_likelier_than_all_others() -> None:
    roles = Roles(np.array([0.5, 0.5]), np.array([[0.1, 0.1, 0.47, 0.33], [0.1, 0.1, 0.2, 0.6]]))
    assert [roles.kind(at) for at in (0, 1)] == [Kind.METHOD, Kind.FINDING]
    assert [roles.surely(at) for at in (0, 1)] == [None, Kind.FINDING]
