"""Derivatives as statements, for programs whose derivative would repeat itself as a single formula.

The backward pass runs over symbols as it does for a formula, but each result that is longer than a few letters is
written down under a name, and everything after it speaks of the name. So a program of n steps gives a number of
statements that grows with n, where the formula may grow with 2^n. At last, what is not needed is left out, and what is
short and used once is put where it is used:

    a = x^2 + x; b = a^2 + a; b^2 + b      a = x^2 + x; b = a^2 + a; d_x = (2*x + 1)*(2*a + 1)*(2*b + 1)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count

from .. import symbols
from ..graph.engine import Value
from ..notation.text import Node, text_of
from ..symbols import Form, Symbol
from .derivative import graph_of, leaf_of

# A formula that is no longer than this is as easily read as a name.
SHORT = 6

# A part that occurs several times is worth a statement if it is longer than this.
WORTH = 12

# Statements are put into one that uses them while that stays shorter than this: it fits in a line.
LINE = 72


class Statement:
    """A name, and the formula of what it stands for."""

    __slots__ = ("formula", "name")

    def __init__(self, name: str, formula: Node) -> None:
        self.name = name
        self.formula = formula

    @property
    def text(self) -> str:
        """The statement in the language."""
        return f"{self.name} = {text_of(self.formula)}"


class Book:
    """Statements as they are written down, each after those that it speaks of.

    Args:
        taken: names that mean something already.
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {*taken}
        self.formulas: dict[str, Symbol] = {}
        # Those that stay statements whatever they are, because somebody has named them.
        self.labels: set[str] = set()
        # Those that are written as they were given.
        self.given: set[str] = set()
        self.numbers = count(1)
        self._names: dict[bytes, Sequence[str]] = {}

    def number(self) -> str:
        """The name of an operation without one."""
        return next(name for name in (f"v{n}" for n in self.numbers) if name not in self.taken)

    def free(self, wanted: str) -> str:
        """The name that is wanted, or another like it where that means something else."""
        if wanted not in self.taken:
            return wanted
        return next(name for name in (f"{wanted}_{n}" for n in count(1)) if name not in self.taken)

    def write(self, name: str, formula: Symbol, *, given: bool = False) -> Symbol:
        """Write down a statement, and return what to say for it from now on."""
        if given:
            self.given.add(name)
        self.taken.add(name)
        self.formulas[name] = formula
        return symbols.name(name)

    # Graphs of what is written

    def graph(self, formula: Symbol) -> Value:
        """The graph of a formula whose names are statements: each of those is a node that stands for itself."""
        nodes: dict[str, Value] = {}

        def leaf(form: Form) -> Value:
            if form.label and form.label not in nodes:
                nodes[form.label] = leaf_of(form)
            return nodes[form.label] if form.label else leaf_of(form)

        for name in self.needed([formula]):
            node = graph_of(self.formulas[name], leaf)
            node.data, node.label = symbols.name(name), name
            nodes[name] = node
        return graph_of(formula, leaf)

    def needed(self, formulas: Iterable[Symbol]) -> list[str]:
        """The statements that formulas need, in order."""
        reached = {name for formula in formulas for name in self.used(formula)}
        kept = []
        for name in reversed(self.formulas):
            if name in reached:
                kept.append(name)
                reached.update(self.used(self.formulas[name]))
        return kept[::-1]

    def used(self, formula: Symbol) -> list[str]:
        """The statements that a formula speaks of."""
        return [name for name in self.names(formula) if name in self.formulas]

    def names(self, formula: Symbol) -> Sequence[str]:
        """The names that a formula speaks of, which are looked for once."""
        if formula.key not in self._names:
            self._names[formula.key] = [name for part in symbols.parts(formula) if (name := symbols.name_of(part))]
        return self._names[formula.key]

    # From what was written down to what is shown

    def tidy(self, outputs: Collection[str], renamed: Mapping[str, str]) -> None:
        """Leave out what the outputs do not need, write each part once, and put short statements into others.

        Args:
            outputs: the statements that are asked for.
            renamed: new names for some of them.
        """
        # First of all, because without names for their parts the statements of one row of the table, such as those of
        # a maximum of a thousand inputs, are made of each other.
        self._share()
        self._rename(renamed)
        self._keep(outputs)
        self._inline(outputs)

    def _rename(self, names: Mapping[str, str]) -> None:
        """Call statements by other names."""
        by = {symbols.name(old).key: symbols.name(new) for old, new in names.items()}
        self.taken.update(names.values())
        formulas = {names.get(name, name): formula for name, formula in self.formulas.items()}
        self.formulas = {name: self._replaced(formula, by) for name, formula in formulas.items()}

    def _replaced(self, formula: Symbol, by: Mapping[bytes, Symbol]) -> Symbol:
        """The formula with other symbols for some of its names; most formulas have none of those."""
        return (
            symbols.replaced(formula, by) if any([symbols.name(n).key in by for n in self.names(formula)]) else formula
        )

    def _keep(self, outputs: Collection[str]) -> None:
        self.formulas = {name: self.formulas[name] for name in self.needed(map(symbols.name, outputs))}

    def _share(self) -> None:
        """Give a name to every longer part that occurs in several places."""
        found = symbols.occurrences(self.formulas.values())
        by: dict[bytes, Symbol] = {}
        formulas, self.formulas = self.formulas, {}
        for name, formula in formulas.items():
            below = symbols.parts(formula, by)
            for part in below:
                if part is not formula and found[part.key] > 1 and part.size > WORTH and part.key not in by:
                    by[part.key] = self.write(
                        self.number(), symbols.replaced(part, by, whole=False), given=name in self.given
                    )
            whole = name not in self.labels
            changes = any([part.key in by for part in below])
            self.write(name, symbols.replaced(formula, by, whole=whole) if changes else formula)
            by.setdefault(formula.key, symbols.name(name))

    def _inline(self, outputs: Collection[str]) -> None:
        """Put statements that are used once into the one that uses them, and write the result the shortest way."""
        found = symbols.occurrences(self.formulas.values())
        kept = {*outputs, *self.labels}
        for name, formula in self.formulas.items():
            size = formula.size
            by: dict[bytes, Symbol] = {}
            as_given: list[Symbol] = []
            for used in self.used(formula):
                key, inner = symbols.name(used).key, self.formulas[used]
                alone = found[key] == 1 and size + inner.size <= LINE
                if used not in kept and (alone or inner.size <= SHORT):
                    by[key] = inner
                    size += inner.size
                    as_given += [inner] if used in self.given else []
            whole = symbols.replaced(formula, by) if by else formula
            self.formulas[name] = whole if name in self.given else symbols.shortest(whole, as_given)
        self._keep(outputs)
