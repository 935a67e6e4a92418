"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    -0.613,
    -1.865,
    9.419,
    1.057,
    3.616,
    -1.236,
    -0.594,
    -0.472,
    0.707,
    1.166,
    0.243,
    1.036,
    0.777,
    4.815,
    4.666,
    -0.358,
)
TOPIC_BIAS = -9.805
TOPIC_ANCHOR = 0.25
TOPIC_SHARE = 0.35

FEEDBACK_WEIGHTS = (
    0.898,
    22.082,
    -1.526,
    0.995,
)
FEEDBACK_BIAS = -0.765

FACT_WEIGHTS = (
    -1.484,
    3.575,
    0.836,
    2.085,
    10.092,
    4.807,
    -0.271,
    1.900,
    -9.318,
    1.829,
    -0.206,
    2.158,
    -0.482,
    9.765,
    2.028,
    -2.275,
)
FACT_BIAS = -18.253

ANSWER_WEIGHTS = (
    0.770,
    0.386,
    2.499,
    -2.429,
    -0.884,
    5.450,
    -1.081,
    -1.005,
    0.585,
    -0.502,
    0.118,
    -0.383,
    0.000,
    -0.134,
    -0.385,
    2.156,
)
ANSWER_BIAS = 1.348
ANSWER_ANCHOR = 0.18

SENTENCE_WEIGHTS = (
    3.887,
    -3.064,
    2.079,
    4.450,
    5.903,
    0.633,
    0.954,
    1.155,
    0.099,
    0.880,
    -1.380,
    0.331,
    0.310,
)
SENTENCE_BIAS = -6.741
