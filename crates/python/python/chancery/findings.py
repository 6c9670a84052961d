"""What is found, as plain objects. Offsets count code points of the text."""

from dataclasses import dataclass, fields
from typing import Any, Dict, List, Optional, Tuple


def _make(cls, record: Dict[str, Any]):
    known = {f.name for f in fields(cls)}
    return cls(**{key: value for key, value in record.items() if key in known})


@dataclass(frozen=True)
class Place:
    """A piece of the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Meta:
    """What the top of the text says of it."""

    date: Optional[str] = None
    dateline: Optional[Any] = None
    agency: Optional[Any] = None


@dataclass(frozen=True)
class Mention:
    """A country, institution, organization, person or place in the text."""

    id: str
    start: int
    end: int
    text: str
    kind: str
    form: str
    entity: str
    country: Optional[str]
    name: Optional[str]
    rule: str
    antecedent: Optional[str] = None
    part_of: Optional[Dict[str, Any]] = None
    title: Optional[str] = None


@dataclass(frozen=True)
class Cue(Place):
    """The word that introduces speech."""

    lemma: Optional[str] = None
    #: What it shows towards what is said: ``neutral``, ``criticising``, …
    attitude: Optional[str] = None
    #: Root of the CAMEO code of such an act, where it has one.
    cameo: Optional[str] = None


@dataclass(frozen=True)
class Speaker(Place):
    """Who speaks, resolved to an entity."""

    entity: Optional[str] = None
    name: Optional[str] = None
    title: Optional[str] = None
    country: Optional[str] = None
    institution: Optional[str] = None
    via: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Quote:
    """A quotation: ``direct``, ``indirect`` or ``mixed``."""

    id: str
    start: int
    end: int
    kind: str
    content: Tuple[Place, ...]
    cue: Optional[Cue]
    speaker: Optional[Speaker]
    addressee: Optional[Dict[str, Any]]
    parent: Optional[str]
    rule: str

    @property
    def text(self) -> str:
        """The words, its pieces joined by a space."""
        return " ".join(piece.text for piece in self.content)


@dataclass(frozen=True)
class Party:
    """A side of an agreement."""

    entity: str
    name: str
    country: Optional[str]
    role: str
    mention: Optional[str] = None


@dataclass(frozen=True)
class Evidence(Place):
    """What a rule saw."""

    rule: str = ""


@dataclass(frozen=True)
class Agreement:
    """An instrument, partnership, commitment, position or visit."""

    id: str
    start: int
    end: int
    type: str
    category: str
    title: Optional[Place]
    trigger: Optional[Place]
    parties: Tuple[Party, ...]
    status: str
    polarity: str
    subjects: Tuple[str, ...]
    date: Optional[str]
    place: Optional[str]
    cameo: Optional[str]
    plover: Optional[str]
    quote: Optional[str]
    evidence: Tuple[Evidence, ...]
    mentions: Tuple[Place, ...]
    rule: str


def _quote(record: Dict[str, Any]) -> Quote:
    speaker = record["speaker"]
    if speaker is not None:
        speaker = _make(Speaker, {**speaker, "via": tuple(speaker.get("via") or ())})
    cue = record["cue"]
    return _make(
        Quote,
        {
            **record,
            "content": tuple(_make(Place, piece) for piece in record["content"]),
            "cue": None if cue is None else _make(Cue, cue),
            "speaker": speaker,
        },
    )


def _agreement(record: Dict[str, Any]) -> Agreement:
    trigger, title = record["trigger"], record["title"]
    return _make(
        Agreement,
        {
            **record,
            "title": None if title is None else _make(Place, title),
            "trigger": None if trigger is None else _make(Place, trigger),
            "parties": tuple(_make(Party, party) for party in record["parties"]),
            "subjects": tuple(record["subjects"]),
            "evidence": tuple(_make(Evidence, piece) for piece in record["evidence"]),
            "mentions": tuple(_make(Place, place) for place in record["mentions"]),
        },
    )


@dataclass(frozen=True)
class Annotations:
    """Everything found in one text."""

    id: str
    text: str
    meta: Meta
    mentions: Tuple[Mention, ...]
    quotes: Tuple[Quote, ...]
    agreements: Tuple[Agreement, ...]
    record: Dict[str, Any]

    @classmethod
    def from_dict(cls, record: Dict[str, Any], text: str) -> "Annotations":
        """From an output record whose offsets count code points."""
        return cls(
            id=record["id"],
            text=text,
            meta=_make(Meta, record["meta"]),
            mentions=tuple(_make(Mention, m) for m in record["mentions"]),
            quotes=tuple(_quote(q) for q in record["quotes"]),
            agreements=tuple(_agreement(a) for a in record["agreements"]),
            record=record,
        )

    def to_dict(self) -> Dict[str, Any]:
        """The output record, by the contract ``chancery/1``."""
        return self.record

    def to_displacy(self) -> Dict[str, Any]:
        """For ``spacy.displacy.render(…, style="ent", manual=True)``: mentions that overlap nothing."""
        ents: List[Dict[str, Any]] = []
        for mention in sorted(self.mentions, key=lambda m: (m.start, -m.end)):
            if mention.part_of is None and (not ents or mention.start >= ents[-1]["end"]):
                label = mention.kind.upper()
                ents.append({"start": mention.start, "end": mention.end, "label": label})
        return {"text": self.text, "ents": ents, "title": self.id or None}
