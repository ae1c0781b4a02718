"""Grading: a key against any number of submissions."""

from .doubts import doubts
from .grades import MISSING, RIGHT, UNJUDGED, UNREADABLE, WRONG, Entry, Grade, ProblemGrade, grade, mistakes, points
from .key import Key, Problem, Rules, read_key
from .pile import Pile, files_of, read_pile
from .settings import DIAGNOSIS, Settings
from .submissions import Submission, read_student
from .template import template, template_suffix

__all__ = [
    "DIAGNOSIS", "MISSING", "RIGHT", "UNJUDGED", "UNREADABLE", "WRONG", "Entry", "Grade", "Key", "Pile", "Problem",
    "ProblemGrade", "Rules", "Settings", "Submission", "doubts", "files_of", "grade", "mistakes", "points", "read_key",
    "read_pile", "read_student", "template", "template_suffix",
]  # fmt: skip
