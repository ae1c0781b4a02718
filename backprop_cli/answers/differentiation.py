"""The derivatives of a program, each as one formula where that can be read, else all as statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise

from .. import symbols
from ..errors import UsageError
from ..graph.engine import Constant, Value, collector_paused
from ..graph.naming import CONSTANTS
from ..graph.program import Program
from ..graph.run import read_leaf
from ..graph.shown import shown
from ..graph.walker import added_up, backward_sweep, forward_sweep, local_derivatives, reached_from, topological_order
from ..notation.text import Node, text_of
from ..symbols import Symbol
from .derivative import (
    MARK,
    Derivative,
    TooLongError,
    derivatives,
    formula_of,
    node_over,
    paths_of,
    taken_for_variables,
    taken_names,
    unmarked,
    variables_of,
)
from .statements import SHORT, Book, Statement

# A formula of so many characters is read as one, and one that is this many times as long as the statements repeats
# itself.
FITS = 200
REPEATED = 2

# What is longer than this before it is made shorter, will not fit after.
ATTEMPT = 20_000

# A program of more steps has no formula that fits, or one that its statements show as well.
SMALL = 1_000

# More statements than this for each that the first derivative needs, and nobody waits for the next derivative.
GROWTH = 20
MANY = 20_000


@shown
class Differentiation:
    """The derivatives of a program: `found["x"]` is the one with respect to x, `found["x", "y"]` a mixed one.

    Args:
        program: what was differentiated.
        names: those that were asked for.
        derivatives: one for each that was asked for; their formulas speak of the statements.
        statements: what is computed before, each after what it needs; none where formulas say everything.
        order: how many times each derivative was taken with respect to each of its names.
        output: how the output is called, if it has a name.
        expression: the output as a formula, if that can be read.
        is_single: whether the program has one variable.
    """

    __slots__ = ("derivatives", "expression", "is_single", "names", "order", "output", "program", "statements")

    def __init__(
        self, program: Program, names: Sequence[str], derivatives: Sequence[Derivative],
        statements: Sequence[Statement], *, order: int, output: str, expression: Node | None, is_single: bool,
    ) -> None:  # fmt: skip
        self.program = program
        self.names = tuple(names)
        self.derivatives = derivatives
        self.statements = statements
        self.order = order
        self.output = output
        self.expression = expression
        self.is_single = is_single

    def __repr__(self) -> str:
        shown = [f"{' '.join(each.names)}: {text_of(each.formula, limit=30)}" for each in self.derivatives[:3]]
        return f"<Differentiation {', '.join(shown)}{', …' * (len(self.derivatives) > 3)}>"

    def __getitem__(self, names: str | tuple[str, ...]) -> Derivative:
        wanted = (names,) if isinstance(names, str) else names
        found = {each.names: each for each in self.derivatives}
        if wanted not in found:
            raise KeyError(names)
        return found[wanted]

    @property
    def text(self) -> str:
        """In the language: the statements, or the formula of the first derivative."""
        return "; ".join([each.text for each in self.statements]) or self.derivatives[0].text


def differentiate(
    program: Program, names: Sequence[str] = (), order: int = 1, of: str | None = None, *, expand: bool = False
) -> Differentiation:
    """Differentiate a program.

    Args:
        program: what to differentiate.
        names: the variables of one mixed derivative, in order: x and y for ∂²/∂x∂y. None of them: a derivative for
            each variable. A name that is assigned, or that of a constant, is a variable if it is among them.
        order: how many times to differentiate with respect to each name.
        of: the output to differentiate; the last statement when not given.
        expand: write formulas, however often they repeat themselves.

    Raises:
        UsageError: a name does not occur in the program, or there is none; the order is not positive; there is no such
            output; or what there is to write grows beyond all reading.
    """
    if not names and not program.variables:
        raise UsageError("the expression has no variable", hint="there is nothing to differentiate with respect to")
    formulas, statements = _answers(program, names, order, of, expand)
    target = program.output if of is None else program.index_of(of)
    return Differentiation(
        program, names, formulas, statements, order=order,
        output=program.labels.get(target, program.leaves.get(target, "")),
        expression=_expression(program, target, of),
        is_single=len({*program.variables, *names}) == 1,
    )  # fmt: skip


def _answers(
    program: Program, names: Sequence[str], order: int, of: str | None, expand: bool
) -> tuple[Sequence[Derivative], Sequence[Statement]]:
    """Formulas without statements where they can be read, else the statements."""
    target = program.output if of is None else program.index_of(of)
    if expand:
        return derivatives(program, names, order, of), ()
    formulas: list[Derivative] | None = None
    if target <= SMALL:
        with suppress(TooLongError):
            formulas = derivatives(program, names, order, of, limit=ATTEMPT)
    if formulas is not None and max([len(each.text) for each in formulas], default=0) <= FITS:
        return formulas, ()
    with collector_paused():
        written = _Writer(program, target, names).written(names, order)
    if formulas is not None and _length(formulas) <= REPEATED * _length([*written[0], *written[1]]):
        return formulas, ()
    return written


def _expression(program: Program, target: int, of: str | None) -> Node | None:
    """The output as it was given, if it is no longer than what is read as one formula."""
    if target > SMALL:
        return None
    formula = symbols.lifted(formula_of(program, of).data)
    return symbols.written(formula) if formula.size <= FITS else None


def _length(items: Sequence[Derivative | Statement]) -> int:
    return sum([len(each.text) for each in items])


class _Writer:
    """The statements of one program."""

    def __init__(self, program: Program, target: int, names: Sequence[str]) -> None:
        self.program, self.taken = program, taken_names(program, names)
        self.free = taken_for_variables(program, names)
        self.names = program.step_names()
        self.book = Book([*self.names, *program.names, *program.assigned, *CONSTANTS])
        # What is called like a constant stands for itself.
        self.marked = {n for n in (*self.free.values(), *map(_marked, program.labels.values())) if n.startswith(MARK)}
        # What operations without a label are called.
        self.called: dict[Value, str] = {}
        # What the statements of the backward pass would be called if every name were free.
        self.wanted: dict[str, str] = {}
        self.first = 0
        self.root = self._forward(target)

    def written(self, names: Sequence[str], order: int) -> tuple[list[Derivative], list[Statement]]:
        """The derivatives, and the statements that they need."""
        paths = paths_of(self.program, names, self.free)
        first = self._backward(self.root, {path[0] for path in paths.values()}, "d_")
        self.first = len(self.book.formulas)
        found: dict[tuple[str, ...], tuple[str, Symbol]] = {}
        for called, path in paths.items():
            formula, prefix = first[path[0]], "d_"
            for before, name in pairwise(path * order):
                prefix += f"{before.removeprefix(MARK)}_"
                self._refuse_endless()
                formula = self._backward(self.book.graph(formula), {name}, prefix)[name]
            found[called] = prefix + (path * order)[-1].removeprefix(MARK), formula
        outputs = self._outputs(found)
        return self._shown(outputs)

    def _outputs(self, found: Mapping[tuple[str, ...], tuple[str, Symbol]]) -> dict[str, tuple[str, ...]]:
        """Write down each derivative under its own name, and tidy up; a statement that it is already gets that name."""
        outputs: dict[str, tuple[str, ...]] = {}
        renamed: dict[str, str] = {}
        for path, (wanted, formula) in found.items():
            known = symbols.name_of(formula)
            name = known if self.wanted.get(known) == wanted and known not in outputs else self.book.free(wanted)
            if name != known:
                if self._may_be_called(known) and known not in renamed and known not in outputs:
                    renamed[known] = name
                else:
                    self.book.write(name, formula)
            outputs[name] = path
        self.book.tidy(outputs, renamed)
        return outputs

    def _may_be_called(self, name: str) -> bool:
        """Whether a statement has its name from nobody but this."""
        return name in self.book.formulas and name not in self.book.given

    def _shown(self, found: Mapping[str, Sequence[str]]) -> tuple[list[Derivative], list[Statement]]:
        """Statements for what the derivatives have in common, and formulas alone where there is nothing."""
        formulas = {name: unmarked(formula, self.marked) for name, formula in self.book.formulas.items()}
        if formulas.keys() == found.keys() and not any([self.book.used(f) for f in self.book.formulas.values()]):
            return [Derivative(tuple(path), formulas[name], self.taken) for name, path in found.items()], []
        derivatives = [Derivative(tuple(path), Value(0.0, name)) for name, path in found.items()]
        return derivatives, [Statement(name.removeprefix(MARK), formula) for name, formula in formulas.items()]

    def _refuse_endless(self) -> None:
        """Raise an error where so many statements have come together that nobody will wait for the rest."""
        if len(self.book.formulas) > max(MANY, GROWTH * self.first):
            raise TooLongError(
                f"the derivative of this order is too long: more than {len(self.book.formulas):,} statements",
                hint="ask for a lower order, or for one name",
            )

    # The two passes

    def _forward(self, target: int) -> Value:
        """The graph of the program, in which what is longer than a few letters is a statement."""
        program = self.program
        variables = variables_of(program.names)
        needed = program.needed(target)
        moving: set[Value] = set()

        def written(step: int, inputs: list[Value]) -> Value:
            op = program.ops[step]
            if step in self.free:
                node = Value(symbols.name(self.free[step]), self.free[step])
            elif op is None:
                node = read_leaf(program.leaves[step], symbols, variables)
            else:
                node = self._written(step, node_over(op, inputs), not moving.isdisjoint(inputs))
            if not isinstance(node, Constant) and (op is None or step in self.free or not moving.isdisjoint(inputs)):
                moving.add(node)
            return node

        values: dict[int, Value] = {}
        forward_sweep([step for step in range(target + 1) if needed[step]], values, written, self._operands)
        return values[target]

    def _operands(self, step: int) -> Sequence[int]:
        return () if step in self.free else self.program.operands[step]

    def _written(self, step: int, node: Value, moves: bool) -> Value:
        """The node, which stands for itself from now on if it is a statement."""
        label = step in self.program.labels
        name = _marked(self.names[step])
        self.called[node] = name.removeprefix(MARK)
        if moves and not symbols.name_of(node.data) and (label or node.data.size > SHORT):
            node.data = self.book.write(name, node.data, given=True)
            if label:
                self.book.labels.add(name)
        return node

    def _backward(self, root: Value, names: set[str], prefix: str) -> dict[str, Symbol]:
        """The derivatives of a graph to these variables, in words of the statements, which this writes down."""
        order = topological_order(root)
        sources = {node.label: node for node in order if node.operation is None and node.label in names}
        reached = reached_from(sources.values(), order)

        def collected(node: Value, arrived: list[Symbol]) -> Symbol:
            gradient = symbols.lifted(added_up(arrived))
            if node not in reached or gradient.size <= SHORT:
                return gradient
            wanted = prefix + self._called(node)
            name = self.book.free(wanted)
            self.wanted[name] = wanted
            return self.book.write(name, gradient)

        def contributions(node: Value, upstream: Symbol) -> list[Symbol]:
            if node not in reached or upstream == symbols.ZERO:
                return [symbols.ZERO] * len(node.inputs)
            pairs = zip(node.inputs, local_derivatives(node), strict=True)
            return [upstream * local if source in reached else symbols.ZERO for source, local in pairs]

        found = backward_sweep(order, symbols.number(1), contributions, collected)
        return {name: found.get(sources[name], symbols.ZERO) if name in sources else symbols.ZERO for name in names}

    def _called(self, node: Value) -> str:
        if node.label:
            return node.label.removeprefix(MARK)
        if node not in self.called:
            self.called[node] = self.book.number()
        return self.called[node]


def _marked(label: str) -> str:
    """The name of a symbol that is no constant, whatever it is called."""
    return f"{MARK}{label}" if label in CONSTANTS else label
