"""`backprop grade`: mark submissions against a key."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import IO, TYPE_CHECKING

import click

from ..errors import FaultError, UsageError
from ..files import write_file
from .faults import show_traceback
from .formats import Formats
from .options import marking_options
from .parsing import HELP_NAMES, CommandWithExamples, FilePath, offered

if TYPE_CHECKING:
    from ..answers.grading import Grade, Key, Rules, Submission

REPORTS: Formats[Callable[[Key, Sequence[Grade], bool, IO[str]], None]] = Formats({
    "table": "grades.table:write",
    "json": "grades.json:write",
    "csv": "grades.csv:write",
    "gradescope": "grades.gradescope:write",
    "junit": "grades.junit:write",
    "summary": "grades.summary:write",
    "summary-json": "grades.summary:write_json",
})  # fmt: skip

# A page for each student, which is no report that a stream could take.
PAGES = "feedback"


@click.command(
    "grade",
    cls=CommandWithExamples,
    context_settings=HELP_NAMES,
    short_help="Mark submissions against a key.",
    examples=[
        ("backprop grade key.toml ada.toml grace.json", "a row a student, a column a problem"),
        ("backprop grade key.toml class.csv --report csv -o points.csv", "a whole class"),
        ("backprop grade key.toml submissions/", "a folder of files, or of a folder a student"),
        ("backprop grade key.toml class.csv --report summary", "which claims were hard, and the commonest mistakes"),
        ("backprop grade key.toml class.csv --report feedback -o pages/", "a page for each student"),
        ("backprop grade key.toml answers.toml --report gradescope -o results.json", "for an autograder"),
        ("backprop grade --template key.toml -o answers.toml", "an empty submission to fill in"),
    ],
)
@click.argument("key_path", type=FilePath(), metavar="KEY", shell_complete=offered("files"))
@click.argument("paths", type=FilePath(), metavar="SUBMISSION...", nargs=-1, shell_complete=offered("files"))
@click.option("--report", type=REPORTS.choice(PAGES), help="What to write.  [default: table]")
@click.option(
    "-o", "--output", type=FilePath(), metavar="FILE", shell_complete=offered("files"),
    help="Write the report to a file instead of standard output; feedback, to a folder.",
)  # fmt: skip
@click.option(
    "--template", is_flag=True, help="Write an empty submission to fill in: TOML, or by FILE's ending JSON or CSV."
)
@click.option("--reveal", is_flag=True, help="Tell the right answers, too.")
@click.option("--solutions", is_flag=True, help="With --report feedback: the right answers and the working, too.")
@click.option("--student", metavar="COLUMN", help="The column of a class file that names the student.")
@marking_options
def command(
    key_path: str, paths: tuple[str, ...], report: str | None, output: str | None, template: bool, reveal: bool,
    solutions: bool, student: str | None, sigfigs: bool, strict: bool, rtol: float, atol: float, points: int, seed: int,
) -> int:  # fmt: skip
    """Mark submissions against a key, with partial credit and an explanation of each known mistake.

    The key is a TOML file of problems. A submission is a TOML or JSON file, named after its student, or a CSV with
    a row a student, as spreadsheets and learning platforms export it. A folder stands for the files in it.

    How much of the explanation a student is told, the key says: feedback = "diagnosis", "place", "verdict" or "none".
    On the screen it is shown for up to 5 students; for more, --report json or junit has it. Ends with code 1 if any
    answer is wrong or missing.
    """
    from ..answers.grading import Rules, doubts, files_of, read_key, read_pile
    from ..answers.marking import Policy, Tolerance

    _refuse_contradictions(paths, report, template, output, solutions)
    rules = Rules(Policy(Tolerance(rtol, atol, sigfigs), 0.0 if strict else 1.0), points, seed)
    if template:
        _refuse_overwriting(output, [key_path])
        _write_template(key_path, rules, output)
        return 0
    key = read_key(key_path, rules)
    files = files_of(paths, key_path)
    _refuse_overwriting(output, [key_path, *files.paths])
    pile = read_pile(files.paths, key.asked, student)
    _tell([*doubts(key), *pile.warnings], [*files.notes, *pile.notes])
    submissions = pile.submissions
    if report == "gradescope" and len(submissions) != 1:
        raise UsageError("gradescope takes the results of one submission", hint=f"{len(submissions)} were given")
    grades = _graded(key, submissions)
    if report == PAGES and output is not None:
        _write_pages(key, grades, output, reveal or solutions, [key_path, *files.paths])
    else:
        _report(key, grades, report or "table", reveal, output)
    return _code(grades)


def _code(grades: Sequence[Grade]) -> int:
    """The exit code: that of a fault of ours, if there was one, because then the points are not what they should be."""
    faults = [grade.submission.error for grade in grades if isinstance(grade.submission.error, FaultError)]
    for fault in faults:
        show_traceback(fault)
    return FaultError.exit_code if faults else 0 if all(grade.passed for grade in grades) else 1


def _write_template(key_path: str, rules: Rules, output: str | None) -> None:
    from ..answers.grading import read_key, template, template_suffix

    suffix = template_suffix(output)
    text = template(read_key(key_path, rules), suffix)
    if output is None:
        sys.stdout.write(text)
    else:
        write_file(output, text.encode())


def _refuse_contradictions(
    paths: Sequence[str], report: str | None, template: bool, output: str | None, solutions: bool
) -> None:
    if template and (paths or report):
        what = "--report" if report else "submissions"
        raise UsageError(f"--template takes no {what}", hint="write: backprop grade --template KEY -o FILE")
    if not template and not paths:
        raise UsageError("no submission was given", hint="write: backprop grade KEY SUBMISSION...")
    if report == PAGES and output is None:
        raise UsageError(f"--report {PAGES} writes a file for each student", hint="name a folder: -o DIRECTORY")
    if solutions and report != PAGES:
        raise UsageError(f"--solutions belongs to --report {PAGES}", hint="--reveal tells the right answers elsewhere")


def _refuse_overwriting(output: str | None, paths: Sequence[str]) -> None:
    """Refuse to write a report over what it is about."""
    from ..files import same_file

    for number, path in enumerate(paths):
        if output is not None and same_file(output, path):
            what = "a submission" if number else "the key"
            raise UsageError(f"-o would overwrite {what} '{path}'", hint="write the report to another file")


def _tell(warnings: Iterable[str], notes: Iterable[str]) -> None:
    from ..views.screen.diagnostic import print_note, print_warning

    for warning in warnings:
        print_warning(warning, sys.stderr)
    for note in notes:
        print_note(note, sys.stderr)


def _graded(key: Key, submissions: Sequence[Submission]) -> list[Grade]:
    """The grades, with warnings of what cannot be read."""
    from ..answers.grading import grade
    from ..views.grades.feedback import notes, warnings
    from ..views.screen.progress import tracked

    grades = [grade(key, each) for each in tracked(submissions, len(submissions), "marking", sys.stderr)]
    _tell(warnings(grades), notes(grades))
    return grades


def _write_pages(key: Key, grades: Sequence[Grade], folder: str, solutions: bool, sources: Sequence[str]) -> None:
    """Write a page for each student into a folder, which is made if it is not there."""
    from ..files import require_folder
    from ..views.grades.folder import pages, paths
    from ..views.screen.progress import tracked

    require_folder(folder)
    targets = paths(grades, folder)
    for target in targets:
        _refuse_overwriting(target, sources)
    found = pages(key, grades, folder, solutions=solutions)
    for path, text in tracked(found, len(targets), "writing", sys.stderr):
        write_file(path, text.encode())


def _report(key: Key, grades: Sequence[Grade], report: str, reveal: bool, output: str | None) -> None:
    """Write a report to standard output, where a table may have colours, or as a whole to a file."""
    if output is None:
        REPORTS[report](key, grades, reveal, sys.stdout)
        return
    text = StringIO()
    REPORTS[report](key, grades, reveal, text)
    write_file(output, text.getvalue().encode())
