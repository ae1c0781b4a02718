"""A page for each student: what was asked, what was answered and what is to be said of it, with the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from ...answers.explain import explain
from ...answers.grading import MISSING, RIGHT, UNJUDGED, Entry, Grade, Key, Problem, ProblemGrade, points
from ...answers.grading.settings import NOTHING
from ...errors import LayoutError
from ...inert import xml
from ..drawing.drawn import svg
from ..drawing.picture import picture_of
from ..numbers import short
from ..screen.terminal import Plain
from ..solution import text as solution
from .feedback import feedback
from .style import STYLE

# A graph of more nodes is no picture that helps anybody.
MOST_NODES = 120

VISIBLE, HIDDEN = "visible", "hidden"


class Sheets:
    """The pages of a class.

    Args:
        key: what was asked.
        solutions: whether the right answers and the working are told.
    """

    def __init__(self, key: Key, *, solutions: bool = False) -> None:
        self.key = key
        self.solutions = solutions
        self.parts = {problem.id: _Parts(problem, solutions) for problem in key.problems}

    def page(self, grade: Grade) -> str:
        """The page of one student, as HTML that needs nothing else."""
        title = xml(self.key.title or "Homework")
        student = xml(grade.submission.student)
        problems = [line for each in grade.problems for line in self._problem(each)]
        lines = [
            "<!DOCTYPE html>",
            '<html lang="en">',
            f'<head>\n<meta charset="utf-8">\n<title>{title}: {student}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<style>\n{STYLE}</style>\n</head>",
            f"<body>\n<main>\n<h1>{title}</h1>",
            f'<p class="student">{student}{self._total(grade)}</p>',
            *([f'<p class="error">{xml(str(grade.submission.error))}</p>'] if grade.submission.error else problems),
            "</main>\n</body>\n</html>",
        ]
        return "\n".join(lines) + "\n"

    def _shown(self, graded: ProblemGrade) -> list[Entry]:
        """The answers that a student may see: some not before the solutions are out."""
        allowed = (VISIBLE,) if not self.solutions else (VISIBLE, "after_due_date", "after_published")
        return [entry for entry in graded.entries if entry.settings.visibility in allowed]

    def _total(self, grade: Grade) -> str:
        if grade.submission.error:
            return ""
        return _points([entry for each in grade.problems for entry in self._shown(each)])

    def _problem(self, graded: ProblemGrade) -> Iterator[str]:
        entries = self._shown(graded)
        if not entries:
            return
        problem, parts = graded.problem, self.parts[graded.problem.id]
        yield f"<section>\n<h2>{xml(problem.id)}{_points(entries)}</h2>"
        yield f"<pre>{xml(parts.program)}</pre>"
        yield from [f"<p>at {xml(parts.point)}</p>"] if parts.point else []
        yield from self._table(entries)
        yield from [f"<figure>\n{parts.drawing}</figure>"] if parts.drawing else []
        if self.solutions and parts.working:
            yield f"<details>\n<summary>The working</summary>\n<pre>{xml(parts.working)}</pre>\n</details>"
        yield "</section>"

    def _table(self, entries: Sequence[Entry]) -> Iterator[str]:
        right = "<th>right answer</th>" if self.solutions else ""
        yield f"<table>\n<thead><tr><th>asked</th><th>your answer</th>{right}<th></th></tr></thead>\n<tbody>"
        for entry in entries:
            yield f'<tr class="{_kind(entry)}">{"".join(f"<td>{xml(cell)}</td>" for cell in self._cells(entry))}</tr>'
        yield "</tbody>\n</table>"

    def _cells(self, entry: Entry) -> Iterator[str]:
        yield str(entry.quantity)
        yield entry.written or ""
        if self.solutions:
            yield entry.expected if isinstance(entry.expected, str) else short(entry.expected)
        yield feedback(entry, reveal=False)


def _kind(entry: Entry) -> str:
    """What the colour of a row tells, if anything is told."""
    if entry.settings.feedback == NOTHING or entry.status == UNJUDGED:
        return "untold"
    if entry.status == RIGHT:
        return "follows" if entry.verdict and entry.verdict.follows else "right"
    return "missing" if entry.status == MISSING else "wrong"


def _points(entries: Sequence[Entry]) -> str:
    """The points for answers, unless there are none or nothing is told of some."""
    if any(entry.settings.feedback == NOTHING for entry in entries):
        return ""
    score, most = points(sum(entry.score for entry in entries)), points(sum(entry.max_score for entry in entries))
    return f' <span class="points">{short(score)} of {short(most)} points</span>' if most else ""


class _Parts:
    """What is the same of a problem on every page."""

    def __init__(self, problem: Problem, solutions: bool) -> None:
        self.exercise = problem.exercise
        self.solutions = solutions
        self.program = "\n".join(self.exercise.parsed.split("; "))

    @cached_property
    def point(self) -> str:
        """The numbers that are given."""
        names = self.exercise.program.variables
        given = ((name, self.exercise.bindings[name]) for name in names if name in self.exercise.bindings)
        return ", ".join([f"{name} = {short(x)}" for name, x in given])

    @cached_property
    def drawing(self) -> str:
        """The graph as SVG, with the numbers that are given, or with all; nothing if it cannot be drawn."""
        if self.exercise.is_open or len(self.exercise.circuit.needed) > MOST_NODES:
            return ""
        run = self.exercise.program.run(self.exercise.bindings, of=self.exercise.of)
        run.backward()
        picture = picture_of(run.root, names=run.node_names, solved=self.solutions, hide_constants=True)
        try:
            drawn = svg(picture)
        except LayoutError:
            return ""
        return drawn[drawn.index("<svg") :]

    @cached_property
    def working(self) -> str:
        """The worked solution; nothing where there is no point."""
        if self.exercise.is_open:
            return ""
        run = self.exercise.program.run(self.exercise.bindings, of=self.exercise.of)
        out = Plain()
        solution.write(explain(run, self.exercise.parsed), 6, False, out)
        return out.getvalue()
