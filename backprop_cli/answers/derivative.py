"""Derivatives as formulas: the backward pass over symbols, and over its own results for higher orders."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from .. import symbols
from ..arithmetic import floats
from ..errors import DomainError, UsageError
from ..graph.engine import Constant, Value, node_of
from ..graph.naming import CONSTANTS
from ..graph.program import Program
from ..graph.run import read_leaf
from ..graph.shown import shown
from ..graph.walker import depth_first, forward_sweep, topological_order
from ..notation.text import Node, text_of
from ..ops import Op
from ..symbols import Form, Symbol, written

# Before the name of a variable that is called like a constant: no symbol e is then taken for 2.718….
MARK = "#"

# What nobody reads, but a program may: longer formulas are not written.
LIMIT = 1_000_000

# Numbers from here on are shown as powers of ten.
VAST = 10**12

NOTHING: Mapping[int, str] = MappingProxyType({})


@shown
class Derivative:
    """The derivative of a program with respect to `names`, one after another."""

    __slots__ = ("formula", "names", "taken")

    def __init__(self, names: tuple[str, ...], formula: Node, taken: Collection[str] = ()) -> None:
        self.names = names
        self.formula = formula
        # Names of the program that are those of constants, too: there is no e for 2.718… then.
        self.taken = taken

    def __repr__(self) -> str:
        return f"<Derivative {text_of(self.formula, limit=60)}>"

    @property
    def text(self) -> str:
        """The formula in the language."""
        return text_of(self.formula)

    @property
    def latex(self) -> str:
        """The formula in LaTeX."""
        from ..notation.latex import latex_of

        return latex_of(self.formula, self.taken)


class TooLongError(UsageError):
    """A formula would grow beyond all reading."""


def derivatives(
    program: Program, names: Sequence[str] = (), order: int = 1, of: str | None = None, *, limit: int = LIMIT
) -> list[Derivative]:
    """The derivatives of a program as formulas.

    Args:
        program: what to differentiate.
        names: the variables of one mixed derivative, in order: x and y for d²/dxdy. None of them: a derivative for
            each variable. A name that is assigned, or that of a constant, is a variable if it is among them.
        order: how many times to differentiate with respect to each name.
        of: the output to differentiate; the last statement when not given.
        limit: about how many characters the formulas may have in all before they are made shorter.

    Raises:
        UsageError: a name does not occur in the program, the order is not positive, or there is no such output.
        TooLongError: the formulas are longer than the limit.
    """
    if order < 1:
        raise UsageError(f"the order of a derivative is 1 or more, not {order}")
    free = taken_for_variables(program, names)
    root = formula_of(program, of, free)
    # What the program computes is written as it was given; only what the backward pass adds is made shorter.
    keep = [node.data for node in topological_order(root)]
    first = gradients(root)
    found = []
    length = 0
    for called, path in paths_of(program, names, free).items():
        formula = first.get(path[0], symbols.ZERO)
        for name in (path * order)[1:]:
            _refuse_long(length + formula.size, limit)
            formula = gradients(graph_of(symbols.shortest(formula, keep))).get(name, symbols.ZERO)
        length += formula.size
        _refuse_long(length, limit)
        shown = unmarked(symbols.shortest(formula, keep), free.values())
        found.append(Derivative(called, shown, taken_names(program, names)))
    return found


def taken_names(program: Program, names: Sequence[str] = ()) -> frozenset[str]:
    """The names of the program that are those of constants, but mean something else here."""
    return frozenset({*program.variables, *program.assigned, *names}.intersection(CONSTANTS))


def taken_for_variables(program: Program, names: Sequence[str]) -> dict[int, str]:
    """What the steps are called that are variables here, whatever they are in the program: those that are named."""
    steps = [step_of(program, name) for name in names]
    shadowing = [program.names[name] for name in program.defaults if name in CONSTANTS]
    return {step: symbol_of(program, step) for step in [*steps, *shadowing]}


def paths_of(program: Program, names: Sequence[str], free: Mapping[int, str]) -> dict[tuple[str, ...], list[str]]:
    """The symbols of each derivative, by its names: of the one that is asked for, or of one for each variable."""
    wanted = [tuple(names)] if names else [(name,) for name in program.variables]
    return {each: [_called(program, step_of(program, name), free) for name in each] for each in wanted}


def _called(program: Program, step: int, free: Mapping[int, str]) -> str:
    return free.get(step) or program.leaves[step]


def _refuse_long(length: int, limit: int) -> None:
    if length > limit:
        size = f"{length:,}" if length < VAST else f"10^{int(length.bit_length() * math.log10(2))}"
        raise TooLongError(
            f"the formula is too long: about {size} characters, and {limit:,} at most are written",
            hint="statements say the same, each computed once: leave out --expand",
        )


def step_of(program: Program, name: str) -> int:
    """The step that a name stands for."""
    step = program.assigned.get(name, program.names.get(name))
    if step is None:
        known = ", ".join([*program.names, *program.assigned]) or "none"
        raise UsageError(f"'{name}' is not in the expression", hint=f"its names are {known}")
    return step


def symbol_of(program: Program, step: int) -> str:
    """The name of the variable that a step is taken for."""
    leaf = program.leaves.get(step, "")
    name = leaf if leaf in program.names else program.labels[step]
    return f"{MARK}{name}" if name in CONSTANTS else name


def unmarked(formula: Symbol, names: Collection[str]) -> Node:
    """The formula as it is shown: marked names without the mark, and the constants that they hide as numbers."""
    hidden = {name.removeprefix(MARK) for name in names if name.startswith(MARK)}

    def leaf(form: Form) -> Value:
        if form.label in hidden:
            return Constant(symbols.number(repr(getattr(floats, CONSTANTS[form.label]))))
        return Value(symbols.name(form.label), form.label.removeprefix(MARK)) if form.label else leaf_of(form)

    return graph_of(formula, leaf) if hidden else written(formula)


def formula_of(program: Program, of: str | None = None, free: Mapping[int, str] = NOTHING) -> Value:
    """The graph of a program over symbols: each variable stands for itself, and each function too.

    Args:
        program: what to write as a formula.
        of: the output; the last statement when not given.
        free: names for steps that are variables here, whatever they are in the program.

    Raises:
        UsageError: there is no such output.
        DomainError: a number has far too many digits.
    """
    target = program.output if of is None else program.index_of(of)
    variables = variables_of(program.names)

    def written(step: int, inputs: list[Value]) -> Value:
        op = program.ops[step]
        if step in free:
            return Value(symbols.name(free[step]), free[step])
        return _read(program, step, variables) if op is None else node_over(op, inputs)

    values: dict[int, Value] = {}
    forward_sweep(range(target + 1), values, written, program.operands.__getitem__)
    return values[target]


def _read(program: Program, step: int, variables: Mapping[str, Symbol]) -> Value:
    leaf = read_leaf(program.leaves[step], symbols, variables)
    if leaf.data == symbols.INFINITY:
        error = DomainError("overflow: this number has too many digits")
        raise error.within(program.text, program.spans[step], program.source)
    return leaf


def graph_of(formula: Symbol, leaf: Callable[[Form], Value] | None = None) -> Value:
    """The graph of a formula as it is written, over symbols again: the inverse of reading the data of its root.

    Args:
        formula: what to make a graph of.
        leaf: what makes the leaves, if they are to be others than those of the formula.
    """
    make = leaf or leaf_of

    def copied(form: Form, inputs: list[Value]) -> Value:
        return make(form) if form.operation is None else node_over(form.operation, inputs)

    root = written(formula)
    values: dict[Form, Value] = {}
    forward_sweep(depth_first(root), values, copied)
    return values[root]


def leaf_of(form: Form) -> Value:
    """The leaf of a formula as a Value over symbols."""
    if form.label:
        return read_leaf(form.label, symbols, variables_of([form.label]))
    return Constant(symbols.number(form.data))


def variables_of(names: Iterable[str]) -> dict[str, Symbol]:
    """Names as bindings to the symbols that they are; those of constants are no variables."""
    return {name: symbols.name(name) for name in names if name not in CONSTANTS}


def gradients(root: Value) -> dict[str, Symbol]:
    """The derivative of a graph over symbols to each of its variables."""
    root.backward()
    inputs = [node for node in topological_order(root) if node.operation is None and not isinstance(node, Constant)]
    return {node.label: symbols.lifted(node.grad) for node in inputs}


def node_over(op: Op, inputs: Sequence[Value]) -> Value:
    """An operation on Values over symbols."""
    return node_of(op, tuple(inputs), symbols.apply(op, *[source.data for source in inputs]))
