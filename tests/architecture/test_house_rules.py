"""Rules of the house that no ready-made tool checks; each says which mistake made it necessary."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

FILE_LINES = 400
FUNCTION_LINES = 60
FOLDER_FILES = 20
DEPTH = 3
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "misc", "common", "base"}
ALLOWED_NAMES = {"tracker/schemas/common.py", "tracker/store/base.py"}
# A transaction committed in a service cannot be part of a larger one.
MAY_COMMIT = ("tracker/routes/deps.py", "tracker/worker.py", "tracker/cli.py", "tracker/commands/")
# A rule that no tool enforces decays: queries scattered over services cannot be reviewed for rights.
MAY_SELECT = ("tracker/store/",)


def functions_over(source: str, limit: int) -> list[str]:
    """List the functions of a source whose code (docstring left out) is longer than the limit."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
        if body and (lines := (body[-1].end_lineno or 0) - body[0].lineno + 1) > limit:
            found.append(f"{node.name} ({lines} lines)")
    return found


def calls_of(source: str, name: str) -> list[int]:
    """List the lines on which a function or method of that name is called."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == name)
            or (isinstance(node.func, ast.Attribute) and node.func.attr == name)
        )
    ]


def test_no_file_outgrows_a_sitting(python_files: list[Path], repository: Path) -> None:
    long = {
        str(path.relative_to(repository)): lines
        for path in python_files
        if (lines := path.read_text().count("\n")) > FILE_LINES
    }
    assert not long


def test_no_function_outgrows_a_screen(product_files: list[Path], repository: Path) -> None:
    long = {
        str(path.relative_to(repository)): found
        for path in product_files
        if (found := functions_over(path.read_text(), FUNCTION_LINES))
    }
    assert not long


def test_the_length_rule_sees_a_long_function_and_forgives_its_docstring() -> None:
    short = 'def f():\n    """' + "x\n" * 100 + '"""\n    return 1\n'
    long = "def g():\n" + "    a = 1\n" * 61
    assert functions_over(short, FUNCTION_LINES) == []
    assert functions_over(long, FUNCTION_LINES) == ["g (61 lines)"]


def test_no_folder_is_too_full_or_too_deep(product_files: list[Path], repository: Path) -> None:
    folders: dict[Path, int] = {}
    for path in product_files:
        folder = path.parent.relative_to(repository)
        folders[folder] = folders.get(folder, 0) + (path.name != "__init__.py")
    assert {str(folder): count for folder, count in folders.items() if count > FOLDER_FILES} == {}
    assert [str(folder) for folder in folders if len(folder.parts) > DEPTH] == []


def test_names_say_what_is_inside(product_files: list[Path], repository: Path) -> None:
    vague = [
        name
        for path in product_files
        if (name := str(path.relative_to(repository))) not in ALLOWED_NAMES
        and BANNED_NAMES & set(path.stem.split("_"))
    ]
    assert vague == []


def test_every_file_says_in_its_first_line_what_belongs_in_it(
    python_files: list[Path], repository: Path
) -> None:
    silent = [
        str(path.relative_to(repository))
        for path in python_files
        if not (ast.get_docstring(ast.parse(path.read_text())) or "").strip()
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("call", "places"), [("commit", MAY_COMMIT), ("select", MAY_SELECT), ("rollback", MAY_COMMIT)]
)
def test_the_database_is_reached_where_it_should_be(
    call: str, places: tuple[str, ...], product_files: list[Path], repository: Path
) -> None:
    elsewhere = {
        name: lines
        for path in product_files
        if (name := str(path.relative_to(repository))).startswith("tracker/")
        and not name.startswith(places)
        and (lines := calls_of(path.read_text(), call))
    }
    assert elsewhere == {}


def test_the_call_rule_sees_functions_and_methods() -> None:
    assert calls_of("session.commit()\ncommit()\ncommitted()\n", "commit") == [1, 2]


def test_no_exception_is_swallowed(product_files: list[Path], repository: Path) -> None:
    silent = {}
    for path in product_files:
        lines = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ExceptHandler)
            and all(isinstance(part, ast.Pass) or _is_ellipsis(part) for part in node.body)
        ]
        if lines:
            silent[str(path.relative_to(repository))] = lines
    assert silent == {}


def _is_ellipsis(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is Ellipsis
    )
