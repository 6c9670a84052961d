"""Findings as Arrow tables. Needs pyarrow."""

from typing import TYPE_CHECKING, Any, List, Optional

import pyarrow as pa
import pyarrow.json as pa_json

if TYPE_CHECKING:
    from .pipeline import Pipeline

_TEXT, _OFFSET = pa.string(), pa.int64()


def _struct(**types: pa.DataType) -> pa.DataType:
    return pa.struct(list(types.items()))


_PLACE = {"start": _OFFSET, "end": _OFFSET, "text": _TEXT}

MENTION = _struct(
    id=_TEXT, **_PLACE, kind=_TEXT, form=_TEXT, entity=_TEXT, country=_TEXT, name=_TEXT, rule=_TEXT
)
QUOTE = _struct(
    id=_TEXT,
    start=_OFFSET,
    end=_OFFSET,
    kind=_TEXT,
    content=pa.list_(_struct(**_PLACE)),
    cue=_struct(**_PLACE, lemma=_TEXT),
    speaker=_struct(**_PLACE, entity=_TEXT, name=_TEXT, title=_TEXT, country=_TEXT, institution=_TEXT),
    parent=_TEXT,
    rule=_TEXT,
)
AGREEMENT = _struct(
    id=_TEXT,
    start=_OFFSET,
    end=_OFFSET,
    type=_TEXT,
    category=_TEXT,
    title=_struct(**_PLACE),
    trigger=_struct(**_PLACE),
    parties=pa.list_(_struct(entity=_TEXT, name=_TEXT, country=_TEXT, role=_TEXT)),
    status=_TEXT,
    polarity=_TEXT,
    subjects=pa.list_(_TEXT),
    date=_TEXT,
    place=_TEXT,
    cameo=_TEXT,
    plover=_TEXT,
    quote=_TEXT,
    rule=_TEXT,
)

#: The schema of what :func:`annotate_arrow` gives. A row whose text is null has an ``error``.
SCHEMA = pa.schema(
    [
        ("id", _TEXT),
        ("error", _TEXT),
        ("mentions", pa.list_(MENTION)),
        ("quotes", pa.list_(QUOTE)),
        ("agreements", pa.list_(AGREEMENT)),
    ]
)


def annotate_arrow(
    pipeline: "Pipeline", data: Any, text: str = "text", id: Optional[str] = None, jobs: int = 0
) -> pa.Table:
    """Annotates a column of texts; see :meth:`chancery.Pipeline.annotate_arrow`."""
    table = data if isinstance(data, pa.Table) else _table(data)
    for column in [text] if id is None else [text, id]:
        if column not in table.column_names:
            raise KeyError(f"no column {column!r}; there are {table.column_names}")
    batches = [annotate_batch(pipeline, b, text, id, jobs) for b in table.to_batches()]
    return pa.Table.from_batches(batches, SCHEMA)


def annotate_batch(
    pipeline: "Pipeline", batch: pa.RecordBatch, text: str, id: Optional[str], jobs: int = 0
) -> pa.RecordBatch:
    """Annotates one batch, which bounds the memory that is used."""
    texts: List[Optional[str]] = batch.column(text).to_pylist()
    numbers = range(len(texts))
    ids = [str(n) for n in numbers] if id is None else [str(v) for v in batch.column(id).to_pylist()]
    given = [n for n in numbers if texts[n] is not None]
    records = pipeline.annotate_json(
        [texts[n] for n in given], [ids[n] for n in given], [None] * len(given), jobs
    )
    found = _parse(records)
    if len(given) < len(texts):
        # Rows without a text stand at their place, with nothing found.
        places = {number: at for at, number in enumerate(given)}
        found = found.take(pa.array([places.get(n) for n in numbers], pa.int64()))
    errors = [None if text is not None else "the text is null" for text in texts]
    columns = [pa.array(ids, _TEXT), pa.array(errors, _TEXT)]
    columns += [found.column(name).combine_chunks() for name in _FINDINGS.names]
    columns = [c.combine_chunks() if isinstance(c, pa.ChunkedArray) else c for c in columns]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


_FINDINGS = pa.schema([SCHEMA.field(name) for name in ("mentions", "quotes", "agreements")])


def _parse(records: List[str]) -> pa.Table:
    """Output records as a table. Arrow's own reader makes no Python object of any finding."""
    if not records:
        return _FINDINGS.empty_table()
    lines = "".join(records).encode()
    longest = 4 * max(map(len, records)) + 1
    return pa_json.read_json(
        pa.BufferReader(lines),
        read_options=pa_json.ReadOptions(use_threads=False, block_size=max(longest, 1 << 20)),
        parse_options=pa_json.ParseOptions(
            explicit_schema=_FINDINGS, unexpected_field_behavior="ignore"
        ),
    )


def _table(data: Any) -> pa.Table:
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if hasattr(data, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(data).read_all()
    if hasattr(data, "__arrow_c_array__"):
        return pa.Table.from_batches([pa.record_batch(data)])
    return pa.table(data)
