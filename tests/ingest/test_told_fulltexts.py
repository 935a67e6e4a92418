"""Full texts that GROBID and Docling wrote, as they write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SourceError
from assistant.index.fulltext import NOWHERE, Box, Fulltext, Header, Page
from ingest.fulltext.docling import read_docling
from ingest.fulltext.forms import is_fulltext, read
from ingest.fulltext.reading import Read, read_fulltexts
from ingest.fulltext.tei import read_tei

TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xml:space="preserve" xmlns="http://www.tei-c.org/ns/1.0">
 <teiHeader xml:lang="en">
  <fileDesc>
   <titleStmt><title level="a" type="main">Lions at Night</title></titleStmt>
   <sourceDesc><biblStruct>
    <analytic>
     <author><persName><forename type="first">Ada</forename><forename type="middle">M</forename>
      <surname>Byron</surname></persName><affiliation key="aff0"/></author>
     <author><persName><forename type="first">Kurt</forename><surname>Gödel</surname></persName></author>
     <title level="a" type="main">Lions at Night</title>
    </analytic>
    <monogr><imprint><date type="published" when="2020-03-01">2020</date></imprint></monogr>
    <idno type="DOI">10.1000/ZOO.7</idno><idno type="arXiv">arXiv:2003.00001v2[q-bio.PE]</idno>
   </biblStruct></sourceDesc>
  </fileDesc>
  <encodingDesc><appInfo><application version="0.8.1" ident="GROBID"/></appInfo></encodingDesc>
  <profileDesc><abstract><div xmlns="http://www.tei-c.org/ns/1.0">
   <p><s coords="1,50,100,200,10">Lions hunt.</s></p></div></abstract></profileDesc>
 </teiHeader>
 <facsimile><surface n="1" ulx="0.0" uly="0.0" lrx="612.0" lry="792.0"/>
  <surface n="2" ulx="0.0" uly="0.0" lrx="612.0" lry="792.0"/></facsimile>
 <text xml:lang="en">
  <body>
   <div xmlns="http://www.tei-c.org/ns/1.0"><head n="1" coords="1,50,200,90,12">Introduction</head>
    <p><s coords="1,50,220,300,10;1,50,232,100,10">Lions live in prides
      <ref type="bibr" target="#b0">[1]</ref>.</s>
     <s coords="1,155,232,195,10;2,50,60,40,10">They rest by day.</s></p>
    <formula xml:id="formula_0">n = 2 m<label>(1)</label></formula>
    <p>Nobody says where this stands.</p>
   </div>
   <note place="foot" n="1" coords="1,50,700,120,8">They were not disturbed.</note>
   <figure xmlns="http://www.tei-c.org/ns/1.0" xml:id="fig_0" coords="2,50,300,200,20">
    <head>Fig. 1 .</head><label>1</label><figDesc>Fig. 1. A lion asleep.</figDesc></figure>
   <figure type="table" xml:id="tab_0"><head>Table 1</head><figDesc>Prides.</figDesc>
    <table><row><cell>North</cell><cell>7</cell></row></table></figure>
  </body>
  <back>
   <div type="acknowledgement"><div><head>Acknowledgements</head><p>We thank the lions.</p></div></div>
   <div type="references"><listBibl><biblStruct xml:id="b0" coords="2,50,500,200,8">
    <analytic><title level="a" type="main">Prides</title>
     <author><persName><surname>Smyth</surname></persName></author></analytic>
    <note type="raw_reference">Smyth, J. Prides. 1999.</note></biblStruct></listBibl></div>
  </back>
 </text>
</TEI>
"""


def sections(text: Fulltext) -> list[tuple[str, str, str]]:
    return [(one.part, one.heading, text.text[one.start : one.end]) for one in text.sections]


def boxes_of(text: Fulltext, words: str) -> tuple[Box, ...]:
    at = text.text.index(words)
    return text.boxes(at, at + len(words))


def test_tei_becomes_sections_in_the_order_of_reading() -> None:
    assert sections(read_tei(TEI.encode())) == [
        ("front", "", "Lions at Night"),
        ("abstract", "", "Lions hunt."),
        (
            "body",
            "1 Introduction",
            "Lions live in prides [1]. They rest by day.\n\nn = 2 m(1)\n\nNobody says where this stands.",
        ),
        ("body", "Acknowledgements", "We thank the lions."),
        ("caption", "", "Fig. 1. A lion asleep."),
        ("caption", "", "Table 1 Prides."),
        ("table", "", "North 7"),
        ("footnote", "", "They were not disturbed."),
        ("references", "References", "Smyth, J. Prides. 1999."),
    ]


def test_the_header_of_tei_says_which_paper_it_is() -> None:
    assert read_tei(TEI.encode()).header == Header(
        "Lions at Night", ("Ada M Byron", "Kurt Gödel"), "10.1000/zoo.7", "2003.00001", 2020
    )


