"""Zero downtime: while a new version starts, the old one works on in the new schema (docs/operating.md)."""

import ast
from pathlib import Path

import pytest

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
#: The first version that was run by several processes while people worked.
SINCE = "0004"
#: What the version before still reads or writes cannot go; a file that may do so says which version was the
#: last to use it: `LAST_USED_BY = "0007"`, at least one version before its own.
CONTRACTING = {"drop_table", "drop_column", "rename_table", "drop_constraint"}


def calls(path: Path) -> list[ast.Call]:
    (upgrade,) = (
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    return [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]


def named(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def given(call: ast.Call, name: str) -> object:
    return next((ast.unparse(word.value) for word in call.keywords if word.arg == name), None)


def faults(source: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "version.py"
    path.write_text(source)
    return broken_rules(path)


def broken_rules(path: Path) -> list[str]:
    """What the old version would stumble over."""
    made = {call.args[0].value for call in calls(path) if named(call) == "create_table"}
    found = []
    contracts = "LAST_USED_BY" in path.read_text()
    for call in calls(path):
        name = named(call)
        if name in CONTRACTING and not contracts:
            found.append(f"{name}: the version before still uses it")
        if name == "add_column" and any(
            given(column, "nullable") == "False" and given(column, "server_default") is None
            for column in ast.walk(call)
            if isinstance(column, ast.Call) and named(column) == "Column"
        ):
            found.append("add_column: the version before writes rows without it; give it a server_default")
        if name == "alter_column" and not contracts:
            found.append("alter_column: the version before knows the old one; add another column instead")
        if name in ("create_unique_constraint", "create_check_constraint") and not made:
            found.append(f"{name}: the version before may write rows against it")
    return found


def in_question() -> list[Path]:
    return [path for path in sorted(VERSIONS.glob("*.py")) if path.name >= SINCE]


@pytest.mark.parametrize("path", in_question(), ids=lambda path: path.stem)
def test_the_version_before_works_on(path):
    assert broken_rules(path) == []


@pytest.mark.parametrize(
    "line",
    [
        'op.drop_column("steps", "code")',
        'op.drop_table("steps")',
        'op.rename_table("steps", "tasks")',
        'op.add_column("steps", sa.Column("n", sa.Integer(), nullable=False))',
        'op.alter_column("steps", "code", new_column_name="reason")',
        'op.create_unique_constraint("uq", "songs", ["title"])',
    ],
)
def test_a_version_that_pulls_the_rug_is_found(line, tmp_path):
    assert faults(f"def upgrade():\n    {line}\n", tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        'op.create_table("new", sa.Column("id", sa.Integer(), nullable=False))',
        'op.add_column("steps", sa.Column("n", sa.Integer(), nullable=False, server_default="0"))',
        'op.add_column("steps", sa.Column("n", sa.Integer(), nullable=True))',
        'op.create_index("ix", "steps", ["key"])',
    ],
)
def test_a_version_that_only_adds_is_fine(line, tmp_path):
    assert faults(f"def upgrade():\n    {line}\n", tmp_path) == []
