"""The npm packages that pages of others ask for: fetched once, then read from the disk."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

PACKAGES: Final = (
    "leaflet@1.9.3",
    "jquery@3.7.1",
    "bootstrap@5.2.2",
    "@fortawesome/fontawesome-free@6.2.0",
    "leaflet.awesome-markers@2.0.4",
    "leaflet.markercluster@1.1.0",
    "requirejs@2.3.4",
    "@jupyter-widgets/html-manager@1.0.15",
    "anywidget@0.9.21",
    "parquet-wasm@0.7.1",
)
#: Files that are asked for by other names than their packages give them.
ELSEWHERE: Final = {
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "markers-soft.png": "leaflet.awesome-markers/dist/images/markers-soft.png",
    "markers-shadow.png": "leaflet.awesome-markers/dist/images/markers-shadow.png",
    "leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "MarkerCluster.Default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
    "require.min.js": "requirejs/require.js",
}
TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".png": "image/png",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}


class Shelf:
    """Answers requests from packages on the disk; ``missed`` are those it could not answer."""

    def __init__(self, folder: Path) -> None:
        self.modules = folder / "node_modules"
        self.missed: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(
            [*install, "--silent", "--prefix", str(folder), *PACKAGES], check=True, cwd=folder
        )

    def answer(self, route: Any) -> None:
        """Answer a request from a file, or refuse it."""
        url = route.request.url
        file = self.file(url)
        if file is None:
            self.missed.add(url)
            route.abort()
            return
        kind = TYPES.get(file.suffix, "application/octet-stream")
        route.fulfill(path=file, content_type=kind, headers={"Access-Control-Allow-Origin": "*"})

    def file(self, url: str) -> Path | None:
        """Return the file that an address means: ``…/npm/package@version/path``, or a name."""
        path = unquote(urlsplit(url).path)
        named = re.search(r"/npm/((?:@[^/@]+/)?[^/@]+)@[^/]+/(.+)$", path)
        inside = "/".join(named.groups()) if named else ELSEWHERE.get(path.rpartition("/")[2], "")
        for name in (inside, f"{inside}.js"):
            if inside and (self.modules / name).is_file():
                return self.modules / name
        return None
