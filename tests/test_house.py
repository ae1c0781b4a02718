"""The house: imports run one way, each library has one room, and a command loads only what it uses."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import backprop_cli
from backprop_cli.ops import BY_NAME, OPS
from tests.jobs.house import CONTRIBUTING, picture, reached, written
from tests.support.imports import FILES, PACKAGE, ROOT, imports, module_imports, module_of, own_imports, parsed, room_of

# No module but the table is longer.
LONGEST = 300

# A module may import what stands before it, and what stands in its own room.
FLOORS = [
    {"inert"},
    {"errors"},
    {"files"},
    {"files"},
    {"arithmetic"},
    {"ops"},
    {"notation"},
    {"symbols"},
    {"graph"},
    {"language", "export"},
    {"columns"},
    {"answers"},
    {"views"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}

# What passes through everywhere and belongs to no floor: the version, the entry point, the doors of the package.
DOORS = {"__init__", "__main__"}

ROOMS = {
    "lark": "language",
    "lark_cython": "language",
    "rich": "views",
    "graphviz": "views",
    "click": "cli",
    "IPython": "cli",
    "sqlglot": "export",
    "polars": "columns",
    "pyspark": "columns",
    "scipy": "answers",
    "plotille": "views",
    "watchfiles": "cli",
    "matplotlib": "views",
}


def room_imports() -> list[tuple[Path, str, str]]:
    """(file, its room, the room that it imports from), for each import within the package."""
    return [(path, room_of(path), name[0]) for path, name in own_imports() if name[0] in LEVEL]


def test_every_module_has_its_floor():
    assert {room_of(path) for path in FILES} - DOORS == set(LEVEL)


def test_imports_run_one_way():
    wrong = {
        f"{path.relative_to(ROOT)} imports {to}"
        for path, room, to in room_imports()
        if room in LEVEL and LEVEL[to] > LEVEL[room]
    }
    assert wrong == set()


def test_no_module_imports_itself_by_way_of_others():
    """Not even where the import waits within a function. Only the package's own door leads from everywhere to all."""
    graph = module_imports()
    assert reached(("views", "nodes", "tree"), graph) > {("views", "numbers"), ("graph", "engine"), ("ops", "table")}
    assert {module for module in graph if module in reached(module, graph)} == set()


def test_no_module_is_long():
    """But for the table, which is a list of rows."""
    long = {module_of(path) for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST}
    assert long == {("ops", "table")}


def test_the_picture_of_the_house_is_true():
    text = CONTRIBUTING.read_text(encoding="utf-8")
    assert written(text) == text, "run: python -m tests.jobs.house"


def test_the_picture_of_the_house_fits_a_page():
    lines = picture().splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 80


def test_one_thing_comes_against_the_direction_by_the_door_of_the_package():
    """An object that is printed, or stands in a notebook, asks the package how it looks, and no view before that."""
    doors = backprop_cli._HOMES
    found = {(path.relative_to(PACKAGE).as_posix(), *name) for path, name in own_imports() if name[0] in doors}
    assert found == {("graph/shown.py", "mimebundle"), ("graph/shown.py", "text_of")}


def test_an_import_against_the_direction_would_be_found():
    source = "def f():\n    from ..cli.inputs import x\n    import lark.exceptions\n    from . import table"
    found = list(imports(ast.parse(source), PACKAGE / "views" / "tree.py"))
    assert found == [("", "cli", "inputs", "x"), ("lark", "exceptions"), ("", "views", "table")]
    assert LEVEL["cli"] > LEVEL["views"]


def test_each_library_has_one_room():
    found: dict[str, set[str]] = {}
    for path in FILES:
        for name in imports(parsed(path), path):
            if name[0] and name[0] not in sys.stdlib_module_names:
                found.setdefault(name[0], set()).add(room_of(path))
    assert found == {library: {room} for library, room in ROOMS.items()}


def test_what_the_tests_import_is_declared():
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["test"], *extras["peers"]]
    declared = {Requirement(line).name for line in lines}
    homes = packages_distributions()
    imported = {
        name[0]
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(parsed(path))
        for name in _absolute(node)
        if name[0] not in sys.stdlib_module_names | {"backprop_cli", "tests"}
    }
    assert imported
    missing = {name for name in imported if not declared & set(homes.get(name, [name]))}
    assert missing == set()


