"""The same findings on Spark as on the command line. Runs where pyspark and Java are."""

import os
import pathlib
import shutil
import sys
import time

import pytest

pyspark = pytest.importorskip("pyspark")
pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402

import chancery  # noqa: E402
import chancery.spark  # noqa: E402

if shutil.which("java") is None:
    pytest.skip("no Java", allow_module_level=True)

ROOT = pathlib.Path(__file__).resolve().parents[3]
ROWS = int(os.environ.get("CHANCERY_SPARK_ROWS", "2000"))


@pytest.fixture(scope="module")
def session():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        pyspark.sql.SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "1000")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_spark_finds_what_the_pipeline_finds(session, tmp_path):
    articles = [p.read_text("utf-8") for p in sorted((ROOT / "tests/articles").glob("*.txt"))]
    bodies = [f"{articles[n % len(articles)]}\n\nItem {n}.\n" for n in range(ROWS)]
    bodies[7] = None
    table = pa.table({"url": [f"news/{n}" for n in range(ROWS)], "body": bodies})
    pq.write_table(table, tmp_path / "news.parquet", row_group_size=500)

    began = time.monotonic()
    frame = session.read.parquet(str(tmp_path / "news.parquet")).repartition(4)
    findings = chancery.spark.annotate(frame, text="body", id="url")
    findings.write.parquet(str(tmp_path / "findings"))
    took = time.monotonic() - began
    size = sum(len(b.encode()) for b in bodies if b) / 1e6
    print(f"\n{ROWS} articles, {size:.1f} MB, local[2]: {took:.1f} s, {size / took:.2f} MB/s")

    found = pq.read_table(tmp_path / "findings").to_pylist()
    by_id = {row["id"]: row for row in found}
    assert len(by_id) == ROWS
    assert by_id["news/7"]["error"] == "the text is null"
    pipeline = chancery.Pipeline()
    expected = pipeline.annotate_arrow(table.slice(0, 50), text="body", id="url").to_pylist()
    assert [by_id[row["id"]] for row in expected] == expected
