"""Weights and cut-offs, measured.

Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.
"""

TOPIC_WEIGHTS = (
    7.801,
    -10.218,
    13.226,
    0.959,
    4.114,
    -2.001,
    -0.775,
    -1.708,
    -0.543,
    1.748,
    -0.340,
    0.106,
    0.543,
    13.483,
    1.303,
    -0.210,
)
TOPIC_BIAS = -9.578
TOPIC_ANCHOR = 0.15
TOPIC_SHARE = 0.25

FEEDBACK_WEIGHTS = (
    0.791,
    34.018,
    -1.483,
    0.738,
)
FEEDBACK_BIAS = -1.506

FACT_WEIGHTS = (
    0.697,
    -0.128,
    1.780,
    1.869,
    10.631,
    1.876,
    0.376,
    2.227,
    -8.739,
    1.497,
    1.065,
    2.356,
    -0.247,
    9.745,
    2.672,
    -1.777,
)
FACT_BIAS = -17.815

ANSWER_WEIGHTS = (
    0.695,
    0.329,
    2.401,
    -1.613,
    -0.381,
    4.620,
    -0.661,
    -0.766,
    0.547,
    -0.489,
    0.166,
    -0.668,
    0.000,
    -0.028,
    -0.514,
    2.101,
)
ANSWER_BIAS = 1.806
ANSWER_ANCHOR = 0.33

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
