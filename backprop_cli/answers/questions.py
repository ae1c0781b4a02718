"""What the command line does, as functions for Python: each takes a program, and returns what the views print.

    >>> from backprop_cli import diff, evaluate
    >>> evaluate("tanh(w*x + b)", w=1, x=2, b=-2).gradients
    {'w': 2.0, 'x': 1.0, 'b': 1.0}
    >>> print(diff("x^2*sin(x)", "x"))
    2*x*sin(x) + x^2*cos(x)

A program is text in the language, or what `parse` made of it. Values are given by name, or as a mapping, which also has
room for names that are those of options: `evaluate("of^2", {"of": 3})`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, overload

from ..errors import UsageError
from ..graph.engine import as_number
from ..graph.missing import has_no_value
from ..graph.program import Program
from ..graph.shown import shown
from ..notation.text import number_text
from .differentiation import Differentiation, differentiate
from .explain import Explanation
from .given import NumberOrText, bound, measured, parsed, run_of, system_for
from .gradcheck import GradientCheck
from .marking import Exercise, Marking, Policy, Tolerance, Verdict
from .report import BACKWARD, Report, parsed_text, report_on
from .working import Working

# What is given where nothing is.
NOTHING: Mapping[str, NumberOrText] = {}


def evaluate(
    program: str | Program,
    at: Mapping[str, NumberOrText] = NOTHING,
    /,
    *,
    of: str | None = None,
    exact: bool = False,
    **values: NumberOrText,
) -> Report:
    """Run the forward and the backward pass, as `backprop eval` does.

    Args:
        program: the program, or its text.
        at: values for its variables: numbers, or constant expressions such as "1/3"; "2.0±0.1" has an uncertainty.
        of: the output to differentiate; the last statement when not given.
        exact: compute with fractions; so it does, too, where a value is a Fraction and none is a float.
        values: more values, which win.

    Returns:
        The report, with `value`, `gradients` by name, `rows` of all nodes, and `notes`; where a value has an
        uncertainty, with `uncertainty`: that of the output, and what each input adds to it.

    Raises:
        BackpropError: the text is not in the language, a value is missing or none, or there is no such output.
        DomainError: there is no real, finite result.
    """
    read = parsed(program)
    xp = system_for({**at, **values}, exact)
    bindings = measured(read, {**at, **values}, xp)
    return report_on(read.run(bindings, xp, of), BACKWARD, bindings.uncertainties)


def explain(
    program: str | Program,
    at: Mapping[str, NumberOrText] = NOTHING,
    /,
    *,
    wrt: str | None = None,
    of: str | None = None,
    limit: bool = False,
    exact: bool = False,
    **values: NumberOrText,
) -> Explanation | Working:
    """Work both passes out step by step, as `backprop explain` does; without any value in formulas.

    Args:
        program: the program, or its text.
        at: values for its variables; see `evaluate`. None at all: which rule of differentiation is used where.
        wrt: keep only the paths from this name, and list them.
        of: the output to explain; the last statement when not given.
        limit: show each local derivative as a limit, too.
        exact: compute with fractions.
        values: more values, which win.

    Returns:
        The explanation, or the working: `str` of it is the text, and its fields are the facts of every step.

    Raises:
        BackpropError: as for `evaluate`, or the output does not depend on `wrt`.
    """
    read = parsed(program)
    if has_no_value(read) and not at and not values:
        from .working import work_out

        return work_out(read, () if wrt is None else (wrt,), of=of)
    from .explain import explain as explained

    run = run_of(read, {**at, **values}, of, exact)
    return explained(run, parsed_text(run, with_inputs=False), wrt=wrt, limit=limit)


def diff(
    program: str | Program, /, *names: str, order: int = 1, of: str | None = None, expand: bool = False
) -> Differentiation:
    """The derivative as a formula, as `backprop diff` prints it.

    Args:
        program: the program, or its text.
        names: the variables of one mixed derivative, in order. None of them: a derivative for each variable.
        order: how many times to differentiate with respect to each name.
        of: the output to differentiate; the last statement when not given.
        expand: write single formulas, however often they repeat themselves.

    Returns:
        The derivatives: `str` of them is what is printed, `text` can be fed straight back, and each is found by its
        name, with its own `text` and `latex`. Where one formula would repeat itself, they speak of `statements`.

    Raises:
        BackpropError: the text is not in the language, a name does not occur in it, or a formula would grow too long.
    """
    return differentiate(parsed(program), names, order, of, expand=expand)


@shown
class MarkedAnswer(NamedTuple):
    """An answer with the marks that it gets, and the exercise that it answers."""

    exercise: Exercise
    marking: Marking

    def __repr__(self) -> str:
        return f"<MarkedAnswer {self.score} of {len(self.verdicts)} right>"

    @property
    def verdicts(self) -> list[Verdict]:
        """What is said of each claim, in their order."""
        return self.marking.verdicts

    @property
    def score(self) -> int:
        """How many claims count as right."""
        return self.marking.score

    @property
    def passed(self) -> bool:
        """Whether all of them do."""
        return self.marking.passed


@overload
def check(
    program: str | Program, at: Mapping[str, NumberOrText] = ..., /, *,
    claims: Mapping[str, NumberOrText], of: str | None = ...,
    strict: bool = ..., points: int = ..., seed: int = ..., tolerance: Tolerance = ..., sweep: bool = ...,
    **values: NumberOrText,
) -> MarkedAnswer: ...  # fmt: skip
@overload
def check(
    program: str | Program, at: Mapping[str, NumberOrText] = ..., /, *, claims: None = ..., of: str | None = ...,
    strict: bool = ..., points: int = ..., seed: int = ..., tolerance: Tolerance = ..., sweep: bool = ...,
    **values: NumberOrText,
) -> GradientCheck: ...  # fmt: skip


def check(
    program: str | Program,
    at: Mapping[str, NumberOrText] = NOTHING,
    /,
    *,
    claims: Mapping[str, NumberOrText] | None = None,
    of: str | None = None,
    strict: bool = False,
    points: int = 20,
    seed: int = 0,
    tolerance: Tolerance = Tolerance(),  # noqa: B008 - it cannot change
    sweep: bool = False,
    **values: NumberOrText,
) -> MarkedAnswer | GradientCheck:
    """Mark an answer, or without claims compare the gradients with numerical ones, as `backprop check` does.

    Args:
        program: the program, or its text.
        at: values for its variables; see `evaluate`. Where some are missing, formulas are compared at random points.
        claims: what was answered: {"value": -8, "d.grad": 2, "e.data": "a*b"}, numbers or formulas.
        of: the output to differentiate; the last statement when not given.
        strict: give no credit for what follows from an earlier wrong answer.
        points: at how many random points.
        seed: what the random numbers begin with.
        tolerance: when a number is right.
        sweep: of the gradient check, find the error over steps from 1e-1 to 1e-15.
        values: more values, which win.

    Returns:
        The marks, with a verdict for each claim; without claims the gradient check. Both have `passed`.

    Raises:
        BackpropError: as for `evaluate`, or a claim cannot be read.
    """
    read = parsed(program)
    if claims is None:
        from .gradcheck import check_gradients

        return check_gradients(run_of(read, {**at, **values}, of, False), sweep=sweep)
    bindings = bound(read, {**at, **values})
    policy = Policy(tolerance, follow=0.0 if strict else 1.0)
    exercise = Exercise(read, bindings, of, points=points, seed=seed, policy=policy)
    claimed = [exercise.claim(name, _written(answer)) for name, answer in claims.items()]
    exercise.require_values(claimed)
    return MarkedAnswer(exercise, exercise.mark(claimed))


def export_code(
    program: str | Program,
    to: str,
    at: Mapping[str, NumberOrText] = NOTHING,
    /,
    *,
    name: str = "f",
    of: str | None = None,
    main: bool = False,
    dialect: str | None = None,
    **values: NumberOrText,
) -> str:
    """The value and the gradients as code of another language, as `backprop export` writes it.

    Args:
        program: the program, or its text.
        to: the language: python, numpy, torch, jax, c, javascript, sql or latex.
        at: what inputs are when they are not given; see `evaluate`.
        name: that of the function, or of the table that SQL reads.
        of: the output; the last statement when not given.
        main: whether to add a program that runs it.
        dialect: that of SQL.
        values: more values, which win.

    Raises:
        BackpropError: as for `evaluate`, or the language is not known or lacks a function that is needed.
    """
    from ..export import TARGETS, exported

    if to not in TARGETS:
        raise UsageError(f"there is no language '{to}'", hint=f"write one of {', '.join(TARGETS)}")
    read = parsed(program)
    known = {key: float(x) for key, x in bound(read, {**at, **values}).items()}
    return exported(read, to, called=name, values=known, of=of, main=main, dialect=dialect)


def _written(answer: NumberOrText) -> str:
    """An answer as a person writes it."""
    return answer if isinstance(answer, str) else number_text(as_number(answer))
