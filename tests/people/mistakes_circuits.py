"""Mistakes in the circuits: the lecture's own, the gates, the sigmoid as a chain of steps."""

from __future__ import annotations

from .mistake import (
    CHAIN,
    COPIED,
    EARLY,
    EXPLOG,
    LEFT_OUT,
    MAX,
    QUOTIENT,
    SIGN,
    SQUASH,
    SWAPPED,
    Mistake,
)


def sum_product(family: str, done: str, lines: dict[str, str], means: str, at: str = "", **labels) -> Mistake:
    return Mistake("sum-product", family, done, lines, means, at, _claims(labels))


def chain(family: str, done: str, lines: dict[str, str], means: str, at: str = "", **labels) -> Mistake:
    return Mistake("chain", family, done, lines, means, at, _claims(labels))


def neuron(family: str, done: str, lines: dict[str, str], means: str, at: str = "", **labels) -> Mistake:
    return Mistake("neuron", family, done, lines, means, at, _claims(labels))


def max_circuit(family: str, done: str, lines: dict[str, str], means: str, at: str = "", **labels) -> Mistake:
    return Mistake("max-circuit", family, done, lines, means, at, _claims(labels))


def sigmoid(family: str, done: str, lines: dict[str, str], means: str, at: str = "", **labels) -> Mistake:
    return Mistake("sigmoid-circuit", family, done, lines, means, at, _claims(labels))
