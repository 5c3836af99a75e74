"""What the pages name is there: files, headings, targets of make, commands, settings; and the one list in
pyproject.toml that must name every room.
"""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
import typer

from cms.settings import Settings
from eightcount.cli import app

ROOT = Path(__file__).parents[1]
_LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=False,
).stdout.split()
PAGES = _LISTED or [str(page.relative_to(ROOT)) for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))]
#: What programs on the caller's side read, not the server's settings.
_OF_CLIENTS = {"URL", "KEY", "ROOT_KEY"}
_PLACE = re.compile(
    r"(?:cms|workers|eightcount|runtime|tests|bench|samples|scripts|deploy|docs|migrations|web)/[\w./-]+"
)


def _text(page: str) -> str:
    return (ROOT / page).read_text()


def _code(page: str) -> list[str]:
    """Each line of a block, and each piece of a line, that is set as code."""
    blocks = re.findall(r"(?ms)^ *```\w*\n(.*?)^ *```", _text(page))
    rest = re.sub(r"(?ms)^ *```.*?^ *```", "", _text(page))
    lines = [line.split("#")[0] for block in blocks for line in block.splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", rest)


@cache
def _headings(page: Path) -> set[str]:
    """As a link names them."""
    found = re.findall(r"(?m)^#+ (.+)$", page.read_text())
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _text(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        file = (ROOT / page).parent / name if name else ROOT / page
        assert file.exists(), f"{page} links to {target}"
        assert not heading or heading in _headings(file.resolve()), f"{page} links to {target}"


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_named_are_there(page: str) -> None:
    for said in _code(page):
        for name in said.split():
            if _PLACE.fullmatch(name) and not name.startswith(("web/admin/dist", "web/node_modules")):
                beside = (ROOT / page).parent / name
                assert (ROOT / name).exists() or beside.exists(), f"{page} names {name}"


@pytest.mark.parametrize("page", PAGES)
def test_targets_of_make_are_there(page: str) -> None:
    targets = set(re.findall(r"(?m)^\.PHONY: (\w+)$", (ROOT / "Makefile").read_text()))
    for said in _code(page):
        named = re.findall(r"(?:^|&& |; )make (\w+)", said)
        assert set(named) <= targets, f"{page}: make {named}"


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_there(page: str) -> None:
    top = typer.main.get_command(app)
    for said in _code(page):
        for words in re.findall(r"(?:^|[ /(|])eightcount((?: [a-z]+)++)(?! \d)", said):
            level = top
            for word in words.split():
                known = getattr(level, "commands", None)
                if known is None:
                    break
                assert word in known, f"{page}: eightcount{words}"
                level = known[word]


def test_the_page_of_the_command_line_has_every_command() -> None:
    first_cells = re.findall(r"(?m)^\| (`[^|]+)", _text("docs/cli.md"))
    rows = set(re.findall(r"`(\w+)", " ".join(first_cells)))
    commands = getattr(typer.main.get_command(app), "commands", {})
    assert set(commands) <= rows


@pytest.mark.parametrize("page", [*PAGES, "docker-compose.yml", "deploy/aws/eightcount.yaml"])
def test_settings_are_there(page: str) -> None:
    settings = {name.upper() for name in Settings.model_fields} | _OF_CLIENTS
    named = set(re.findall(r"EIGHTCOUNT_([A-Z0-9_]*[A-Z0-9])\b", _text(page)))
    assert named <= settings, f"{page}: {named - settings}"


def test_every_use_case_is_kept_from_knowing_http() -> None:
    contracts = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    kept = next(each["source_modules"] for each in contracts if "HTTP is the top floor" in each["name"])
    rooms = {f"cms.{each.stem}" for each in (ROOT / "cms").glob("*.py") if each.stem != "__init__"}
    rooms |= {f"cms.{each.parent.name}" for each in (ROOT / "cms").glob("*/__init__.py")}
    assert rooms - {"cms.api"} == set(kept) - {"workers"}
