r"""A program as its formula in LaTeX, as a notebook shows it.

>>> from backprop_cli import parse
>>> print(latex_text(parse("x^2/y")))
$\displaystyle \frac{x^{2}}{y}$
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..answers.derivative import taken_names
from ..answers.marking.circuit import Circuit
from ..errors import LayoutError
from ..graph.engine import Value
from ..graph.program import Program
from ..language import parse
from ..notation.latex import latex_name, latex_of

# A notebook shows longer programs as text.
LONGEST = 300


def latex_text(program: Program) -> str:
    """The formula of a program, or of each of its statements.

    Raises:
        LayoutError: it is too long to be read as one.
    """
    if len(program.ops) > LONGEST:
        raise LayoutError(f"the program has {len(program.ops)} steps")
    statements = list(_statements(program))
    if len(statements) == 1:
        name, formula = statements[0]
        return rf"$\displaystyle {f'{name} = ' if name else ''}{formula}$"
    lines = " \\\\ ".join([f"{name} &= {formula}" if name else f"& {formula}" for name, formula in statements])
    return rf"$\begin{{aligned}} {lines} \end{{aligned}}$"


def _statements(program: Program) -> Iterator[tuple[str, str]]:
    """The names that are assigned, in LaTeX, with what is assigned to them; the output at the end if it has no name."""
    for name, default in program.defaults.items():
        yield latex_name(name), latex_of(_output(parse(default) if isinstance(default, str) else default))
    nodes = Circuit(program).nodes
    taken = taken_names(program)
    for name, index in program.assigned.items():
        yield latex_name(name), _defined(name, nodes[index], taken)
    output = nodes[program.output]
    if not program.assigns(output.label):
        yield "", latex_of(output, taken)


def _output(program: Program) -> Value:
    return Circuit(program).nodes[program.output]


def _defined(name: str, node: Value, taken: Collection[str]) -> str:
    """What a name was assigned: a formula, a number, or another name of the same node."""
    if node.label != name:
        return latex_name(node.label)
    return latex_of(node, taken)
