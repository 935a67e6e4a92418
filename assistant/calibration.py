"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    -0.297,
    -3.418,
    8.458,
    1.052,
    3.542,
    -1.675,
    -0.429,
    0.334,
    0.579,
    0.852,
    0.460,
    1.001,
    -0.098,
    1.828,
    6.913,
    -0.246,
)
TOPIC_BIAS = -8.635
TOPIC_ANCHOR = 0.35
TOPIC_SHARE = 0.40

FEEDBACK_WEIGHTS = (
    0.971,
    19.290,
    -1.780,
    1.336,
)
FEEDBACK_BIAS = -0.358

FACT_WEIGHTS = (
    -1.237,
    2.503,
    2.090,
    1.731,
    7.602,
    6.548,
    -0.161,
    1.285,
    -6.700,
    1.371,
    0.596,
    1.655,
    -0.443,
    6.422,
    1.705,
    -2.001,
)
FACT_BIAS = -16.123

ANSWER_WEIGHTS = (
    0.749,
    0.383,
    2.592,
    -1.987,
    -1.270,
    4.706,
    -1.368,
    -0.863,
    0.589,
    -0.580,
    -0.034,
    0.010,
    1.874,
    -0.301,
    -0.369,
    1.319,
)
ANSWER_BIAS = 1.256
ANSWER_ANCHOR = 0.15

SENTENCE_WEIGHTS = (
    4.320,
    -3.751,
    2.240,
    4.994,
    5.871,
    0.561,
    1.004,
    0.963,
    -0.015,
    0.558,
    -1.560,
    0.287,
    0.516,
)
SENTENCE_BIAS = -7.546
