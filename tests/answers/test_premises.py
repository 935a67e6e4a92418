"""What questions take for granted, and papers that say the opposite: worked out by hand."""

from __future__ import annotations

import pytest
from fakes import make_paper

from assistant.answers.contradictions import Contradiction, contradicted
from assistant.answers.particulars import taken_for_granted, tells
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
        ("Why are the pruned networks hard to train?", "against", "hard"),
        ("Why does the method depend on labels?", "need", "depend"),
        ("Why does the method only work with large batches?", "need", "only"),
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
    question = "Why does GateNet depend on negative inputs?"
    assert (judge(question, sentence, title="GateNet") is not None) is contradicts


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


def test_the_same_word_of_praise_agrees_however_far_apart_its_words_are() -> None:
    question = "By how much does the controller reduce customer waiting times?"
    sentence = "The controller works by reducing the mean customer wait time by 89.6%."
    assert judge(question, sentence) is None


def test_a_paper_that_lacks_a_term_of_the_premise_is_another_paper() -> None:
    sentence = "We find that gradient noise improves deep networks."
    assert judge("Why does gradient noise harm deep networks?", sentence) is not None
    assert judge("Why does gradient noise harm deep spiking networks?", sentence) is None


@pytest.mark.parametrize(
    ("question", "stems"),
    [
        ("In which paper did they count the genes of hoverflies?", "count gene hoverfli"),
        ("Which paper shows that lions outrun tigers?", "lion outrun tiger"),
        ("Why did the group stop its vaccine trial early?", "stop vaccin earli"),
        ("What did their fMRI study of bilingual toddlers find?", "fmri bilingu toddler"),
        ("Which papers deal with lions, tigers and bears?", ""),  # any paper will do
        ("Why did the group study lions?", ""),  # says too little to tell one paper from another
    ],
)
def test_what_is_said_of_one_paper(question: str, stems: str) -> None:
    assert taken_for_granted(question) == frozenset(stems.split())


def test_a_paper_that_tells_of_it_has_half_of_it() -> None:
    paper = make_paper("Genes of Hoverflies", "We sequence them.")
    assert tells(paper, frozenset({"gene", "hoverfli", "count"}))
    assert not tells(paper, frozenset({"gene", "marmalad", "count"}))
