"""What questions take for granted, and papers that say the opposite: worked out by hand."""

from __future__ import annotations

import pytest

from assistant.answers.contradictions import Contradiction, contradicted
from assistant.answers.premises import presumes
from assistant.text.polarity import read_words, signs
from bench.premises import premises

TITLE = "Gated Sparse Training"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("noise harms accuracy", [-1]),
        ("it is not worse", [+1]),
        ("it fails to prevent forgetting", [-1]),  # - times - times -
        ("it does not necessarily impair learning", [+1]),
        ("no learning without plasticity", [+1]),
        ("it decreases the error rate", [+1]),
        ("it increases the error rate", [-1]),
        ("not only faster", [+1]),
        ("it is fast, but not accurate", [+1, -1]),
        ("too rich to be efficiently learnable", [-1]),
        ("it is efficient, too", [+1]),
        ("in less than a second", []),
        ("a challenging benchmark", []),
        ("it is challenging to train", [-1]),
        ("networks with three layers and a loss", []),
    ],
)
def test_signs_multiply_within_a_run(text: str, values: list[int]) -> None:
    assert [sign.value for sign in signs(read_words(text))] == values


@pytest.mark.parametrize(
    ("question", "kind", "words"),
    [
        ("Why does pruning hurt accuracy?", "against", "hurt"),
        ("Which paper shows that hypernetworks cannot do continual learning?", "against", "cannot"),
        ("Who showed that pruning never harms accuracy?", "for", "never harms"),
        ("Why can't networks learn sequences?", "against", "can't"),
        ("How much worse is pruning than quantization?", "against", "worse"),
        ("Why is pruning not worse than quantization?", "for", "not worse"),
        ("How does pruning fail on small networks?", "against", "fail"),
        ("Why are the pruned networks hard to train?", "against", "hard"),
        ("Why does the method depend on labels?", "need", "depend"),
        ("Why does the method only work with large batches?", "need", "only"),
        ("Why does the group think that pruning hurts accuracy?", "against", "hurts"),
        ("Why does the group reject backpropagation?", "rejection", "reject"),
        ("When did the group abandon backpropagation?", "departure", "abandon"),
        ("Why did they stop working on pruning?", "departure", "stop working on"),
        ("Which paper disproves the lottery ticket hypothesis?", "rejection", "disproves"),
    ],
)
def test_a_question_presumes(question: str, kind: str, words: str) -> None:
    premise = presumes(question)
    assert premise is not None
    assert (premise.kind, premise.words) == (kind, words)


@pytest.mark.parametrize(
    "question",
    [
        "What is pruning?",
        "How many layers does the network have?",
        "Does pruning hurt accuracy?",
        "What has been done on catastrophic forgetting?",
        "Which papers are about learning without labels?",
        "Which work has the best accuracy?",
        "How does the gate treat easy tokens?",
        "Why does the method rely on neither replay nor labels?",
        "",
    ],
)
def test_a_question_presumes_nothing(question: str) -> None:
    assert presumes(question) is None


def judge(question: str, *sentences: str, title: str = TITLE) -> Contradiction | None:
    premise = presumes(question)
    assert premise is not None
    return contradicted(premise, title, sentences)


def test_the_opposite_contradicts_and_is_quoted() -> None:
    against = judge(
        "Why does gradient noise harm deep networks?",
        "Training deep networks takes long.",
        "We find that gradient noise improves the training of deep networks.",
    )
    assert against == Contradiction(1, "We find that gradient noise improves the training of deep networks.")


def test_the_title_can_contradict() -> None:
    against = judge("Why does gradient noise harm training?", title="Gradient Noise Improves Training")
    assert against == Contradiction(None, "Gradient Noise Improves Training")


@pytest.mark.parametrize(
    "sentences",
    [
        ["We find that gradient noise impairs deep networks."],  # the same
        ["We study gradient noise in deep networks."],  # silence
        ["Gradient noise improves deep networks.", "Gradient noise is harmful in deep networks."],  # both
        ["Better optimizers help."],  # something else
        ["It is commonly believed that gradient noise improves deep networks."],  # the thought of others
        [],
    ],
)
def test_what_does_not_contradict(sentences: list[str]) -> None:
    assert judge("Why does gradient noise harm deep networks?", *sentences) is None


def test_praise_is_contradicted_by_a_negated_claim() -> None:
    sentence = "Bayesian inference does not necessarily lead to good outlier detection."
    assert judge("Why is Bayesian inference always good at outlier detection?", sentence) is not None


def test_an_adverb_is_no_part_of_what_is_good() -> None:
    sentence = "Bayesian inference does not necessarily lead to good outlier detection."
    question = "Why is Bayesian inference intrinsically and obviously good at outlier detection?"
    assert judge(question, sentence) is not None


@pytest.mark.parametrize(
    ("sentence", "contradicts"),
    [
        ("L2 penalties outperform EWC penalties.", True),
        ("EWC penalties outperform L2 penalties.", False),
        ("EWC is less accurate than L2.", True),
        ("L2 is less accurate than EWC.", False),
    ],
)
def test_a_comparison_has_a_direction(sentence: str, contradicts: bool) -> None:
    assert (judge("How much worse is L2 than EWC?", sentence) is not None) is contradicts


def test_our_method_is_what_the_title_names() -> None:
    question = "How much less accurate is GateNet than boosted trees?"
    sentence = "Our method clearly outperforms boosted trees."
    assert judge(question, sentence, title="GateNet: Fast Sparse Training") is not None
    assert judge(question, sentence, title="Fast Sparse Training") is None


@pytest.mark.parametrize(
    ("sentence", "contradicts"),
    [
        ("It operates without generating negative inputs.", True),
        ("It requires no negative inputs.", True),
        ("It does not rely on negative inputs.", True),
        ("It relies on neither negative inputs nor labels.", True),
        ("It is a negative-input-free method.", True),
        ("It needs negative inputs.", False),
        ("It generates negative inputs without labels.", False),
    ],
)
def test_a_need_is_denied(sentence: str, contradicts: bool) -> None:
    assert (judge("Why does GateNet depend on negative inputs?", sentence) is not None) is contradicts


def test_a_rejection_needs_a_word_of_dissent() -> None:
    question = "Which paper disproves the lottery ticket hypothesis?"
    support = "Our experiments support the lottery ticket hypothesis."
    assert judge(question, support) == Contradiction(0, support)
    assert judge(question, "We show that the lottery ticket hypothesis is false.") is None
    assert judge(question, "We study ticket prices.") is None


def test_acronyms_of_the_paper_are_read() -> None:
    against = judge(
        "Why do Bayesian neural networks fail at outlier detection?",
        "We study Bayesian neural networks (BNNs).",
        "BNNs excel: they are reliable in outlier detection.",
    )
    assert against is not None
    assert against.sentence == 1


def test_the_labelled_premises_are_read() -> None:
    assert {p.holds for p in premises()} == {True, False}


def test_that_somebody_left_a_topic_is_told_by_nobody() -> None:
    question = "Why did the group give up on pruning?"
    assert judge(question, "However, pruning is hard.") is not None
    assert judge(question, "We abandoned pruning.") is None
