"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    0.631,
    -2.075,
    11.946,
    1.153,
    1.228,
    1.710,
    0.492,
    -1.202,
    -1.374,
    1.158,
    0.129,
    0.553,
    0.360,
    13.895,
    0.883,
    -0.423,
)
TOPIC_BIAS = -10.046
TOPIC_THRESHOLD = 0.28

FEEDBACK_WEIGHTS = (
    0.776,
    0.471,
    0.574,
    -0.763,
)
FEEDBACK_BIAS = -0.753

FACT_WEIGHTS = (
    2.262,
    1.393,
    2.037,
    1.425,
    10.373,
    1.636,
    0.767,
    2.264,
    -8.154,
    2.251,
    0.976,
    2.997,
    3.771,
    -2.024,
    2.842,
    -1.525,
)
FACT_BIAS = -21.263
FACT_THRESHOLD = 0.14

SENTENCE_WEIGHTS = (
    4.678,
    -5.028,
    2.968,
    7.413,
    5.563,
    1.110,
    0.265,
    1.646,
    -3.078,
    0.190,
    0.215,
)
SENTENCE_BIAS = -7.166
