"""Mutants: the ways to change one place of a source so that some test should fail.

    >>> [f"{m.before} -> {m.after}" for m in mutants("size = 2 * width")]
    ['2 * width -> 2 / width', '2 -> 3']

What no test can or should notice is left alone: annotations, docstrings, asserts, prose in strings, and arguments that
only say how something is computed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from copy import copy
from typing import NamedTuple

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult,
}  # fmt: skip

# The neighbour, which an off-by-one takes, and the opposite.
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip

FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}

# Names that are assigned for other tools, and arguments that guard or speed up without changing a result.
FOR_TOOLS = {"__slots__", "__all__"}
NO_RESULT = {"digest_size", "maxsize", "strict"}

# What is indexed by types and not by values.
GENERIC = {"Callable", "Iterable", "Iterator", "Mapping", "Sequence", "dict", "list", "set", "tuple", "type"}

# Functions that do not mind the order of their first two arguments, or mind it so much that nothing runs; the same goes
# for what is given a number system or an operation first.
NO_ORDER = {"both", "either", "equal", "hypot", "isinstance", "max", "maximum", "min", "minimum"}
FIRST = {"op", "xp"}

PROSE = re.compile(r"[a-z,:] [a-z]")


class Mutant(NamedTuple):
    """One change of a source.

    Args:
        number: its place among the mutants of the source, by which `mutated` makes it.
        line: where it is.
        before: the expression or statement that is changed.
        after: what it is changed to.
    """

    number: int
    line: int
    before: str
    after: str


# What puts another node in the place of one.
Put = Callable[[ast.AST], None]


def mutants(source: str) -> list[Mutant]:
    """All mutants of a source."""
    return [
        Mutant(number, node.lineno, _text(node), _text(new))
        for number, (node, new, _) in enumerate(_changes(ast.parse(source)))
    ]


def mutated(source: str, number: int) -> ast.Module:
    """The tree of the source with the mutant of this number."""
    tree = ast.parse(source)
    for place, (node, new, put) in enumerate(_changes(tree)):
        if place == number:
            put(ast.copy_location(new, node))
            return ast.fix_missing_locations(tree)
    raise IndexError(f"there is no mutant {number}")


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt | ast.keyword, ast.AST, Put]]:
    for node, put in _places(tree):
        for new in _variants(node):
            yield node, new, put


def _places(parent: ast.AST) -> Iterator[tuple[ast.AST, Put]]:
    """The nodes below another one that may be changed, each before those within it."""
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns"):
            continue
        several = isinstance(value, list)
        for index, child in enumerate(value if several else [value]):
            if isinstance(child, ast.AST) and not _stays(child):
                yield child, _setter(value, index) if several else _attribute_setter(parent, field)
                yield from _places(child)


def _setter(nodes: list[ast.AST], index: int) -> Put:
    return lambda new: nodes.__setitem__(index, new)


def _attribute_setter(parent: ast.AST, field: str) -> Put:
    return lambda new: setattr(parent, field, new)


def _stays(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.JoinedStr() | ast.Expr(ast.Constant()) | ast.If(ast.Name("TYPE_CHECKING")):
            return True
        case ast.Assign(value=ast.Call(ast.Name("TypeVar"))):
            return True
        case ast.Assign([ast.Name(name)]):
            return name in FOR_TOOLS
        case ast.keyword(str() as name):
            return name in NO_RESULT
        case ast.Subscript(ast.Name(name)):
            return name in GENERIC
        case _:
            return False


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may be changed to."""
    match node:
        case ast.Constant(value):
            yield from map(ast.Constant, _other_constants(value))
        case ast.Call():
            yield from _other_calls(node)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield from _without_conditions(node)
        case ast.stmt():
            yield from _other_statements(node)
        case _:
            yield from _other_operations(node)


def _other_operations(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, operator, right) if type(operator) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.And() if isinstance(operator, ast.Or) else ast.Or(), values)
        case ast.Compare(left, operators, compared):
            for place, operator in enumerate(operators):
                for other in COMPARISONS[type(operator)]:
                    yield ast.Compare(left, [*operators[:place], other(), *operators[place + 1 :]], compared)
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(_not(test), body, orelse)


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _other_constants(value: object) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield value + 1
        case str() if value and not PROSE.search(value):
            yield value + "X"


def _other_calls(call: ast.Call) -> Iterator[ast.AST]:
    """Another function, the first two arguments swapped, one argument by name left out."""
    function, arguments, named = call.func, call.args, call.keywords
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    fixed = any(isinstance(a, ast.Starred) or (isinstance(a, ast.Name) and a.id in FIRST) for a in arguments[:2])
    if name in FUNCTIONS:
        yield ast.Call(ast.Name(FUNCTIONS[name]), arguments, named)
    if len(arguments) > 1 and not fixed and name not in NO_ORDER:
        yield ast.Call(function, [arguments[1], arguments[0], *arguments[2:]], named)
    for place, keyword in enumerate(named):
        if keyword.arg not in NO_RESULT:
            yield ast.Call(function, arguments, [*named[:place], *named[place + 1 :]])


def _without_conditions(loop: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> Iterator[ast.AST]:
    for place, each in enumerate(loop.generators):
        if each.ifs:
            new = copy(loop)
            every = ast.comprehension(each.target, each.iter, [], each.is_async)
            new.generators = [*loop.generators[:place], every, *loop.generators[place + 1 :]]
            yield new


def _other_statements(statement: ast.stmt) -> Iterator[ast.AST]:
    """A condition turned round, nothing returned, the statement left out."""
    match statement:
        case ast.AugAssign(target, operator, value) if type(operator) in OPERATORS:
            yield ast.AugAssign(target, OPERATORS[type(operator)](), value)
        case ast.If(test, body, orelse):
            yield ast.If(_not(test), body, orelse)
        case ast.Return(value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case (
            ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom())
            | ast.Assign([ast.Attribute() | ast.Subscript()])
            | ast.Raise()
            | ast.Continue()
            | ast.Break()
        ):
            yield ast.Pass()
