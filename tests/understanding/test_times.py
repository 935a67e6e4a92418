"""Years, months, days and spans of time in questions."""

from __future__ import annotations

import pytest
from animals import months
from expected import Row, assert_understood

from assistant.datamodels import Intent, Query
from assistant.understanding.lexicon import Lexicon

YEARS_APART = {
    "year_from": 2019,
    "year_to": 2021,
    "without": (Query("2020 to 2020", Intent.LIST, year_from=2020, year_to=2020),),
}
YEARS: tuple[Row, ...] = (
    ("papers in 2020", Intent.LIST, "", {"year_from": 2020, "year_to": 2020}),
    ("papers on lions since 2020", Intent.TOPIC, "lions", {"year_from": 2020}),
    ("papers on lions from 2020 on", Intent.TOPIC, "lions", {"year_from": 2020}),
    ("papers on lions, 2020 or later", Intent.TOPIC, "lions", {"year_from": 2020}),
    ("papers after 2020", Intent.LIST, "", {"year_from": 2021}),
    ("papers until 2020", Intent.LIST, "", {"year_to": 2020}),
    ("papers by the end of 2020", Intent.LIST, "", {"year_to": 2020}),
    ("papers before 2020", Intent.LIST, "", {"year_to": 2019}),
    ("2020 or earlier", Intent.LIST, "", {"year_to": 2020}),
    ("papers between 2021 and 2019", Intent.LIST, "", {"year_from": 2019, "year_to": 2021}),
    ("papers from 2019-2021", Intent.LIST, "", {"year_from": 2019, "year_to": 2021}),
    ("papers in 2020 or 2021", Intent.LIST, "", {"year_from": 2020, "year_to": 2021}),
    ("papers in 2019 or 2021", Intent.LIST, "", YEARS_APART),
    ("lions in 2019 and in 2021", Intent.TOPIC, "lions", YEARS_APART),
    ("How many papers in 2019 and how many in 2021?", Intent.RANK, "", YEARS_APART | {"attribute": "year"}),
    ("How many papers on lions in 2019, 2021?", Intent.RANK, "lions", YEARS_APART | {"attribute": "year"}),
    ("Did they publish more in 2019 or in 2021?", Intent.RANK, "", YEARS_APART | {"attribute": "year"}),
    ("papers from the 2010s", Intent.LIST, "", {"year_from": 2010, "year_to": 2019}),
    ("papers on or after June 2021", Intent.LIST, "", months(2021, 6, None, None)),
    ("My PhD starts in October. Is there work on lions?", Intent.TOPIC, "lions", {}),
    ("papers of last year", Intent.LIST, "", {"year_from": 2025, "year_to": 2025}),
    ("papers of this year", Intent.LIST, "", {"year_from": 2026, "year_to": 2026}),
    ("papers of the past three years", Intent.LIST, "", {"year_from": 2024}),
    ("lions in the last few years", Intent.TOPIC, "lions", {"year_from": 2024}),
    ("papers of the last ² years", Intent.LIST, "", {"year_from": 2024}),
    ("papers in March 2021", Intent.LIST, "", months(2021, 3, 2021, 3)),
    ("papers of 3 March 2021", Intent.LIST, "", months(2021, 3, 2021, 3) | {"day": 3}),
    ("lions, March 3rd, 2021", Intent.TOPIC, "lions", months(2021, 3, 2021, 3) | {"day": 3}),
    ("papers of 2021-03-15", Intent.LIST, "", months(2021, 3, 2021, 3) | {"day": 15}),
    ("papers since 3 March 2021", Intent.LIST, "", months(2021, 3, None, None)),
    ("papers in 2021-03", Intent.LIST, "", months(2021, 3, 2021, 3)),
    ("papers in 03/2021", Intent.LIST, "", months(2021, 3, 2021, 3)),
    ("papers since June 2021", Intent.LIST, "", months(2021, 6, None, None)),
    ("papers after June 2021", Intent.LIST, "", months(2021, 7, None, None)),
    ("papers before June 2021", Intent.LIST, "", months(None, None, 2021, 5)),
    ("papers before January 2021", Intent.LIST, "", {"year_to": 2020}),
    ("papers by May 2021", Intent.LIST, "", months(None, None, 2021, 5)),
    ("papers from March to May 2020", Intent.LIST, "", months(2020, 3, 2020, 5)),
    ("papers between March 2019 and June 2020", Intent.LIST, "", months(2019, 3, 2020, 6)),
    ("spring 2022", Intent.LIST, "", months(2022, 3, 2022, 5)),
    ("lions in the summer of 2020", Intent.TOPIC, "lions", months(2020, 6, 2020, 8)),
    ("papers in winter 2021", Intent.LIST, "", months(2020, 12, 2021, 2)),
    ("papers of the last quarter of 2023", Intent.LIST, "", months(2023, 10, 2023, None)),
    ("papers in Q3 2023", Intent.LIST, "", months(2023, 7, 2023, 9)),
    ("papers of the third quarter of 2023", Intent.LIST, "", months(2023, 7, 2023, 9)),
    ("papers of the second half of 2023", Intent.LIST, "", months(2023, 7, 2023, None)),
    ("mid-2021", Intent.LIST, "", months(2021, 5, 2021, 8)),
    ("papers since March", Intent.LIST, "", months(2026, 3, None, None)),
    ("papers in November", Intent.LIST, "", months(2025, 11, 2025, 11)),
    ("papers of the last six months", Intent.LIST, "", {"year_from": 2026}),
    ("papers since last year", Intent.LIST, "", {"year_from": 2025}),
    ("papers until last year", Intent.LIST, "", {"year_to": 2025}),
    ("papers of last summer", Intent.LIST, "", months(2025, 6, 2025, 8)),
    ("papers of this decade", Intent.LIST, "", {"year_from": 2020, "year_to": 2029}),
    ("papers from two years ago", Intent.LIST, "", {"year_from": 2024, "year_to": 2024}),
    ("papers from 2020 to today", Intent.LIST, "", {"year_from": 2020}),
    ("papers not before 2020", Intent.LIST, "", {"year_from": 2020}),
    ("lions that may swim", Intent.TOPIC, "lions swim", {}),
    ("papers from 2017/18", Intent.LIST, "", {"year_from": 2017, "year_to": 2018}),
    ("papers 2019/2020", Intent.LIST, "", {"year_from": 2019, "year_to": 2020}),
    ("papers from the years 2019, 2020 and 2021", Intent.LIST, "", {"year_from": 2019, "year_to": 2021}),
    ("the newest papers, i.e. everything from 2020", Intent.LIST, "", {"year_from": 2020, "year_to": 2020}),
)

