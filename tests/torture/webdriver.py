"""WebDriver in a few lines, for browsers that Playwright does not drive: Firefox as it is installed speaks it
by Marionette, WebKitGTK by a driver of its own. Knows no page.
"""

import base64
import json
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

#: WebDriver's name for what is an element of a page.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE_S = 120
#: What a page is asked to do may take so long.
SCRIPT_S = 300
_COMMANDS = {
    "NewSession": ("POST", ""),
    "DeleteSession": ("DELETE", ""),
    "SetTimeouts": ("POST", "/timeouts"),
    "Navigate": ("POST", "/url"),
    "FindElements": ("POST", "/elements"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
    "TakeScreenshot": ("GET", "/screenshot"),
}


class RefusedError(Exception):
    """The browser did not do what it was asked to do."""


class Line(Protocol):
    """A way to a browser."""

    def ask(self, command: str, **given: Any) -> Any:
        """What the browser answers. Throws a `RefusedError`."""


class Marionette:
    """Firefox, on the port of its preference `marionette.port`."""

    def __init__(self, port: int) -> None:
        self._socket = _connected(port)
        self._told = self._socket.makefile("rb")
        self._number = 0
        self._read()  # it says who it is

    def ask(self, command: str, **given: Any) -> Any:
        self._number += 1
        name = command if ":" in command else f"WebDriver:{command}"
        asked = json.dumps([0, self._number, name, given]).encode()
        self._socket.sendall(b"%d:%s" % (len(asked), asked))
        _, _, error, result = self._read()
        if error:
            raise RefusedError(f"{command}: {error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def _read(self) -> Any:
        length = b""
        while (sign := self._told.read(1)) != b":":
            if not sign:
                raise RefusedError("Firefox is gone.")
            length += sign
        return json.loads(self._told.read(int(length)))


class Http:
    """A driver that speaks HTTP on that port."""

    def __init__(self, port: int) -> None:
        _connected(port).close()
        self._address = f"http://127.0.0.1:{port}/session"

    def ask(self, command: str, **given: Any) -> Any:
        method, path = _COMMANDS[command]
        address = self._address + path.format(**given)
        # A driver takes a body with what is posted, and with nothing else.
        answer = httpx.request(method, address, json=given if method == "POST" else None, timeout=SCRIPT_S)
        value = answer.json()["value"]
        if answer.is_error:
            raise RefusedError(f"{command}: {value['error']}: {value['message']}")
        if command == "NewSession":
            self._address += f"/{value['sessionId']}"
        return value


def _connected(port: int) -> socket.socket:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the browser does not begin"
            time.sleep(0.1)


@dataclass(frozen=True)
class Window:
    """A page in a browser, as somebody uses it; what it is asked to find is waited for."""

    line: Line

    def go(self, address: str) -> None:
        self.line.ask("Navigate", url=address)

    def run(self, body: str, *given: Any) -> Any:
        """What an asynchronous function of that body gives; what is given are its `args`."""
        script = (
            "const [tell, given] = [[...arguments].at(-1), [...arguments].slice(0, -1)];"
            f"(async (...args) => {{ {body} }})(...given)"
            ".then((value) => tell({ value }), (error) => tell({ error: `${error} ${error?.stack}` }));"
        )
        told = self.line.ask("ExecuteAsyncScript", script=script, args=list(given))
        assert "error" not in told, told["error"]
        return told.get("value")

    def until(self, expression: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not self.run(f"return {expression}"):
            assert time.monotonic() < deadline, f"{expression}\n{self.text()}"
            time.sleep(0.1)

    def find(self, path: str) -> str:
        """The first element of that XPath."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := self.line.ask("FindElements", using="xpath", value=path)):
            assert time.monotonic() < deadline, f"{path}\n{self.text()}"
            time.sleep(0.1)
        return str(found[0][ELEMENT])

    def click(self, path: str) -> None:
        element = self.find(path)
        self.run("args[0].scrollIntoView({ block: 'center' })", {ELEMENT: element})
        self.line.ask("ElementClick", id=element)

    def button(self, name: str) -> None:
        """Click the enabled button whose text begins so."""
        self.click(f"//button[starts-with(normalize-space(.), '{name}')][not(@disabled)]")

    def text(self) -> str:
        return str(self.run("return `${location.href}\\n${document.body.innerText}`"))

    def picture(self, path: Path) -> None:
        """Of what is seen now."""
        path.write_bytes(base64.b64decode(self.line.ask("TakeScreenshot")))
