"""Every public function that words anything takes the language, and none knows one by name."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import strikemap as sm

PACKAGE = Path(sm.__file__).parent
WORDING = {"phrase", "counted", "unit_use", "list_text", "term", "sentence", "stated", "catalogue"}


def public() -> Iterator[tuple[str, object]]:
    for name in sm.__all__:
        found = getattr(sm, name)
        if isinstance(found, ModuleType):
            for other, function in vars(found).items():
                if inspect.isfunction(function) and not other.startswith("_"):
                    yield f"{name}.{other}", function
        elif inspect.isfunction(found):
            yield name, found


def reached(function: object) -> set[str]:
    """Return what of the words a function uses, itself or through others of its module."""
    path = inspect.getsourcefile(inspect.unwrap(function))
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    uses = {
        node.name: {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    found, open_ = set(), [function.__name__]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += uses.get(name, ())
    words = [
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("strikemap.words")
        for name in node.names
    ]
    return found & set(words)


def test_every_public_function_that_words_anything_takes_the_language() -> None:
    worded = [(name, one) for name, one in public() if reached(one) & WORDING]
    assert len(worded) > 3
    lacking = [name for name, one in worded if "lang" not in inspect.signature(one).parameters]
    assert lacking == []


@pytest.mark.parametrize(
    "method", ["summary", "plot", "explore", "save", "animate"]
)  # fmt: skip
def test_every_way_to_see_a_map_takes_the_language(method: str) -> None:
    assert "lang" in inspect.signature(getattr(sm.StrikeMap, method)).parameters


NAMED = re.compile(r"""[=!]=\s*["'](en|ar|fr|uk)["']|["'](en|ar|fr|uk)["']\s*[=!]=|\.lang ==""")


def test_no_language_is_tested_by_name_outside_the_words() -> None:
    files = [
        *(path for path in PACKAGE.rglob("*.py") if path.parent.name != "words"),
        *(PACKAGE.parent / "web" / "src").glob("*.js"),
    ]
    found = [str(path) for path in files if NAMED.search(path.read_text(encoding="utf-8"))]
    assert found == []
