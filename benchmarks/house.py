"""The house in figures: how large its rooms are, how deep its imports, how one strike walks.

Run it with ``make metrics``. Nothing here is a limit; the figures show where to look.
"""

from __future__ import annotations

import ast
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import grimp
from radon.complexity import cc_visit

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "strikemap"


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    docstring = ast.get_docstring(function, clean=False)
    whole = (function.end_lineno or 0) - function.lineno + 1
    return whole - (len(docstring.splitlines()) if docstring else 0)


def typed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether every parameter and the result are annotated."""
    own = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    named = [one for one in own if one.arg not in ("self", "cls")]
    return function.returns is not None and all(one.annotation for one in named)


def depth() -> int:
    """Return how many modules the longest chain of imports has."""
    graph = grimp.build_graph("strikemap", cache_dir=None)
    known: dict[str, int] = {}

    def below(module: str) -> int:
        if module not in known:
            known[module] = 0  # a circle would end here
            under = graph.find_modules_directly_imported_by(module)
            known[module] = 1 + max((below(one) for one in under), default=0)
        return known[module]

    return max(below(module) for module in graph.modules)


def sizes() -> list[tuple[str, object]]:
    """Return the figures of files, functions and tests."""
    files = [path for path in PACKAGE.rglob("*.py") if "assets" not in path.parts]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    found = [function for tree in trees.values() for function in functions(tree)]
    public = [one for one in found if not one.name.startswith("_")]
    lengths = [length(one) for one in found]
    complexity = [block.complexity for text in texts.values() for block in cc_visit(text)]
    tests = list((ROOT / "tests").rglob("*.py"))
    named = {path.stem.removeprefix("test_") for path in tests}
    modules = [path for path in files if path.stem != "__init__"]
    code = sum(text.count("\n") for text in texts.values())
    in_tests = sum(path.read_text(encoding="utf-8").count("\n") for path in tests)
    return [
        ("files at the root of the package", sum(path.parent == PACKAGE for path in files)),
        ("rooms", sum(1 for path in PACKAGE.rglob("__init__.py")) - 1),
        ("modules", len(modules)),
        ("import depth", depth()),
        ("lines of a function, mean", round(statistics.mean(lengths), 1)),
        ("lines of a function, most", max(lengths)),
        ("complexity, mean", round(statistics.mean(complexity), 1)),
        ("complexity, most", max(complexity)),
        (
            "public functions documented",
            f"{sum(bool(ast.get_docstring(one)) for one in public) / len(public):.0%}",
        ),
        ("functions typed", f"{sum(map(typed, found)) / len(found):.0%}"),
        ("lines of code", code),
        ("lines of tests to one of code", round(in_tests / code, 2)),
        (
            "modules with a test of their name",
            f"{sum(path.stem in named for path in modules)} of {len(modules)}",
        ),
    ]


def walk(step: Callable[[], Any]) -> tuple[Any, int, int]:
    """Return a step's result, the files it enters and the moves from file to file it makes."""
    visited: list[str] = []

    def seen(frame: FrameType, event: str, _: object) -> None:
        file = frame.f_code.co_filename
        entered = event == "call" and file.startswith(str(PACKAGE))
        if entered and visited[-1:] != [file]:
            visited.append(file)

    sys.setprofile(seen)
    try:
        result = step()
    finally:
        sys.setprofile(None)
    return result, len(set(visited)), max(0, len(visited) - 1)


def walks() -> Iterator[tuple[str, int, int]]:
    """Yield how one strike goes through reading, comparing, composing and painting."""
    import strikemap as sm

    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "one.csv"
        table.write_text("id,date,lat,lon\na,2017-05-05,35.5,36.5\n", encoding="utf-8")
        reports, *way = walk(lambda: sm.read_reports(table))
        yield ("read", *way)
        _, *way = walk(lambda: sm.compare(reports, "2017-05-04", covered=COVERED))
        yield ("compare", *way)
        event = sm.Event("Deal", "2017-05-04")
        drawn = sm.before_after(reports, event, covered=COVERED)
        _, *way = walk(lambda: drawn.spec)
        yield ("compose", *way)
        for suffix in ("png", "html"):
            _, *way = walk(lambda to=Path(folder) / f"one.{suffix}": drawn.save(to))  # type: ignore[misc]
            yield (suffix.upper(), *way)


COVERED = ("2017-04-01", "2017-06-01")


def main() -> None:
    """Print the figures."""
    for name, value in sizes():
        print(f"{name:36} {value}")
    print("\nthe walk of one strike: files, moves from file to file")
    for name, files, moves in walks():
        print(f"{name:36} {files:4} {moves:6}")


if __name__ == "__main__":
    main()
