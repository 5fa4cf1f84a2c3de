"""What the pages on adding things show is what works: their blocks are run and read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import strikemap as sm

DOCS = Path(__file__).resolve().parents[1] / "docs"
READ: dict[str, Any] = {
    "adding_a_palette.md": sm.Palette.read,
    "adding_a_scale.md": sm.Scale.read,
    "adding_a_dialect.md": sm.Dialect.read,
}


def blocks(page: str, kind: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", READ)
def test_the_blocks_of_a_page_on_adding_are_read_and_run(page: str) -> None:
    shown = blocks(page, "json")
    assert shown
    for text in shown:
        READ[page](json.loads(text))
    for code in blocks(page, "python"):
        exec(compile(code, page, "exec"), {})


def test_the_page_on_adding_a_language_makes_a_map_in_it() -> None:
    [code] = blocks("adding_a_language.md", "python")
    exec(compile(code, "adding_a_language.md", "exec"), {})


@pytest.mark.parametrize("page", [*READ, "adding_a_language.md"])
def test_a_page_on_adding_is_read_in_a_minute(page: str) -> None:
    assert len((DOCS / page).read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize(
    "page", sorted([*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]), ids=lambda page: page.name
)
def test_every_link_between_the_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [to for to in links if "://" not in to and not (page.parent / to).exists()]
    assert missing == []
