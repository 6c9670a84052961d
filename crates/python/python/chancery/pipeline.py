"""The pipeline: compiled rules that annotate texts."""

import json
import os
from typing import Iterable, List, Optional, Sequence, Union

from . import _chancery
from .findings import Annotations

Path = Union[str, "os.PathLike[str]"]


class Pipeline:
    """The embedded rules, with folders of your own rules over them.

    Building one takes tens of milliseconds: build it once and keep it. It can be shared by threads.

    :param rules: folders of rules, the last on top.
    :raises RuleError: with all that is wrong in ``errors``, each with file, line and column.
    """

    def __init__(self, rules: Sequence[Path] = ()) -> None:
        self._folders = [os.fspath(folder) for folder in rules]
        self._inner = _chancery.Pipeline(self._folders)

    def annotate(self, text: str, id: str = "", date: Optional[str] = None) -> Annotations:
        """Finds everything in a text.

        :param date: the day of the text as ``2024-07-03``, where you know it; weekdays and the like
            are counted from it.
        """
        return Annotations.from_dict(json.loads(self._inner.annotate((id, text, date))), text)

    def annotate_many(
        self, texts: Iterable[str], ids: Optional[Iterable[str]] = None, jobs: int = 0
    ) -> List[Annotations]:
        """Annotates many texts at once, in their order, without holding Python's lock.

        :param jobs: how many threads; 0 for all processors. The result is the same.
        """
        texts = list(texts)
        names = [str(number) for number in range(len(texts))] if ids is None else list(ids)
        if len(names) != len(texts):
            raise ValueError(f"{len(texts)} texts and {len(names)} ids")
        records = self.annotate_json(texts, names, [None] * len(texts), jobs)
        return [Annotations.from_dict(json.loads(r), t) for r, t in zip(records, texts)]

    def annotate_json(
        self,
        texts: Sequence[str],
        ids: Sequence[str],
        dates: Sequence[Optional[str]],
        jobs: int = 0,
    ) -> List[str]:
        """Output records (the contract ``chancery/1``) as JSON, one a text."""
        return self._inner.annotate_many(list(zip(ids, texts, dates)), jobs)

    def annotate_arrow(self, data, text: str = "text", id: Optional[str] = None):
        """Annotates a column of a table: pyarrow, Polars, DuckDB, anything that speaks Arrow's C
        interface. Gives a ``pyarrow.Table`` with ``id``, ``error`` and nested findings, a row for
        each row. Needs pyarrow.
        """
        from .arrow import annotate_arrow

        return annotate_arrow(self, data, text, id)

    @property
    def version(self) -> str:
        """Name, version and hash of the rules."""
        return " ".join(self._inner.rules())

    def __reduce__(self):
        return (Pipeline, (self._folders,))
