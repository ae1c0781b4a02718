"""Marking: claims about the numbers of a graph, judged, diagnosed, and given credit where an error is carried forward.

>>> from backprop_cli import parse
>>> from backprop_cli.answers.marking import Exercise, read_answer
>>> exercise = Exercise(parse("e = a*b; d = e + c"), {"a": 2, "b": -3, "c": 10})
>>> claim = exercise.claim("b.grad", "-3")
>>> exercise.mark([claim]).verdicts[0].diagnosis.code
'unswitched-mul'
"""

from .claims import Answer, Claim, Quantity, is_unanswered, quantity, quantity_named, read_answer
from .diagnosis import Diagnosis
from .exercise import MOST_REMEMBERED, Exercise
from .next_step import NextStep
from .policy import FORMULA, NUMBER, Policy
from .tolerance import Tolerance
from .verdicts import Marking, Verdict
from .written import LONGEST, decimal_comma_in, is_missing

__all__ = [
    "FORMULA", "LONGEST", "MOST_REMEMBERED", "NUMBER", "Answer", "Claim", "Diagnosis", "Exercise", "Marking",
    "NextStep", "Policy", "Quantity", "Tolerance", "Verdict", "decimal_comma_in", "is_missing", "is_unanswered",
    "quantity", "quantity_named", "read_answer",
]  # fmt: skip
