"""Findings as Arrow tables. Needs pyarrow; texts and findings cross without being copied."""

from typing import TYPE_CHECKING, Any, Optional

import pyarrow as pa

from . import _chancery

if TYPE_CHECKING:
    from .pipeline import Pipeline

#: The schema of what :func:`annotate_arrow` gives. A row whose text is null has an ``error``.
SCHEMA = pa.schema(_chancery.schema())


def annotate_arrow(
    pipeline: "Pipeline", data: Any, text: str = "text", id: Optional[str] = None, jobs: int = 0
) -> pa.Table:
    """Annotates a column of texts; see :meth:`chancery.Pipeline.annotate_arrow`."""
    if not hasattr(data, "__arrow_c_stream__") and not hasattr(data, "__arrow_c_array__"):
        data = pa.table(data)
    return pa.table(pipeline._inner.annotate_arrow(data, text, id, jobs))
