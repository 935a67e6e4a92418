"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    0.866,
    -0.825,
    10.413,
    1.013,
    3.850,
    -1.754,
    -0.828,
    -1.749,
    -0.570,
    1.809,
    -0.209,
    0.109,
    0.286,
    13.561,
    1.568,
    -0.287,
)
TOPIC_BIAS = -9.508
TOPIC_ANCHOR = 0.15
TOPIC_SHARE = 0.30

FEEDBACK_WEIGHTS = (
    0.817,
    29.854,
    -1.116,
    0.764,
)
FEEDBACK_BIAS = -1.626

FACT_WEIGHTS = (
    -1.830,
    2.549,
    1.414,
    1.982,
    10.858,
    3.182,
    0.039,
    2.078,
    -8.532,
    2.240,
    0.366,
    2.308,
    0.244,
    8.874,
    1.096,
    -2.076,
)
FACT_BIAS = -18.045

ANSWER_WEIGHTS = (
    0.762,
    0.369,
    2.713,
    -2.205,
    -1.021,
    5.265,
    -0.943,
    -0.986,
    0.623,
    -0.494,
    0.110,
    -0.379,
    0.000,
    -0.097,
    -0.426,
    2.067,
)
ANSWER_BIAS = 1.398
ANSWER_ANCHOR = 0.15

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
