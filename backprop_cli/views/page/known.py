"""An explanation whose numbers know their places, at the given point and where an input has been changed."""

from __future__ import annotations

from ...answers.explain import Assignment, Contribution, Explanation, Formula, Step, is_literal
from ...answers.explain.formulas import Formulas
from ...graph.engine import Constant, Value, node_of
from ...graph.run import Run
from ...notation.text import text_of
from .numbers import AFTER, BEFORE, DATA, GRAD, LOCAL, PRODUCT, Numbers


class Knowing:
    """Two readings of one explanation.

    Args:
        explanation: what `explain` says at the given point.
        run: the run that it is about.
        numbers: the list of the page.
    """

    def __init__(self, explanation: Explanation, run: Run, numbers: Numbers) -> None:
        self.explanation = explanation
        self.numbers = numbers
        self.nodes = {name: node for node, name in run.node_names.items()}
        # What stands in formulas for a node, back to its id: a number of the expression stands for itself.
        self.ids = {name: node for node, name in explanation.names.items() if not is_literal(self.nodes[node])}
        self.formulas = Formulas({self.nodes[node]: name for node, name in explanation.names.items()})

    def given(self) -> Explanation:
        """The explanation, as it is: what holds at the given point only has numbers that know nothing."""
        return self._told(elsewhere=False)

    def elsewhere(self) -> Explanation:
        """The same without what holds at the given point only."""
        return self._told(elsewhere=True)._replace(meanings=[], notes=[])

    def _told(self, *, elsewhere: bool) -> Explanation:
        told = self.explanation
        known = self.numbers.known
        branches = {}
        for node, branch in told.branches.items():
            parts = [
                known(c.product, PRODUCT, step.node, c.which)
                for step in told.backward for c in step.contributions if c.to == node
            ]  # fmt: skip
            branches[node] = branch._replace(contributions=parts, total=known(branch.total, GRAD, node))
        return told._replace(
            bindings={name: known(x, DATA, name) for name, x in told.bindings.items()},
            value=known(told.value, DATA, self._id(told.output)),
            forward=list(map(self._assignment, told.forward)),
            backward=[self._step(step, elsewhere) for step in told.backward],
            branches=branches,
        )

    def _id(self, name: str) -> str:
        return next(node for node, own in reversed(self.explanation.names.items()) if own == name)

    def _assignment(self, each: Assignment) -> Assignment:
        value = self.numbers.known(each.formula.value, DATA, each.node)
        return each._replace(formula=Formula(each.formula.named, self._numbered(each.formula), value))

    def _step(self, step: Step, elsewhere: bool) -> Step:
        contributions = [self._contribution(step, c, elsewhere) for c in step.contributions]
        step = step._replace(upstream=self.numbers.known(step.upstream, GRAD, step.node), contributions=contributions)
        if not elsewhere:
            return step
        return step._replace(notes=[], hasty=None, piecewise=False, elsewhere=[])

    def _contribution(self, step: Step, c: Contribution, elsewhere: bool) -> Contribution:
        local, product, before, after = (
            self.numbers.known(x, kind, step.node, c.which)
            for x, kind in ((c.local, LOCAL), (c.product, PRODUCT), (c.before, BEFORE), (c.after, AFTER))
        )
        return c._replace(
            formula=self._local(step, c, elsewhere)._replace(value=local), product=product, before=before, after=after
        )

    def _local(self, step: Step, c: Contribution, elsewhere: bool) -> Formula:
        """A local derivative; elsewhere another piece of it may hold, so its numbers are left out there."""
        everywhere = self.formulas.everywhere(self.nodes[step.node], c.which)
        if everywhere is not None and c.formula.decided is None and text_of(everywhere) == c.formula.text:
            return c.formula._replace(numbered=self._numbered(c.formula))
        if not elsewhere:
            return c.formula
        number = _leaf(self.numbers.known(c.local, LOCAL, step.node, c.which))
        return Formula(number if everywhere is None else everywhere, number, c.local)

    def _numbered(self, formula: Formula) -> Value:
        """The formula in numbers, each of a node knowing its place: it has the shape of the formula in names."""
        return self._with_places(formula.named, formula.numbered)

    def _with_places(self, named: Value, numbered: Value) -> Value:
        """Formulas of one rule are small, so this may recurse."""
        if numbered.operation is not None:
            inputs = zip(named.inputs, numbered.inputs, strict=True)
            return node_of(numbered.operation, tuple([self._with_places(*pair) for pair in inputs]), None)
        if numbered.label or named.label not in self.ids:
            return numbered
        return _leaf(self.numbers.known(numbered.data, DATA, self.ids[named.label]))


def _leaf(number: float) -> Value:
    leaf = Constant(number)
    # As it is: a Value makes a plain double of what it is given.
    leaf.data = number
    return leaf
