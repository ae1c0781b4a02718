"""The functions of doubles as source of their own: code in Python then computes what `eval` does, to the last digit.

They are taken out of the modules in which they stand, with what they call in turn: nothing is written a second time.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import NamedTuple

from ..arithmetic import digits, floats, normal

# What the names of each module begin with, in code where all stand together.
PREFIXES = {floats: "_", digits: "_digits_", normal: "_normal_"}
MODULES = {module.__name__: module for module in PREFIXES}

Place = tuple[ModuleType, str]


def called(function: Callable[..., float]) -> str:
    """What a function of one of these modules is called where they stand together."""
    return _name((MODULES[function.__module__], function.__name__))


def member(name: str) -> str:
    """What a member of the doubles is called there."""
    return _name((floats, name))


def names() -> list[str]:
    """What all that can be taken out is called."""
    return [_name(place) for place in _places()]


def namespace() -> dict[str, object]:
    """All that can be taken out, by what it is called then."""
    return {_name((module, name)): getattr(module, name) for module, name in _places()}


def sources(code: str) -> tuple[set[str], list[str]]:
    """The modules that a piece of code needs, and the source of the functions that it calls, each after what it calls.

    Args:
        code: it calls these as `called` or `member` says.
    """
    used = set(re.findall(r"(?<![\w.])_\w+", code))
    needed: dict[Place, None] = {}
    for place in _places():
        if _name(place) in used:
            _add(place, needed)
    parts = [_taken_out(place) for place in needed]
    return {name for part in parts for name in part.modules}, list(dict.fromkeys([part.source for part in parts]))


def _add(place: Place, needed: dict[Place, None], within: tuple[Place, ...] = ()) -> None:
    """Add a name after all that it uses; that is a few calls deep."""
    for other in _taken_out(place).places:
        if other not in needed and other not in within and other != place:
            _add(other, needed, (*within, place))
    needed[place] = None


class Part(NamedTuple):
    """The source of a name, as it can stand by itself; the places of what it uses, and the modules that it imports."""

    source: str
    places: list[Place]
    modules: set[str]


def _name(place: Place) -> str:
    module, name = place
    return PREFIXES[module] + name


def _places() -> Iterator[Place]:
    return ((module, name) for module in PREFIXES for name in _definitions(module))


@cache
def _definitions(module: ModuleType) -> dict[str, ast.stmt]:
    """The statement that gives each name of a module."""
    found: dict[str, ast.stmt] = {}
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.FunctionDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.Assign):
            found |= {each.id: statement for each in ast.walk(statement.targets[0]) if isinstance(each, ast.Name)}
    return found


@cache
def _imported(module: ModuleType) -> dict[str, str]:
    """What each name that a module imports stands for: `fabs` for `math.fabs`."""
    found: dict[str, str] = {}
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.Import):
            found |= {each.name: each.name for each in statement.names}
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            found |= {each.name: f"{statement.module}.{each.name}" for each in statement.names}
    return found


@cache
def _taken_out(place: Place) -> Part:
    module, name = place
    statement = ast.parse(ast.unparse(_definitions(module)[name])).body[0]
    mover = _Mover(module, {each.arg for each in ast.walk(statement) if isinstance(each, ast.arg)})
    return Part(ast.unparse(mover.visit(statement)), mover.places, mover.modules)


class _Mover(ast.NodeTransformer):
    """Gives the names of a module the prefix that they have elsewhere, and leaves out annotations and docstrings."""

    def __init__(self, module: ModuleType, local: set[str]) -> None:
        self.module = module
        self.local = local
        self.places: list[Place] = []
        self.modules: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node):
            node.body = node.body[1:]
        node.returns = None
        self.local |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and not _is_read(each)}
        if node.name in _definitions(self.module) and node.name not in self.local:
            node.name = _name((self.module, node.name))
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "normal":
            return self._moved((normal, node.attr))
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.local:
            return node
        if node.id in _definitions(self.module):
            return self._moved((self.module, node.id), node.ctx)
        stands_for = _imported(self.module).get(node.id)
        if stands_for is None:
            return node
        self.modules.add(stands_for.partition(".")[0])
        return ast.parse(stands_for, mode="eval").body

    def _moved(self, place: Place, ctx: ast.expr_context | None = None) -> ast.AST:
        self.places.append(place)
        return ast.Name(_name(place), ctx or ast.Load())


def _is_read(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)
