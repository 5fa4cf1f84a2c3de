"""The account of a scan: what became of its rows, in numbers and some lines of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from strikemap.formats.stream import EXAMPLES, Stream
from strikemap.ledger import Entry
from strikemap.readers.accounting import Accounting, lines_for
from strikemap.readers.points import Reach
from strikemap.readers.reading import Part


@dataclass(frozen=True, eq=False)
class Account:
    """What became of the rows of some parts: exact counts, and a few lines for each code."""

    read: int = 0
    kept: int = 0
    counts: Mapping[str, Counter[str]] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], list[Entry]] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)
    judged: int = 0
    among: int = 0
    exchanged: tuple[int, int, tuple[str, ...]] = (0, 0, ())

    def with_(self, other: Account) -> Account:
        """Return the account of both; of two lists of lines the earlier rows stay."""
        keys = dict.fromkeys((*self.lines, *other.lines))
        lines = {
            key: sorted(
                [*self.lines.get(key, []), *other.lines.get(key, [])],
                key=lambda line: (line["file"], line["row"]),
            )[:EXAMPLES]
            for key in keys
        }
        (n, aside, ids), (m, others, further) = self.exchanged, other.exchanged
        return Account(
            read=self.read + other.read,
            kept=self.kept + other.kept,
            counts={name: self.counts[name] + other.counts[name] for name in self.counts},
            lines=lines,
            reach=self.reach + other.reach,
            judged=self.judged + other.judged,
            among=self.among + other.among,
            exchanged=(n + m, aside + others, (*ids, *further)[:5]),
        )

    @property
    def set_aside(self) -> dict[str, int]:
        """How many rows were set aside, by code, most frequent first."""
        counts = self.counts["set aside"].items()
        return dict(sorted(counts, key=lambda item: (-item[1], item[0])))

    def line_counts(self, remarks: list[Entry]) -> dict[str, dict[str, int]]:
        """Return how many lines the ledger of the whole table has, by what they say and code."""
        changed = Counter(line["code"] for line in remarks)
        for code, n in self.counts["changed"].items():
            changed[code] += lines_for(n, self.read)
        return {"set aside": self.set_aside, "changed": dict(changed)}

    def entries(self) -> list[Entry]:
        """Return lines of the ledger: for each code some rows, and the number of all."""
        entries = []
        for (action, code), lines in self.lines.items():
            n = self.counts[action][code]
            entries += lines
            if n > len(lines):
                said = f"{n:,} rows in all, of which {len(lines)} are listed"
                entries.append({**lines[0], "row": 0, "id": "", "detail": said})
        return entries


NOTHING: Final = Account(counts={"set aside": Counter(), "changed": Counter()})


def account_of(accounting: Accounting, found: Part) -> Account:
    """Return the account of a part that was judged."""
    counts = accounting.counts()
    lines: dict[tuple[str, str], list[Entry]] = {}
    for line in accounting.entries():
        if line["row"]:
            lines.setdefault((line["action"], line["code"]), []).append(line)
    return Account(
        read=len(accounting.rows),
        kept=int(accounting.kept().sum()),
        counts={name: Counter(counts[name]) for name in counts},
        lines={key: some[:EXAMPLES] for key, some in lines.items()},
        reach=found.reach,
        judged=found.judged,
        among=found.among,
        exchanged=(len(found.exchanged), found.exchanged_aside, tuple(found.exchanged[:5])),
    )


def ruled_out(stream: Stream) -> Account:
    """Return the account of rows that the form of a file rules out."""
    aside = Counter(stream.n_ruled_out)
    lines: dict[tuple[str, str], list[Entry]] = {}
    for line in stream.entries:
        lines.setdefault(("set aside", line["code"]), []).append(line)
    counts = {"set aside": aside, "changed": Counter[str]()}
    return Account(read=aside.total(), counts=counts, lines=lines)
