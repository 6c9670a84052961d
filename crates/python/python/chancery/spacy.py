"""A spaCy component. Needs spaCy; import this module, then ``nlp.add_pipe("chancery")``.

It sets ``doc.ents`` (mentions: label is the kind, ``kb_id_`` the entity), ``doc.spans["quotes"]`` (what was
said, a span for each piece: label is the kind of quotation, ``span._.speaker`` who said it) and
``doc._.agreements``. All findings with their rules are at ``doc._.chancery``.
"""

from typing import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span

from .pipeline import Pipeline

for _name in ("agreements", "chancery"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)
if not Span.has_extension("speaker"):
    Span.set_extension("speaker", default=None)


@Language.factory("chancery", default_config={"rules": []}, assigns=["doc.ents", "doc.spans"])
def _create(nlp: Language, name: str, rules: Sequence[str]) -> "Chancery":
    return Chancery(rules)


class Chancery:
    """The component. ``rules`` are folders of rules over the embedded ones."""

    def __init__(self, rules: Sequence[str] = ()) -> None:
        self._pipeline = Pipeline(rules)

    def __call__(self, doc: Doc) -> Doc:
        found = self._pipeline.annotate(doc.text)
        ents = []
        end = 0
        # spaCy's entities do not overlap: the longest that begins first stands.
        for mention in sorted(found.mentions, key=lambda m: (m.start, -m.end)):
            span = doc.char_span(
                mention.start,
                mention.end,
                label=mention.kind,
                kb_id=mention.entity,
                alignment_mode="expand",
            )
            if span is not None and span.start >= end:
                ents.append(span)
                end = span.end
        doc.set_ents(ents)
        quotes = []
        for quote in found.quotes:
            for piece in quote.content:
                span = doc.char_span(
                    piece.start, piece.end, label=quote.kind, alignment_mode="expand"
                )
                if span is not None:
                    span._.speaker = quote.speaker
                    quotes.append(span)
        doc.spans["quotes"] = quotes
        doc._.agreements = list(found.agreements)
        doc._.chancery = found
        return doc
