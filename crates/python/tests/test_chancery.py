"""The Python package, on the article that the command line's snapshots hold too."""

import json
import pathlib
import pickle
import re

import pytest

import chancery

ROOT = pathlib.Path(__file__).resolve().parents[3]
ARTICLE = (ROOT / "tests/articles/trend-2024-07-03.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pipeline():
    return chancery.Pipeline()


def test_offsets_are_those_of_python(pipeline):
    found = pipeline.annotate(ARTICLE)
    assert found.mentions and found.quotes and found.agreements
    for mention in found.mentions:
        assert ARTICLE[mention.start : mention.end] == mention.text
    for quote in found.quotes:
        for piece in quote.content:
            assert ARTICLE[piece.start : piece.end] == piece.text


def test_the_reference_article(pipeline):
    found = pipeline.annotate(ARTICLE, id="trend-2024-07-03")
    assert len(found.quotes) == 3
    assert {quote.speaker.name for quote in found.quotes} == {"Aykhan Hajizada"}
    statuses = {(a.type, a.status) for a in found.agreements}
    assert ("memorandum-of-understanding", "signed") in statuses


def test_the_findings_are_those_of_the_command_line(pipeline):
    snapshot = (ROOT / "tests/snapshots/articles/trend-2024-07-03.snap").read_text("utf-8")
    record = json.loads(snapshot.split("---\n", 2)[2])
    found = pipeline.annotate(ARTICLE, id=record["id"]).to_dict()
    # The snapshot counts bytes: the rest must be equal.
    strip = lambda text: re.sub(r'"(start|end)": \d+', r'"\1": 0', text)
    both = [json.dumps({k: r[k] for k in ("mentions", "quotes", "agreements")}) for r in (record, found)]
    assert strip(both[0]) == strip(both[1])


def test_many_texts_are_the_same_as_one_by_one(pipeline):
    texts = [ARTICLE, "", "Türkiye and Iraq signed a memorandum on water.", "😀 Baku agreed."] * 5
    many = pipeline.annotate_many(texts, jobs=4)
    assert [a.to_dict() for a in many] == [
        pipeline.annotate(text, id=str(number)).to_dict() for number, text in enumerate(texts)
    ]


def test_wrong_rules_name_their_place(tmp_path):
    (tmp_path / "mine.toml").write_text('[[cue]]\nid = "growl"\nformz = ["growled"]\nframe = ["that"]\n')
    with pytest.raises(chancery.RuleError) as error:
        chancery.Pipeline(rules=[tmp_path])
    assert "did you mean `forms`?" in str(error.value)
    place = error.value.errors[0]["place"]
    assert (place["line"], place["column"]) == (3, 1)


def test_own_rules_count(tmp_path):
    (tmp_path / "mine.toml").write_text(
        '[[alias]]\nid = "fire"\nentity = "country/AZ"\naliases = ["Land of Fire"]\n'
    )
    found = chancery.Pipeline(rules=[tmp_path]).annotate("The Land of Fire agreed.")
    assert found.mentions[0].entity == "country/AZ"


def test_dates_are_dates(pipeline):
    assert pipeline.annotate("Baku agreed.", date="2024-07-03T10:00:00Z").meta.date == "2024-07-03"
    with pytest.raises(ValueError, match="no date"):
        pipeline.annotate("Baku agreed.", date="yesterday")


def test_a_pipeline_travels(pipeline):
    copy = pickle.loads(pickle.dumps(pipeline))
    assert copy.annotate(ARTICLE).to_dict() == pipeline.annotate(ARTICLE).to_dict()


def test_displacy_has_no_overlaps(pipeline):
    ents = pipeline.annotate(ARTICLE).to_displacy()["ents"]
    assert ents and all(a["end"] <= b["start"] for a, b in zip(ents, ents[1:]))


def test_arrow_tables(pipeline):
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"url": ["a", "b", "c"], "body": [ARTICLE, None, "Baku agreed."]})
    found = pipeline.annotate_arrow(table, text="body", id="url")
    assert found.column("id").to_pylist() == ["a", "b", "c"]
    assert found.column("error").to_pylist() == [None, "the text is null", None]
    rows = found.to_pylist()
    assert len(rows[0]["quotes"]) == 3 and rows[1]["quotes"] is None
    expected = pipeline.annotate(ARTICLE).mentions
    assert [m["entity"] for m in rows[0]["mentions"]] == [m.entity for m in expected]
    large = table.set_column(1, "body", table.column("body").cast(pa.large_string()))
    assert pipeline.annotate_arrow(large, text="body", id="url").equals(found)
    with pytest.raises(KeyError, match="no column"):
        pipeline.annotate_arrow(table, text="text")


def test_arrow_tables_of_others(pipeline):
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"text": [ARTICLE, "Baku agreed."]})
    expected = pipeline.annotate_arrow(table)
    assert expected.column("id").to_pylist() == ["0", "1"]

    class Stream:
        """Anything with Arrow's stream interface: a Polars frame, a DuckDB result."""

        def __arrow_c_stream__(self, requested_schema=None):
            return table.__arrow_c_stream__(requested_schema)

    views = table.set_column(0, "text", table.column("text").cast(pa.string_view()))
    for data in [Stream(), table.to_batches()[0], {"text": table.column("text")}, views]:
        assert pipeline.annotate_arrow(data).equals(expected)


def test_arrow_says_what_the_parquet_of_the_command_line_says(pipeline):
    pa = pytest.importorskip("pyarrow")
    record = json.loads(pipeline.annotate_json([ARTICLE], ["a"], [None])[0])
    row = pipeline.annotate_arrow(pa.table({"text": [ARTICLE], "id": ["a"]}), id="id").to_pylist()[0]

    def given(value):
        if isinstance(value, dict):
            return {name: given(inner) for name, inner in value.items() if inner is not None}
        return [given(inner) for inner in value] if isinstance(value, list) else value

    for name in ["meta", "mentions", "quotes", "agreements"]:
        assert given(row[name]) == given(record[name])


def test_spacy_component():
    spacy = pytest.importorskip("spacy")
    import chancery.spacy  # noqa: F401

    nlp = spacy.blank("en")
    nlp.add_pipe("chancery")
    doc = nlp(ARTICLE)
    found = chancery.Pipeline().annotate(ARTICLE)
    assert {"country", "person"} <= {ent.label_ for ent in doc.ents}
    assert all(ent.kb_id_ for ent in doc.ents)
    assert len(doc.spans["quotes"]) >= len(found.quotes)
    assert doc.spans["quotes"][0].text in ARTICLE
    assert doc._.agreements == list(found.agreements)
    assert len(list(nlp.pipe([ARTICLE, "Baku agreed."]))) == 2


def test_the_example_of_the_documents(monkeypatch):
    pytest.importorskip("duckdb")
    import doctest

    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs/python.md").read_text("utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, "python.md", "docs/python.md", 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert runner.tries > 10 and runner.failures == 0
