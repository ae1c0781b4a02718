"""Grading: a key against any number of submissions."""

from .grades import MISSING, RIGHT, UNJUDGED, UNREADABLE, WRONG, Entry, Grade, ProblemGrade, grade, mistakes, points
from .key import Key, Problem, Rules, read_key
from .submissions import Submission, read_submissions, require_files
from .template import template, template_suffix

__all__ = [
    "MISSING", "RIGHT", "UNJUDGED", "UNREADABLE", "WRONG", "Entry", "Grade", "Key", "Problem", "ProblemGrade", "Rules",
    "Submission", "grade", "mistakes", "points", "read_key", "read_submissions", "require_files", "template",
    "template_suffix",
]  # fmt: skip