def test_the_coordinates_of_tei_are_those_of_each_line() -> None:
    text = read_tei(TEI.encode())
    assert text.pages == (Page(612.0, 792.0), Page(612.0, 792.0))
    assert boxes_of(text, "Lions live in prides [1].") == (
        Box(0, 50, 220, 350, 230),
        Box(0, 50, 232, 150, 242),
    )
    assert boxes_of(text, "They rest by day.") == (Box(0, 155, 232, 350, 242), Box(1, 50, 60, 90, 70))
    assert boxes_of(text, "Introduction") == (Box(0, 50, 200, 140, 212),)


def test_what_tei_gives_no_coordinates_for_stands_nowhere() -> None:
    text = read_tei(TEI.encode())
    assert boxes_of(text, "Nobody says where this stands.") == ()
    at = text.text.index("Nobody")
    assert text.places[at, 0] == NOWHERE


@pytest.mark.parametrize(
    "coords", ["", "x", "1,2,3", "0,1,1,1,1", "1.5,1,1,1,1", "1,nan,1,1,1", "99999999,1,1,1,1"]
)
def test_damaged_coordinates_are_none(coords: str) -> None:
    text = read_tei(TEI.replace("1,50,100,200,10", coords).encode())
    assert boxes_of(text, "Lions hunt.") == ()


def test_an_entity_of_tei_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE TEI [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    text = read_tei(
        TEI.replace("<TEI", f"{entity}<TEI", 1).replace("Lions hunt.", "&e; Lions hunt.").encode()
    )
    assert "secret" not in text.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TEI[:2000], "is no whole TEI"),
        ('<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', "is TEI without a text"),
        ('{"schema_name": "DoclingDocument", ', "is no whole JSON of Docling"),
        ('{"schema_name": "DoclingDocument"}', "is a DoclingDocument without a text"),
        ('{"of": {"schema_name": "DoclingDocument"}}', "is JSON, but no DoclingDocument"),
        ("{}", "is no PDF, no TEI of GROBID and no JSON of Docling"),
    ],
)
def test_what_is_none_is_refused_in_a_clause(data: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(data.encode())


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (b"\xef\xbb\xbf" + TEI.encode(), True),
        (b"<!-- saved -->\n" + TEI.partition("\n")[2].encode(), True),
        (b"saved from a mail\n%PDF-1.7", True),
        (b"@misc{a, note={<TEI xmlns='http://www.tei-c.org/ns/1.0'>}}", False),
        (b'@misc{a, note={{"schema_name": "DoclingDocument"}}}', False),
        (2000 * b" " + b"%PDF-1.7", False),
        (b"", False),
    ],
)
def test_a_form_shows_at_the_beginning(tmp_path: Path, data: bytes, is_one: bool) -> None:
    (tmp_path / "file").write_bytes(data)
    assert is_fulltext(tmp_path / "file") == is_one
    if is_one and b"%PDF" not in data:
        assert read(data).header.title == "Lions at Night"


def text_item(
    number: int, label: str, text: str, *prov: dict[str, Any], parent: str = "#/body"
) -> dict[str, Any]:
    return {
        "self_ref": f"#/texts/{number}",
        "parent": {"$ref": parent},
        "children": [],
        "content_layer": "furniture" if label == "page_header" else "body",
        "label": label,
        "prov": list(prov),
        "orig": text,
        "text": text,
    }


def prov(
    page: int, box: tuple[float, float, float, float], span: tuple[int, int], origin: str = "BOTTOMLEFT"
) -> dict[str, Any]:
    return {
        "page_no": page,
        "bbox": {**dict(zip("ltrb", box, strict=True)), "coord_origin": origin},
        "charspan": list(span),
    }


