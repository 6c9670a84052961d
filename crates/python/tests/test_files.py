"""The files that the command line writes, read by those who will read them.

Runs where the program was built: ``target/debug/chancery``, or what ``CHANCERY`` names.
"""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

pa = pytest.importorskip("pyarrow")
import pyarrow.feather  # noqa: E402
import pyarrow.parquet  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = pathlib.Path(os.environ.get("CHANCERY", ROOT / "target/debug/chancery"))
ARTICLES = str(ROOT / "tests/articles")

if not PROGRAM.exists():
    pytest.skip("the program is not built", allow_module_level=True)


def annotate(*arguments):
    command = [str(PROGRAM), "annotate", *map(str, arguments), ARTICLES]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def records():
    return [json.loads(line) for line in annotate("--to", "jsonl").decode().splitlines()]


def given(value):
    """Without what is null, which columns cannot leave out."""
    if isinstance(value, dict):
        return {name: given(inner) for name, inner in value.items() if inner is not None}
    return [given(inner) for inner in value] if isinstance(value, list) else value


def test_parquet_and_arrow_say_what_json_says(records, tmp_path):
    annotate("--to", "parquet", "-o", tmp_path / "a.parquet")
    annotate("--to", "arrow", "-o", tmp_path / "a.arrow")
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert pyarrow.feather.read_table(tmp_path / "a.arrow").equals(table)
    assert [given(row) for row in table.to_pylist()] == [given(record) for record in records]


def test_tables_hold_every_finding(records, tmp_path):
    annotate("--tables", tmp_path)
    for name in ["mentions", "quotes", "agreements"]:
        table = pyarrow.parquet.read_table(tmp_path / f"{name}.parquet")
        assert table.num_rows == sum(len(record[name]) for record in records), name
    documents = pyarrow.parquet.read_table(tmp_path / "documents.parquet").to_pylist()
    assert [row["document"] for row in documents] == [record["id"] for record in records]
    speakers = pyarrow.parquet.read_table(tmp_path / "quotes.parquet").column("speaker")
    assert "Aykhan Hajizada" in speakers.to_pylist()


def test_duckdb_joins_the_tables(records, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    annotate("--tables", tmp_path)
    rows = duckdb.sql(
        f"select q.document, count(*) from '{tmp_path}/quotes.parquet' q "
        f"join '{tmp_path}/documents.parquet' d on d.document = q.document group by 1 order by 1"
    ).fetchall()
    expected = {record["id"]: len(record["quotes"]) for record in records if record["quotes"]}
    assert dict(rows) == expected


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq")
def test_jq_reads_the_lines(records):
    lines = annotate("--to", "jsonl")
    out = subprocess.run(
        ["jq", "-r", ".quotes[].speaker.name // empty"], input=lines, capture_output=True, check=True
    )
    speakers = [q["speaker"] for record in records for q in record["quotes"] if q["speaker"]]
    assert out.stdout.decode().splitlines() == [s["name"] for s in speakers if s["name"]]
