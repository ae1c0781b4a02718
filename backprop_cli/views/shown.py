"""What `print` and a notebook show of the objects of this package: what the command line prints."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import IO, TYPE_CHECKING, Any

from ..errors import LayoutError, UsageError
from .numbers import Precision
from .screen.terminal import Plain

if TYPE_CHECKING:
    from ..answers.derivative import Derivative
    from ..answers.differentiation import Differentiation
    from ..answers.explain import Explanation
    from ..answers.fit import Fit
    from ..answers.gradcheck import GradientCheck
    from ..answers.questions import MarkedAnswer
    from ..answers.report import Report
    from ..answers.sampling.plot import Plot
    from ..answers.working import Working
    from ..graph.engine import Value
    from ..graph.program import Program

PRECISION: Precision = 6

PLAIN = "text/plain"


def text_of(answer: object) -> str:
    """What the command line prints, without colour."""
    out = Plain()
    TEXTS[_kind(answer, TEXTS)](answer, out)
    return out.getvalue().rstrip("\n")


def mimebundle(
    answer: object, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, str]:
    """What a notebook shows, by MIME types: always a text, and beside it a picture, a formula or a page.

    Args:
        answer: a Value, a Program, or what the functions of the package return.
        include: the only MIME types wanted; all when not given.
        exclude: MIME types that are not wanted.
    """
    mime, rich = PICTURES.get(_kind(answer, PICTURES), (PLAIN, str))
    wanted = ({mime, PLAIN} if include is None else set(include)) - set(exclude or ())
    bundle = {}
    text = str(answer)
    if mime in wanted:
        try:
            bundle[mime] = rich(answer)
        except (LayoutError, UsageError) as error:
            text += f"\nno drawing: {error}"
    return bundle | ({PLAIN: text} if PLAIN in wanted else {})


def _kind(answer: object, known: Collection[str]) -> str:
    """The name of the class that is shown: nothing is imported to find out what an object is not."""
    return next((cls.__name__ for cls in type(answer).__mro__ if cls.__name__ in known), "")


# As text


def _report(report: Report, out: IO[str]) -> None:
    from .nodes.table import write

    write(report, PRECISION, out, out)


def _explanation(explanation: Explanation | Working, out: IO[str]) -> None:
    from .solution.text import write

    write(explanation, PRECISION, False, out)


def _derivative(derivative: Derivative, out: IO[str]) -> None:
    out.write(derivative.text)


def _differentiation(found: Differentiation, out: IO[str]) -> None:
    from .derivatives import write_text

    write_text(found.program, found, bool(found.names), out)


def _gradient_check(check: GradientCheck, out: IO[str]) -> None:
    from .gradcheck.table import write

    write(check, PRECISION, out)


def _marked_answer(marked: MarkedAnswer, out: IO[str]) -> None:
    from .claims.table import write

    write(marked.exercise, marked.marking, PRECISION, False, out)


def _fit(fit: Fit, out: IO[str]) -> None:
    from .fit import write_table

    write_table(fit, PRECISION, out)


def _plot(plot: Plot, out: IO[str]) -> None:
    from .plot.terminal import write

    write(plot, out)


TEXTS: dict[str, Callable[[Any, IO[str]], None]] = {
    "Report": _report,
    "Explanation": _explanation,
    "Derivative": _derivative,
    "Differentiation": _differentiation,
    "GradientCheck": _gradient_check,
    "MarkedAnswer": _marked_answer,
    "Working": _explanation,
    "Fit": _fit,
    "Lines": _plot,
    "Field": _plot,
}

# As pictures, formulas and pages


def _drawn(value: Value) -> str:
    from .drawing.python import displayed

    return displayed(value)


def _program_formula(program: Program) -> str:
    from .formulas import latex_text

    return latex_text(program)


def _derivative_formula(derivative: Derivative) -> str:
    return rf"$\displaystyle {derivative.latex}$"


def _derivative_formulas(found: Differentiation) -> str:
    from .derivatives import write_latex

    out = Plain()
    write_latex(found.program, found, bool(found.names), out)
    formulas = [out.getvalue()] if found.statements else out.getvalue().splitlines()
    return "\n\n".join([rf"$\displaystyle {formula.strip()}$" for formula in formulas])


def _table(report: Report) -> str:
    from .nodes.markdown import write

    out = Plain()
    write(report, PRECISION, out, out)
    return out.getvalue()


def _solution(explanation: Explanation | Working) -> str:
    from .solution.markdown import write

    out = Plain()
    write(explanation, PRECISION, False, out)
    return out.getvalue()


def _plotted(plot: Plot) -> str:
    from .plot.picture import svg

    return svg(plot).decode()


PICTURES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "Value": ("image/svg+xml", _drawn),
    "Program": ("text/latex", _program_formula),
    "Derivative": ("text/latex", _derivative_formula),
    "Differentiation": ("text/latex", _derivative_formulas),
    "Report": ("text/markdown", _table),
    "Explanation": ("text/markdown", _solution),
    "Working": ("text/markdown", _solution),
    "Lines": ("image/svg+xml", _plotted),
    "Field": ("image/svg+xml", _plotted),
}
