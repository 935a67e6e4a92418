"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    0.877,
    -0.428,
    8.451,
    1.213,
    3.953,
    -2.069,
    -1.176,
    -1.850,
    -0.278,
    1.850,
    0.265,
    0.134,
    0.313,
    12.758,
    1.454,
    -0.200,
)
TOPIC_BIAS = -9.689
TOPIC_ANCHOR = 0.25
TOPIC_SHARE = 0.25

FEEDBACK_WEIGHTS = (
    0.831,
    17.057,
    12.489,
    -1.318,
    0.574,
)
FEEDBACK_BIAS = -1.288

FACT_WEIGHTS = (
    -3.075,
    0.591,
    6.329,
    1.698,
    11.093,
    0.803,
    0.446,
    2.118,
    -8.294,
    1.326,
    0.912,
    2.237,
    0.182,
    9.555,
    2.495,
    -1.785,
)
FACT_BIAS = -18.260

ANSWER_WEIGHTS = (
    0.749,
    0.340,
    1.356,
    -2.032,
    -0.372,
    4.636,
    -0.484,
    -0.564,
    0.465,
    -0.499,
    0.215,
    -0.495,
    0.000,
    -0.065,
    -0.236,
    1.949,
)
ANSWER_BIAS = 0.883
ANSWER_ANCHOR = 0.20

SENTENCE_WEIGHTS = (
    3.883,
    -3.063,
    2.080,
    4.448,
    5.903,
    0.634,
    0.954,
    1.154,
    0.099,
    0.880,
    -1.380,
    0.331,
    0.310,
)
SENTENCE_BIAS = -6.740