def docling() -> dict[str, Any]:
    over = "Lions live in prides. They rest by day."
    texts = [
        text_item(0, "page_header", "Zoology Today", prov(1, (50, 780, 200, 770), (0, 13))),
        text_item(1, "section_header", "Lions at Night", prov(1, (50, 750, 200, 730), (0, 14))),
        text_item(2, "text", "doi:10.1000/zoo.7, published 2020", prov(1, (50, 720, 200, 710), (0, 33))),
        text_item(3, "section_header", "Abstract", prov(1, (50, 700, 100, 690), (0, 8))),
        text_item(4, "text", "Lions hunt.", prov(1, (50, 680, 250, 670), (0, 11))),
        text_item(5, "section_header", "1 Introduction", prov(1, (50, 650, 100, 640), (0, 14))),
        text_item(
            6, "text", over, prov(1, (50, 630, 250, 100), (0, 21)), prov(1, (300, 700, 500, 680), (22, 39))
        ),
        text_item(
            7,
            "caption",
            "Figure 1. A lion asleep.",
            prov(1, (300, 500, 500, 490), (0, 24)),
            parent="#/pictures/0",
        ),
        text_item(8, "text", "asleep awake", prov(1, (300, 600, 500, 590), (0, 12)), parent="#/pictures/0"),
        text_item(
            9,
            "list_item",
            "a pride of the north",
            prov(1, (300, 92, 500, 112), (0, 20), "TOPLEFT"),
            parent="#/groups/0",
        ),
        text_item(10, "footnote", "They were not disturbed.", prov(1, (50, 60, 250, 50), (0, 24))),
        text_item(11, "section_header", "References", prov(1, (300, 300, 400, 290), (0, 10))),
        text_item(12, "list_item", "Smyth, J. Prides. 1999.", parent="#/groups/1"),
    ]
    order = [
        "texts/0",
        "texts/1",
        "texts/2",
        "texts/3",
        "texts/4",
        "texts/5",
        "texts/6",
        "pictures/0",
        "groups/0",
    ]
    order += ["tables/0", "texts/10", "texts/11", "groups/1", "texts/77"]
    return {
        "schema_name": "DoclingDocument",
        "version": "1.6.0",
        "body": {"self_ref": "#/body", "children": [{"$ref": f"#/{one}"} for one in order]},
        "groups": [
            {
                "self_ref": "#/groups/0",
                "label": "list",
                "children": [{"$ref": "#/texts/9"}, {"$ref": "#/groups/0"}],
            },
            {"self_ref": "#/groups/1", "label": "list", "children": [{"$ref": "#/texts/12"}]},
        ],
        "texts": texts,
        "pictures": [
            {
                "self_ref": "#/pictures/0",
                "label": "picture",
                "children": [{"$ref": "#/texts/7"}, {"$ref": "#/texts/8"}],
                "captions": [{"$ref": "#/texts/7"}],
            }
        ],
        "tables": [
            {
                "self_ref": "#/tables/0",
                "label": "table",
                "children": [],
                "captions": [],
                "prov": [prov(1, (300, 400, 500, 380), (0, 0))],
                "data": {"table_cells": [{"text": "North"}, {"text": "7"}], "num_rows": 1, "num_cols": 2},
            }
        ],
        "pages": {"1": {"size": {"width": 612.0, "height": 792.0}, "page_no": 1}},
    }


def read_made(document: Any) -> Fulltext:
    return read_docling(json.dumps(document).encode())


def test_docling_becomes_sections_in_the_order_of_reading() -> None:
    assert sections(read_made(docling())) == [
        ("front", "", "Lions at Night\n\ndoi:10.1000/zoo.7, published 2020"),
        ("abstract", "Abstract", "Lions hunt."),
        ("body", "1 Introduction", "Lions live in prides. They rest by day.\n\na pride of the north"),
        ("caption", "", "Figure 1. A lion asleep."),
        ("table", "", "asleep awake"),
        ("table", "", "North 7"),
        ("footnote", "", "They were not disturbed."),
        ("references", "References", "Smyth, J. Prides. 1999."),
    ]


def test_boxes_of_docling_count_from_the_top_whichever_corner_theirs_count_from() -> None:
    text = read_made(docling())
    assert boxes_of(text, "Lions hunt.") == (Box(0, 50, 112, 250, 122),)
    assert boxes_of(text, "a pride of the north") == (Box(0, 300, 92, 500, 112),)
    assert boxes_of(text, "Smyth, J.") == ()


def test_a_paragraph_of_docling_over_two_columns_has_a_box_in_each() -> None:
    text = read_made(docling())
    assert boxes_of(text, "Lions live in prides.") == (Box(0, 50, 162, 250, 692),)
    assert boxes_of(text, "They rest by day.") == (Box(0, 300, 92, 500, 112),)


def test_the_header_of_docling_is_what_its_first_page_says() -> None:
    assert read_made(docling()).header == Header("Lions at Night", (), "10.1000/zoo.7", None, 2020)


SHAPES = [None, 7, "x", [], {}, [7], {"1": 7}, {"children": 7}]


@pytest.mark.parametrize("name", ["pages", "groups", "tables", "pictures"])
@pytest.mark.parametrize("value", SHAPES)
def test_docling_of_any_shape_is_read_as_far_as_it_goes(name: str, value: Any) -> None:
    assert "Lions hunt." in read_made(docling() | {name: value}).text


@pytest.mark.parametrize("name", ["texts", "body"])
@pytest.mark.parametrize("value", SHAPES)
def test_docling_without_what_it_consists_of_is_refused(name: str, value: Any) -> None:
    with pytest.raises(SourceError, match="is a DoclingDocument without a text"):
        read_made(docling() | {name: value})


@pytest.mark.parametrize(
    "prov",
    [
        None,
        7,
        [None],
        [{}],
        [{"page_no": 9, "bbox": {}}],
        [{"page_no": 1, "bbox": {"l": "x", "t": 1, "r": 1, "b": 1}}],
    ],
)
def test_docling_without_places_is_read_without_boxes(prov: Any) -> None:
    document = docling()
    document["texts"][4]["prov"] = prov
    assert boxes_of(read_made(document), "Lions hunt.") == ()


@pytest.mark.process
def test_all_forms_are_read_by_the_same_processes(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(TEI, encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(docling()), encoding="utf-8")
    results = list(read_fulltexts([tmp_path / "a.xml", tmp_path / "b.json"], tmp_path / "into", processes=1))
    assert [result.header.doi for result in results if isinstance(result, Read)] == ["10.1000/zoo.7"] * 2