def _absolute(node: ast.AST) -> Iterator[list[str]]:
    if isinstance(node, ast.Import):
        yield from (alias.name.split(".") for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
        yield node.module.split(".")


# What a command loads


def modules_loaded(*arguments: str) -> set[str]:
    """The modules that a run of the program has loaded when it ends."""
    code = (
        "import sys, json\n"
        "from backprop_cli import __main__\n"
        "__main__.leave = lambda code: print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
        "__main__.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


NEURON = ["tanh(w*x + b)", "w=1", "x=2", "b=-1"]
ENGINE = {"backprop_cli.graph.engine", "backprop_cli.ops", "backprop_cli.graph.program"}
PARSER = {"lark", "backprop_cli.language"}

LOADS = [
    (["--help"], {"click"}, {*PARSER, *ENGINE, "rich", "graphviz"}),
    (["--version"], {"click"}, {*PARSER, *ENGINE, "rich", "graphviz"}),
    (["eval", "--help"], {"click"}, {*PARSER, *ENGINE, "rich", "graphviz"}),
    (["graph", "--help"], {"click"}, {*PARSER, *ENGINE, "rich", "graphviz"}),
    (["eval", *NEURON, "--format", "json"], {*PARSER, *ENGINE}, {"rich", "graphviz", "backprop_cli.answers.explain"}),
    (["eval", *NEURON, "--value"], {*PARSER, *ENGINE}, {"rich", "graphviz", "backprop_cli.answers.explain"}),
    (["eval", *NEURON], {*PARSER, *ENGINE}, {"rich", "graphviz", "backprop_cli.answers.explain"}),
    (["eval", *NEURON, "--format", "tree"], {*PARSER, *ENGINE, "rich"}, {"graphviz", "rich.markdown"}),
    (["graph", *NEURON], {*PARSER, *ENGINE}, {"rich", "graphviz", "backprop_cli.answers.explain"}),
    (["diff", NEURON[0]], {*PARSER, *ENGINE}, {"rich", "graphviz", "backprop_cli.answers.explain"}),
    (["explain", *NEURON, "--format", "json"], {*PARSER, *ENGINE}, {"rich", "graphviz"}),
    (["explain", *NEURON], {*PARSER, *ENGINE}, {"rich", "graphviz", "backprop_cli.views.solution.latex"}),
    (["check", *NEURON, "--format", "json"], {*PARSER, *ENGINE}, {"rich", "graphviz"}),
    (["plot", "x^2"], {*PARSER, *ENGINE, "plotille"}, {"matplotlib", "numpy", "graphviz"}),
    (["ops", "tanh"], {"backprop_cli.ops"}, {"lark", "graphviz"}),
]


@pytest.mark.parametrize(("arguments", "needs", "does_without"), LOADS, ids=[" ".join(row[0]) for row in LOADS])
def test_a_command_loads_only_what_it_uses(arguments, needs, does_without):
    loaded = modules_loaded(*arguments)
    assert needs <= loaded
    assert loaded & does_without == set()


# The one principle: the rule table names the operations, and nothing else does

NAMES = {name for name in BY_NAME if len(name) > 1}

# The table itself, the number systems with the functions that it is written in, and the languages that write those.
TABLE = ("ops", "arithmetic", "symbols", "export", "columns")

NAMED = {
    "language/latex/vocabulary.py": "what the letter \\sigma is before a parenthesis",
    "language/elsewhere.py": "what to write for the name that a function has elsewhere, such as arcsin",
    "language/signs.py": "what a sign such as √ stands for",
    "cli/batch_command.py": "what becomes of all rows",
    "views/plot/picture.py": "at which ends of a scale there is more, as matplotlib calls them",
    "cli/engines/job.py": "what becomes of all rows",
    "views/fit.py": "the number of a step of a fit",
    "views/plot/descent.py": "what the axis of the steps of a fit is called",
    "answers/marking/suspects/suspect.py": "the mistake of a wrong sign, which is no operation",
}


def named_operations(path: Path) -> set[str]:
    """The operations that a file names by a string that says nothing else."""
    nodes = ast.walk(parsed(path))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and node.value in NAMES}


def test_no_operation_is_named_outside_the_table():
    outside = [path for path in FILES if path.relative_to(PACKAGE).parts[0] not in TABLE]
    assert {path.relative_to(PACKAGE).as_posix() for path in outside if named_operations(path)} == set(NAMED)


def test_a_name_in_the_code_would_be_found(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text('"""tanh"""\n\nif op.name == "tanh":\n    pass\n', encoding="utf-8")
    assert named_operations(path) == {"tanh"}
    assert {"tanh", "relu", "max", "pow"} <= NAMES
    assert len(OPS) >= 37


# The tree

TOP = {"pyproject.toml", "backprop_cli", "grammar", "tests", "README.md", "LICENSE", "CHANGELOG.md"}


def test_the_top_level_holds_only_what_belongs_there():
    made = {"PKG-INFO"}  # stands in an unpacked sdist
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - made
    assert found == TOP


EXCEPTION = re.compile(r"#\s*(?:noqa|type: ignore|pragma: no cover|fmt: off)(?P<what>[^#\n]*)(?P<rest>.*)")


def test_every_exception_in_the_code_has_its_reason():
    """`# noqa: X - why` or `# type: ignore[x] # why`; fmt: skip keeps a table of data a table, and says nothing."""
    bare = []
    for path in [*FILES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "grammar").glob("*.py")]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = EXCEPTION.search(line)
            if found and path != Path(__file__) and not re.search(r" - \w| # \w", found["what"] + found["rest"]):
                bare.append(f"{path.relative_to(ROOT)}:{number}")
    assert bare == []


def test_every_rule_that_is_not_followed_has_its_reason():
    """Each entry of an ignore list in pyproject.toml is followed by a comment."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    entries = re.findall(r'^    "([A-Z]+[0-9]*)",(.*)$', text, re.MULTILINE)
    assert len(entries) > 10
    assert [code for code, rest in entries if not re.match(r"\s*# \w", rest)] == []
    assert re.findall(r"^ignore_missing_imports = true(?! # )", text, re.MULTILINE) == []
