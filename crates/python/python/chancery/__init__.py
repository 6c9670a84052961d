"""Reads diplomatic and political news: who appears, who said what, what was agreed.

>>> import chancery
>>> pipeline = chancery.Pipeline()
>>> found = pipeline.annotate("“We agree,” Foreign Minister Jeyhun Bayramov said in Baku.")
>>> found.quotes[0].speaker.name
'Jeyhun Bayramov'

Everything is found by rules, which you can read and change: no model, no network. Offsets count code
points, as Python does: ``text[m.start:m.end] == m.text``.
"""

from ._chancery import RuleError
from .findings import (
    Agreement,
    Annotations,
    Cue,
    Evidence,
    Meta,
    Mention,
    Party,
    Place,
    Quote,
    Speaker,
)
from .pipeline import Pipeline

__all__ = [
    "Agreement",
    "Annotations",
    "Cue",
    "Evidence",
    "Mention",
    "Meta",
    "Party",
    "Pipeline",
    "Place",
    "Quote",
    "RuleError",
    "Speaker",
]
