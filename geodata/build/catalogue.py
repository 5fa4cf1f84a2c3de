"""Bring the row counts and SHA-256 sums of catalogue.json up to date with the files.

Usage: ``python geodata/build/catalogue.py``. To add a data set, add its entry (file, kind,
source, licence, made_by) to catalogue.json by hand and run this; it also rewrites the
table of SOURCES.md between its two markers.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from pathlib import Path

GEODATA = Path(__file__).resolve().parents[1]
CATALOGUE = GEODATA / "catalogue.json"
SOURCES = GEODATA / "SOURCES.md"
BEGIN, END = "<!-- files: begin -->", "<!-- files: end -->"


def main() -> int:
    """Rewrite both files; the exit status is 1 when an entry has no file yet."""
    entries = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    missing = [name for name, entry in entries.items() if not (GEODATA / entry["file"]).is_file()]
    for name in missing:
        print(f"{name}: {entries[name]['file']} is missing; entry left as it is")
    for name, entry in entries.items():
        if name not in missing:
            data = (GEODATA / entry["file"]).read_bytes()
            entry["rows"] = _rows(entry, data)
            entry["sha256"] = hashlib.sha256(data).hexdigest()
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    CATALOGUE.write_text(text, encoding="utf-8")
    _write_sources(entries)
    return 1 if missing else 0


def _rows(entry: dict[str, str], data: bytes) -> int:
    text = data.decode("utf-8")
    if entry["file"].endswith(".csv"):
        return sum(1 for _ in csv.reader(text.splitlines(keepends=True))) - 1
    document = json.loads(text)
    if document["type"] == "Topology":
        return len(document["objects"][entry["object"]]["geometries"])
    return len(document["features"])


def _write_sources(entries: dict[str, dict[str, object]]) -> None:
    lines = ["| data set | file | rows | source | licence | made by | sha256 |", "|" + "---|" * 7]
    lines += [
        f"| `{name}` | `{entry['file']}` | {entry['rows']} | {entry['source']} | "
        f"{entry['licence']} | `{entry['made_by']}` | `{entry['sha256']}` |"
        for name, entry in entries.items()
    ]
    text = SOURCES.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    SOURCES.write_text("\n".join([head + BEGIN, *lines, END + tail]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
