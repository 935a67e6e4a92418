"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    1.520,
    -5.121,
    8.307,
    1.065,
    3.938,
    -2.300,
    -0.350,
    0.375,
    0.773,
    0.913,
    0.395,
    1.010,
    -0.110,
    1.169,
    7.596,
    -0.292,
)
TOPIC_BIAS = -8.611
TOPIC_ANCHOR = 0.35
TOPIC_SHARE = 0.30

FEEDBACK_WEIGHTS = (
    0.972,
    19.288,
    -1.787,
    1.333,
)
FEEDBACK_BIAS = -0.350

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
    0.740,
    0.381,
    2.462,
    -1.817,
    -0.874,
    4.203,
    -1.342,
    -0.852,
    0.418,
    -0.550,
    -0.046,
    -0.100,
    1.658,
    -0.279,
    -0.306,
    1.315,
)
ANSWER_BIAS = 0.975
ANSWER_ANCHOR = 0.15

SENTENCE_WEIGHTS = (
    4.276,
    -3.948,
    2.311,
    5.225,
    5.878,
    0.474,
    1.016,
    0.963,
    -0.042,
    0.526,
    -1.567,
    0.291,
    0.526,
)
SENTENCE_BIAS = -7.592
