"""docker-compose.yml as Compose would read it: `.env` filled in, merges made, shorthands as they are."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
#: `${NAME}`, `${NAME:-default}`, `${NAME:?sentence}`, and `$$` for a dollar.
_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?:(:[-?])([^}]*))?\})")


def variables(text: str) -> dict[str, str | None]:
    """What the file takes from outside: name -> default, None where there must be a value."""
    found: dict[str, str | None] = {}
    for match in _VARIABLE.finditer(text):
        if match[2]:
            found[match[2]] = match[4] if match[3] == ":-" else None
    return found


def read(given: Mapping[str, str]) -> dict[str, Any]:
    """The file with these values. Raises KeyError for one that must be given and is not."""

    def value(match: re.Match[str]) -> str:
        dollar, name, kind, words = match.groups()
        if dollar:
            return "$"
        if given.get(name):
            return given[name]
        if kind == ":-":
            return str(words)
        raise KeyError(f"{name}: {words}")

    text = "\n".join(line for line in FILE.read_text().splitlines() if not line.lstrip().startswith("#"))
    # Values go in after parsing, as Compose does it: a password can hold anything.
    return _filled(yaml.safe_load(text), lambda found: _VARIABLE.sub(value, found))


def dotenv(path: Path) -> dict[str, str]:
    """The values of a file like `.env`."""
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _filled(node: Any, fill: Any) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, fill) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, fill) for value in node]
    return fill(node) if isinstance(node, str) else node
