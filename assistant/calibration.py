"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    0.810,
    0.873,
    8.352,
    1.278,
    1.046,
    1.664,
    0.024,
    -1.183,
    -1.119,
    1.191,
    0.226,
    0.470,
    0.361,
    13.023,
    1.328,
    -0.406,
)
TOPIC_BIAS = -10.394
TOPIC_THRESHOLD = 0.28

FEEDBACK_WEIGHTS = (
    0.799,
    0.624,
    0.288,
    -0.607,
)
FEEDBACK_BIAS = -0.754

FACT_WEIGHTS = (
    -0.582,
    1.186,
    6.295,
    1.477,
    10.478,
    2.473,
    0.279,
    1.934,
    -7.756,
    2.045,
    0.825,
    3.010,
    3.576,
    -1.925,
    1.908,
    -1.707,
)
FACT_BIAS = -22.275
FACT_THRESHOLD = 0.16

SENTENCE_WEIGHTS = (
    4.672,
    -5.026,
    2.967,
    7.414,
    5.563,
    1.110,
    0.265,
    1.646,
    -3.079,
    0.190,
    0.215,
)
SENTENCE_BIAS = -7.163
