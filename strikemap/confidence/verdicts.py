"""How each confidence scale grades one strike: the grade, and the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

#: Kinds of source that speak for a government, and kinds that document from the ground: an
#: NGO may do either or neither, so it counts as a secondary source unless told otherwise.
OFFICIAL: Final = frozenset({"attacker official", "other official"})
GROUND: Final = frozenset({"activist", "visual"})

CANNOT: Final = "cannot grade"

Verdict = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Support:
    """What a strike rests on.

    ``sources`` is the number of independent ones, None where the table does not say; ``kinds``
    the kinds of its sources that are stated; ``unknown_kinds`` whether some are not.
    ``attacker_alone`` strikes rest on the attacker's word; ``declared`` ones on his log.
    ``action_nearby`` is whether a belligerent's action near by is likely or confirmed, None where
    nothing says so.
    """

    sources: int | None
    kinds: frozenset[str]
    unknown_kinds: bool
    attribution: str
    attacker_alone: bool
    declared: bool
    civilian_harm: bool
    action_nearby: bool | None = None


def isw(support: Support) -> Verdict:
    """Grade as ISW words it: official and ground sources together are high."""
    official, ground = sorted(support.kinds & OFFICIAL), sorted(support.kinds & GROUND)
    if support.attacker_alone:
        return "not mapped", "rests on the attacker's word; no local report substantiates it"
    if official and ground:
        return "high", f"{' and '.join(official)} corroborated by {' and '.join(ground)}"
    if support.unknown_kinds:
        return None, f"{CANNOT}: the kind of some sources is not stated (source_kind)"
    missing = "official statement" if not official else "documentation from the ground"
    return "low", f"no {missing} among its sources ({', '.join(sorted(support.kinds))})"


def airwars(support: Support) -> Verdict:
    """Grade reports of civilian harm; "Confirmed" and "Discounted" are Airwars' own to give."""
    if not support.civilian_harm:
        return None, f"{CANNOT}: the reports state no civilian harm, which is what Airwars grades"
    if support.attribution == "contested":
        return "Contested", "its reports name different attackers"
    if support.sources is None:
        return None, f"{CANNOT}: the number of independent sources is not stated (n_sources)"
    if support.sources == 1:
        return "Weak", "one independent source"
    if not support.action_nearby:
        known = "none near by is known" if support.action_nearby is False else "none is stated"
        return None, (
            f"{CANNOT}: {support.sources} independent sources, but Fair also needs a likely or "
            f"confirmed action of a belligerent near by, and {known} (action_nearby)"
        )
    return "Fair", f"{support.sources} independent sources, and action of a belligerent near by"


def unattainable(scale: str, supports: Iterable[Support]) -> dict[str, str]:
    """Return the grades that no strike could have, and the kind of source that is missing."""
    if scale != "isw":
        return {}
    kinds = frozenset().union(*(support.kinds for support in supports))
    if not kinds & OFFICIAL:
        return {"high": "official"}
    return {} if kinds & GROUND else {"high": "ground"}


def airwars_status(support: Support) -> Verdict:
    """Grade whether a strike took place, and who says so."""
    if support.attribution in ("confirmed by attacker", "claimed by attacker"):
        return "Declared strike", f"the attacker says so ({support.attribution})"
    if support.attribution == "contested":
        return "Contested strike", "its reports name different attackers"
    if support.sources is None:
        return None, f"{CANNOT}: the number of independent sources is not stated (n_sources)"
    if support.sources == 1:
        return "Single source claim", "one independent source"
    if support.attribution != "alleged":
        return None, f"{CANNOT}: no attacker is named"
    return "Likely strike", f"{support.sources} independent sources name the attacker"


def simple(support: Support) -> Verdict:
    """Grade by the number and the kinds of independent sources."""
    if support.declared:
        return "declared", "the attacker's own log is its only support"
    if support.attacker_alone:
        return "claim", "the attacker's statement is its only support"
    if support.sources is None:
        return None, f"{CANNOT}: the number of independent sources is not stated (n_sources)"
    count = f"{support.sources} independent source{'s' if support.sources > 1 else ''}"
    if support.attribution == "contested":
        return "low", f"{count}, which name different attackers"
    if support.sources >= 3:
        return "high", count
    if support.sources == 2:
        several = len(support.kinds) > 1
        return ("high", f"{count} of different kinds") if several else ("medium", count)
    return "low", count


RULES: Final[dict[str, Callable[[Support], Verdict]]] = {
    "isw": isw,
    "airwars": airwars,
    "airwars status": airwars_status,
    "simple": simple,
}
