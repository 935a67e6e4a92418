"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    0.681,
    -0.402,
    10.251,
    1.011,
    3.628,
    -1.588,
    -0.852,
    -1.754,
    -0.519,
    1.828,
    -0.352,
    0.062,
    0.314,
    13.191,
    1.799,
    -0.302,
)
TOPIC_BIAS = -9.482
TOPIC_ANCHOR = 0.15
TOPIC_SHARE = 0.30

FEEDBACK_WEIGHTS = (
    0.804,
    32.176,
    -1.405,
    0.762,
)
FEEDBACK_BIAS = -1.426

FACT_WEIGHTS = (
    -1.627,
    2.350,
    1.057,
    1.811,
    11.365,
    0.640,
    0.015,
    2.629,
    -8.383,
    1.861,
    0.822,
    2.232,
    0.275,
    8.340,
    2.238,
    -1.729,
)
FACT_BIAS = -17.222

ANSWER_WEIGHTS = (
    0.742,
    0.339,
    2.168,
    -1.685,
    -0.658,
    4.857,
    -0.641,
    -0.775,
    0.593,
    -0.468,
    0.121,
    -0.584,
    0.000,
    -0.106,
    -0.390,
    1.992,
)
ANSWER_BIAS = 1.322
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
