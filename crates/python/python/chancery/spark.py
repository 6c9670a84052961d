"""Findings of a Spark DataFrame, through ``mapInArrow``. Needs pyspark and pyarrow."""

from functools import lru_cache
from typing import Iterator, Optional, Sequence, Tuple

import pyarrow as pa

from .arrow import SCHEMA, annotate_arrow
from .pipeline import Pipeline


@lru_cache(maxsize=4)
def _pipeline(rules: Tuple[str, ...]) -> Pipeline:
    """Built once a worker process, however many batches it gets."""
    return Pipeline(rules)


def annotate(df, text: str = "text", id: Optional[str] = None, rules: Sequence[str] = ()):
    """A DataFrame with a row of findings for each row: ``id``, ``error``, ``mentions``, ``quotes``,
    ``agreements``, typed as :data:`chancery.arrow.SCHEMA`.

    :param text: the column of texts. A null becomes a row with an ``error``.
    :param id: the column of ids; without one, rows are numbered within their batch.
    :param rules: folders of rules, which every worker must be able to read at these paths.

    One thread works on each task: Spark has a task for each core.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    columns = [text] if id is None else [id, text]
    folders = tuple(rules)

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        pipeline = _pipeline(folders)
        for batch in batches:
            yield from annotate_arrow(pipeline, batch, text, id, jobs=1).to_batches()

    return df.select(*columns).mapInArrow(work, from_arrow_schema(SCHEMA))
