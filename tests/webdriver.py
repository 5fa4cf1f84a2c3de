"""Firefox and WebKit as tests use them: one tab each, by the protocol each one speaks.

Playwright drives patched builds of its own of these two; here are the ones that readers have.
Firefox speaks WebDriver BiDi, WebKitGTK the older WebDriver over HTTP. Both are reduced to
opening a page, running a script in it, and acting with pointer and keys.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}
KEYS |= {"ArrowLeft": "\ue012", "ArrowRight": "\ue014"}
PATIENCE = 60.0
SIZE = {"width": 1366, "height": 900}


class Driver(Protocol):
    """What either browser can do; every request that its pages make is noted."""

    requests: list[str]

    def goto(self, url: str) -> None:
        """Open an address and wait until it is loaded."""

    def run(self, body: str) -> str:
        """Run the body of an async function in the page; return its JSON text."""

    def act(self, actions: list[dict[str, Any]]) -> None:
        """Act with pointer and keys, as WebDriver words it."""


class Firefox:
    """A tab of Firefox, by WebDriver BiDi."""

    def __init__(self, address: str, proxy: dict[str, str]) -> None:
        import websocket

        self.socket = websocket.create_connection(
            address, timeout=PATIENCE, suppress_origin=True, http_no_proxy=["127.0.0.1"]
        )
        self.sent = 0
        self.requests: list[str] = []
        self.command("session.new", capabilities={"alwaysMatch": {"proxy": proxy}})
        self.tab = self.command("browsingContext.getTree")["contexts"][0]["context"]
        self.command("session.subscribe", events=["network.beforeRequestSent"])
        self.command("browsingContext.setViewport", context=self.tab, viewport=SIZE)

    def command(self, method: str, **params: Any) -> Any:
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.sent:
            if answer.get("method") == "network.beforeRequestSent":
                self._note(answer["params"])
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def _note(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if event["context"] and not url.startswith(("file:", "data:", "blob:", "about:")):
            self.requests.append(url)

    def goto(self, url: str) -> None:
        self.command("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def run(self, body: str) -> str:
        where = {"context": self.tab}
        text = f"(async () => {{{body}}})().then(value => JSON.stringify(value ?? null))"
        answer = self.command("script.evaluate", expression=text, target=where, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return str(answer["result"]["value"])

    def act(self, actions: list[dict[str, Any]]) -> None:
        self.command("input.performActions", context=self.tab, actions=actions)

    def close(self) -> None:
        self.command("browser.close")
        self.socket.close()


class WebKit:
    """A tab of WebKitGTK's small browser, by WebDriver."""

    def __init__(self, address: str, proxy: dict[str, str], requests: list[str]) -> None:
        self.address = address
        self.requests = requests
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        wanted = {"capabilities": {"alwaysMatch": {"proxy": proxy}}}
        self.address += f"/session/{self.command('/session', wanted)['sessionId']}"
        self.command("/window/rect", SIZE)

    def command(self, path: str, body: dict[str, Any]) -> Any:
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), head)
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {json.load(error)['value']['message']}") from error

    def goto(self, url: str) -> None:
        self.command("/url", {"url": url})

    def run(self, body: str) -> str:
        told = "value => done(JSON.stringify({value: value ?? null}))"
        failed = "error => done(JSON.stringify({error: String(error)}))"
        text = f"const done = arguments[0]; (async () => {{{body}}})().then({told}, {failed})"
        answer = json.loads(self.command("/execute/async", {"script": text, "args": []}))
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return json.dumps(answer["value"])

    def act(self, actions: list[dict[str, Any]]) -> None:
        self.command("/actions", {"actions": actions})

    def close(self) -> None:
        self.opener.open(urllib.request.Request(self.address, method="DELETE")).close()


def wanting(name: str) -> str | None:
    """Return what a browser lacks to be started here, or None."""
    if name == "firefox":
        return None if firefox() else "Firefox is not installed (Debian: firefox-esr)"
    absent = [one for one in ("WebKitWebDriver", "Xvfb") if shutil.which(one) is None]
    if not absent:
        return None
    return f"{', '.join(absent)} not installed (Debian: webkit2gtk-driver, xvfb)"


def firefox() -> str | None:
    """Return the path of Firefox, if there is one."""
    return os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")


@contextmanager
def started(name: str) -> Iterator[Driver]:
    """Start a browser that reaches no network, and give its tab."""
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        own = {"XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "XDG_DATA_HOME": home}
        begin = {"firefox": _firefox, "webkit": _webkit}[name]
        yield begin(stack, home, {**os.environ, **own, "HOME": home})


def _firefox(stack: ExitStack, home: str, env: dict[str, str]) -> Driver:
    profile = Path(home, "profile")
    profile.mkdir()
    line = [str(firefox()), "--headless", "--no-remote", "--profile", str(profile)]
    stack.enter_context(_running([*line, "--remote-debugging-port=0"], env))
    told = profile / "WebDriverBiDiServer.json"
    _until(lambda: told.is_file() and told.read_text(encoding="utf-8").endswith("}"))
    at = json.loads(told.read_text(encoding="utf-8"))
    proxy, _ = stack.enter_context(_noting())  # what Firefox asks for itself is of no concern
    tab = Firefox(f"ws://{at['ws_host']}:{at['ws_port']}/session", proxy)
    stack.callback(tab.close)
    return tab


def _webkit(stack: ExitStack, home: str, env: dict[str, str]) -> Driver:
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    server = stack.enter_context(_running(screen, env, stdout=subprocess.PIPE))
    display = f":{server.stdout.readline().strip().decode()}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    soft = {"DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1"}
    soft |= {"GDK_BACKEND": "x11", "GSETTINGS_BACKEND": "memory"}
    stack.enter_context(_running(["WebKitWebDriver", f"--port={port}"], env | soft))
    _until(lambda: _listens(port))
    tab = WebKit(f"http://127.0.0.1:{port}", *stack.enter_context(_noting()))
    stack.callback(tab.close)
    return tab


@contextmanager
def _running(line: list[str], env: dict[str, str], **streams: Any) -> Iterator[Any]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(line, env=env, **{**quiet, **streams}) as process:
        try:
            yield process
        finally:
            try:
                process.wait(0.5 if line[0] in ("Xvfb", "WebKitWebDriver") else 10)
            except subprocess.TimeoutExpired:
                process.terminate()


@contextmanager
def _noting() -> Iterator[tuple[dict[str, str], list[str]]]:
    """Give the settings of a proxy that answers nothing, and the list of what it is asked for."""
    noted: list[str] = []

    class Note(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            noted.append(self.rfile.readline().decode("latin-1").strip())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Note) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"127.0.0.1:{server.server_address[1]}"
        yield {"proxyType": "manual", "httpProxy": at, "sslProxy": at}, noted
        server.shutdown()


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("the browser did not start")
        time.sleep(0.05)
