"""Pages made from the code: the gallery, the error codes, the reference, the changes."""

from __future__ import annotations

import importlib.util
import inspect
import re
import textwrap
from pathlib import Path
from types import ModuleType

import strikemap as sm

#: What a researcher does, in the order in which she does it, and the names that serve it.
GROUPS: dict[str, tuple[str, ...]] = {
    "Read": (
        "check", "read_reports", "read_zones", "load_dataset", "datasets", "locate",
        "write_reports", "fetch_ucdp", "fetch_acled", "Dialect", "dialects", "Download",
        "HealthReport",
    ),
    "Map": (
        "before_after", "period_maps", "zone_map", "StrikeMap", "Look", "Event", "Windows",
        "Palette", "palettes", "save",
    ),
    "One strike or five": (
        "corroborate", "explain", "grade", "Scale", "scales", "corroboration_sensitivity",
        "compare_releases", "strike_changes",
    ),
    "Count": (
        "compare", "Comparison", "summary", "ledger", "coverage", "baseline", "usual_days",
    ),
    "Doubt": (
        "sensitivity", "specification_curve", "SpecificationCurve", "placebo_dates", "rivals",
        "composition_shift", "spatial_shift", "change_point", "event_study", "EventStudy",
        "interrupted_time_series", "zone_by_period", "risk_surface", "cross_k",
        "claims_vs_evidence", "attribution_mix", "mix", "stratified_ratio", "sources_by_zone",
        "zone_draws", "count_ranges", "zone_probabilities", "expected_counts", "shared_locations",
    ),
    "Ground": (
        "zones_from_places", "zones_on", "zone_areas", "zones_between", "check_zones",
        "place_in_zones", "zones_vs_targets", "circle", "side_of_line",
    ),
    "Charts": (
        "days_chart", "event_study_chart", "sensitivity_chart", "sources_chart", "areas_chart",
        "coverage_chart",
    ),
    "Errors": (
        "codes", "StrikemapError", "ReportError", "ZoneError", "MapError", "MissingExtraError",
        "ReportWarning", "MapWarning", "CorroborationWarning",
    ),
}  # fmt: skip
#: The older name of another one, and what stands on no page of its own.
NOT_SHOWN = frozenset({"closeness"})


def write_pages(folder: Path) -> None:
    """Write the generated pages below a folder of documentation."""
    _write(folder / "reference.md", reference())
    _write(folder / "errors.md", errors())
    _write(folder / "gallery.md", gallery(folder / "gallery" / "build.py"))
    changes = (folder.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    _write(folder / "changes.md", changes.replace("# Changelog", "# Changes", 1))


def reference() -> str:
    """Return the page of all public names, by what they are for."""
    known = {name for names in GROUPS.values() for name in names}
    rest = tuple(sorted(set(sm.__all__) - known - NOT_SHOWN))
    groups = {**GROUPS, **({"More": rest} if rest else {})}
    parts = ["# Reference\n\nEvery name is `strikemap.…`; `import strikemap as sm` is usual.\n"]
    for title, names in groups.items():
        listed = "\n".join(names)
        parts.append(
            f"## {title}\n\n```{{eval-rst}}\n.. currentmodule:: strikemap\n\n"
            f".. autosummary::\n   :toctree: api\n\n{textwrap.indent(listed, '   ')}\n```\n"
        )
    return "\n".join(parts)


def errors() -> str:
    """Return the page of error codes: each with what it means and what to do."""
    parts = [
        "# Error codes\n\nEvery error has a `.code`, and so has every line of the ledger. "
        "`sm.codes()` gives the same list; the message itself names file, row and remedy.\n"
    ]
    parts += [f"## {code}\n\n{meaning}\n" for code, meaning in sm.codes().items()]
    return "\n".join(parts)


def gallery(script: Path) -> str:
    """Return the page of figures, each with the code that draws it, which is run."""
    module = _module(script)
    parts = [
        "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n",
        "# Gallery\n\nEach figure with the code that draws it. The names at the start of the "
        "blocks, such as `deal`, stand in the first one.\n",
        _cell(_start(module), hidden=True),
    ]
    for name, function in module.figures().items():
        parts.append(f"## {_heading(name)}\n")
        if not _available(function, module):
            parts.append("Drawn by `docs/gallery/build.py`, with what stands beside it there.\n")
            parts.append(f"```python\n{_body(function)}\n```\n")
            continue
        parts.append(_cell(_body(function)))
    return "\n".join(parts)


def _heading(name: str) -> str:
    """Return the heading of a figure, in which months and languages are written as such."""
    words = name.split("_")[1:]
    proper = {"arabic", "french", "ukrainian", "spanish", "russian", "april", "may"}
    spelt = [word.capitalize() if word in proper else word for word in words]
    heading = " ".join(spelt).replace("ones own", "one's own")
    return heading[0].upper() + heading[1:]


def _module(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery_build", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _start(module: ModuleType) -> str:
    """Return the imports and constants that the figures use."""
    names = ("DEAL", "RUSSIA")
    constants = [f"{name} = {_constant(module, name)}" for name in names]
    imports = (
        "import geopandas as gpd\nimport numpy as np\nimport pandas as pd\n\nimport strikemap as sm"
    )
    return "\n\n".join([imports, "\n".join(constants), inspect.getsource(module.deal).strip()])


def _constant(module: ModuleType, name: str) -> str:
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    found = re.search(rf"^{name} = (.*?)^(?=\S|\Z)", source, re.S | re.M)
    assert found is not None
    return found[1].strip()


def _body(function: object) -> str:
    """Return the lines of a figure's function, showing the map instead of saving it."""
    lines = inspect.getsource(function).splitlines()[1:]  # type: ignore[arg-type]
    body = textwrap.dedent("\n".join(line for line in lines if '"""' not in line)).strip()
    shown = re.sub(r"\.save\(\s*path(?:,\s*)?(.*?)\)$", r".plot(\1)", body, flags=re.S)
    return re.sub(r",? ?dpi=\d+", "", shown)


def _available(function: object, module: ModuleType) -> bool:
    """Return whether a figure needs no more than the first block: no file, no further function."""
    body = _body(function)
    own = {name for name, made in vars(module).items() if inspect.isfunction(made)} - {"deal"}
    return not re.search(rf"\b(path|{'|'.join(sorted(own))})\b", body)


def _cell(code: str, *, hidden: bool = False) -> str:
    tags = ":tags: [hide-input]\n\n" if hidden else ""
    return f"```{{code-cell}} python\n{tags}{code}\n```\n"


def _write(path: Path, text: str) -> None:
    """Write a page only where it changed, so that a build does not repeat itself."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
