"""Derivatives as formulas: as text that can be fed straight back, in LaTeX, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from ..answers.derivative import Derivative
from ..graph.program import Program


def write_text(program: Program, derivatives: Sequence[Derivative], bare: bool, out: IO[str]) -> None:
    """Write the formulas, a line each.

    Args:
        program: what was differentiated.
        derivatives: what came out.
        bare: only the formula, of the first; else each behind `d/dNAME = `.
        out: where to.
    """
    _write([(f"d/d{_key(each)}", each.text) for each in derivatives], bare, out)


def write_latex(program: Program, derivatives: Sequence[Derivative], bare: bool, out: IO[str]) -> None:
    """Write the formulas in LaTeX; the arguments are those of `write_text`."""
    from ..notation.latex import latex_name

    sides = [rf"\frac{{\mathrm{{d}}}}{{\mathrm{{d}}{latex_name(_key(each))}}}" for each in derivatives]
    _write(list(zip(sides, [each.latex for each in derivatives], strict=True)), bare, out)


def write_json(program: Program, derivatives: Sequence[Derivative], bare: bool, out: IO[str]) -> None:
    """Write a JSON object; the arguments are those of `write_text`."""
    from .json_objects import json_object

    out.write(
        json_object(
            {
                "expression": program.text,
                "derivatives": {_key(each): each.text for each in derivatives},
                "latex": {_key(each): each.latex for each in derivatives},
            }
        )
    )


def _write(equations: Sequence[tuple[str, str]], bare: bool, out: IO[str]) -> None:
    out.write(f"{equations[0][1]}\n" if bare else "".join([f"{side} = {formula}\n" for side, formula in equations]))


def _key(derivative: Derivative) -> str:
    return " ".join(derivative.names)
