"""The figures in docs/, drawn from what a benchmark measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.fitting import Array, Flags, answered, f1, mean, usable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Lists = Sequence[tuple[Array, Flags]]

_CUTS = np.arange(0.04, 0.93, 0.02)
_BINS = np.linspace(0, 1, 11)


def draw_calibration(
    topics: Lists,
    questions: Lists,
    topic_cut: tuple[float, float],
    anchor_of_answers: float,
    path: Path,
) -> None:
    """Three panels: lists by cut-off, answers by cut-off, and whether a probability means what it says."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.hashsalt": "calibration", "font.size": 9})
    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    anchor, share = topic_cut
    for measure, label in ((usable, "usable lists"), (f1, "F1")):
        left.plot(_CUTS, [mean(topics, float(c), share, measure) for c in _CUTS], label=f"{label}, by anchor")
        by_share = [mean(topics, anchor, float(c), measure) for c in _CUTS]
        left.plot(_CUTS, by_share, linestyle="--", label=f"{label}, by share")
    left.set_title(f"topics: listed from {share:.2f} of the best,\nwhere that has {anchor:.2f} or more")
    _mark(left, anchor)
    with_answer = [pair for pair in questions if pair[1].any()]
    without = [pair for pair in questions if not pair[1].any()]
    for lists, label in ((questions, "all right"), (with_answer, "answerable"), (without, "unanswerable")):
        middle.plot(_CUTS, [mean(lists, float(c), 1.0, answered) for c in _CUTS], label=label)
    middle.set_title("questions: answered from this cut-off")
    _mark(middle, anchor_of_answers)
    right.plot([0, 1], [0, 1], color="0.8")
    for lists, label in ((topics, "about the topic"), (questions, "answers the question")):
        right.plot(*_reliability(lists), marker="o", label=label)
    right.set_title("share that is right, by probability")
    right.set_xlabel("probability, out of fold")
    for axes in (left, middle, right):
        axes.set_ylim(0, 1.02)
        axes.legend(frameon=False, loc="lower center")
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def draw_growth(rows: Sequence[Mapping[str, float]], path: Path) -> None:
    """Four panels over the number of papers: queries, answers, opening and adding, memory and disk."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.hashsalt": "growth", "font.size": 9})
    figure, panels = pyplot.subplots(1, 4, figsize=(13, 3.2), layout="constrained")
    papers = [row["papers"] for row in rows]
    for axes, (title, unit, lines) in zip(panels, _GROWTH, strict=True):
        for key, label in lines:
            axes.plot(papers, [row[key] for row in rows], marker="o", label=label)
        axes.set(title=title, xlabel="papers", ylabel=unit, xscale="log", yscale="log")
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


_GROWTH = (
    ("a search", "ms", (("p50_ms", "median"), ("p95_ms", "95th percentile"))),
    ("an answer", "ms", (("answer_p50_ms", "median"), ("answer_p95_ms", "95th percentile"))),
    ("opening, adding 1%", "s", (("open_s", "opening"), ("add_s", "adding up to 1,000 papers"))),
    ("memory, disk", "MB", (("rss_mb", "resident"), ("rss_anon_mb", "of it no file"), ("disk_mb", "disk"))),
)


def _mark(axes: Axes, cut: float) -> None:
    axes.axvline(cut, color="0.5", linestyle=":")
    axes.set_xlabel("cut-off")


def _reliability(lists: Lists) -> tuple[list[float], list[float]]:
    """Mean probability and share of right candidates, of each tenth that has 20 candidates or more."""
    probable = np.concatenate([p for p, _ in lists])
    right = np.concatenate([r for _, r in lists])
    tenth = np.clip(np.digitize(probable, _BINS) - 1, 0, len(_BINS) - 2)
    used = [t for t in range(len(_BINS) - 1) if (tenth == t).sum() >= 20]
    return (
        [float(probable[tenth == t].mean()) for t in used],
        [float(right[tenth == t].mean()) for t in used],
    )
