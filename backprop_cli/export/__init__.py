"""A program as code of another language: the value and every gradient, ready to run.

The rules of the table run over a number system that records (`tape`), the record is a straight line (`function`), and
each language is one file that says how it writes the primitives.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..graph.program import Program
    from .target import Target

# Where each language stands. It is imported when it is asked for, because the command line reads the names alone.
TARGETS = {
    "python": ".python:Python",
    "numpy": ".numpy:NumPy",
    "c": ".c:C",
    "javascript": ".javascript:JavaScript",
    "sql": ".sql:Sql",
    "torch": ".torch:Torch",
    "jax": ".jax:Jax",
    "latex": ".latex:Latex",
}

# Of SQL.
DIALECTS = ("duckdb", "sqlite", "postgres", "spark", "bigquery", "snowflake")


def exported(
    program: Program, to: str, *, called: str = "f", values: Mapping[str, float] | None = None, of: str | None = None,
    main: bool = False, dialect: str | None = None,
) -> str:  # fmt: skip
    """The source of a function that computes the value of a program and its gradients.

    Args:
        program: what to compute; its variables are the inputs.
        to: the language, one of TARGETS.
        called: the name of the function.
        values: what inputs are when they are not given.
        of: the output; the last statement when not given.
        main: whether to add a program that runs it.
        dialect: that of SQL, one of DIALECTS.

    Raises:
        UsageError: there is no such output, or the language lacks a function that is needed, or has no dialects.
        DomainError: a constant of the program has no value.
    """
    from ..graph.engine import collector_paused
    from .function import function_of
    from .writing import Code

    target = target_named(to, dialect)
    with collector_paused():
        function = function_of(program, values, of, refines=target.refines)
        return target.source(Code(function, target, called), main=main)


def target_named(name: str, dialect: str | None = None) -> Target:
    """The language of this name.

    Raises:
        UsageError: it has no dialects.
    """
    module, _, found = TARGETS[name].partition(":")
    language: type[Target] = getattr(import_module(module, __name__), found)
    return language() if dialect is None else language.of_dialect(dialect)