SAID_TWICE: tuple[Row, ...] = (
    ("papers since 2020 (2020 included)", Intent.LIST, "", {"year_from": 2020}),
    ("papers since 2020, including 2020", Intent.LIST, "", {"year_from": 2020}),
    (
        "papers between 2019 and 2021, both years included",
        Intent.LIST,
        "",
        {"year_from": 2019, "year_to": 2021},
    ),
    ("papers after 2020, i.e. from 2021 on", Intent.LIST, "", {"year_from": 2021}),
    ("Anything older on lions, from before 2020?", Intent.TOPIC, "lions", {"year_to": 2019}),
    ("nothing before 2020, only later papers", Intent.LIST, "", {"year_from": 2020}),
    ("papers no later than 2020", Intent.LIST, "", {"year_to": 2020}),
    ("no papers published before 2020", Intent.LIST, "", {"year_from": 2020}),
    ("papers after 2018 and before 2021", Intent.LIST, "", {"year_from": 2019, "year_to": 2020}),
    ("papers from 2020 up to and including 2021", Intent.LIST, "", {"year_from": 2020, "year_to": 2021}),
    ("papers that date from 2020 or before", Intent.LIST, "", {"year_to": 2020}),
    ("papers from 2020 or more recent", Intent.LIST, "", {"year_from": 2020}),
)

NOT_OF_PAPERS: tuple[Row, ...] = (
    ("lions in the 2009 drought", Intent.TOPIC, "lions drought", {}),
    ("papers on the 2014-2016 drought", Intent.TOPIC, "2014-2016 drought", {}),
    ("How many lions were counted in 2006?", Intent.FACT, "lions were counted in 2006", {}),
    ("How many lions were counted in 2006 and 2009?", Intent.FACT, "lions were counted in 2006", {}),
    ("How many lions does the 2006 paper name?", Intent.FACT, "lions", {"year_from": 2006, "year_to": 2006}),
    (
        "How many lions slept in their paper from 2006?",
        Intent.FACT,
        "lions slept",
        {"year_from": 2006, "year_to": 2006},
    ),
)


@pytest.mark.parametrize("row", YEARS + SAID_TWICE + NOT_OF_PAPERS, ids=lambda row: row[0])
def test_a_question(lexicon: Lexicon, row: Row) -> None:
    assert_understood(row, lexicon)
