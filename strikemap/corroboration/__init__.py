"""Corroboration: from reports to strikes, with the reason for every join."""

from strikemap.corroboration.decisions import Decision, read_decisions
from strikemap.corroboration.explanation import Explanation, explain
from strikemap.corroboration.linking import corroborate
from strikemap.corroboration.notices import CorroborationWarning

__all__ = [
    "CorroborationWarning",
    "Decision",
    "Explanation",
    "corroborate",
    "explain",
    "read_decisions",
]
