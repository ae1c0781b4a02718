"""The worked solution for a terminal: what a good teacher would write on the board."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any

from ..numbers import Precision
from ..screen.lines import Line, width_of
from ..screen.terminal import colour_wanted, console_for
from . import blocks
from .parts import Part
from .plain import plain, sentence_text
from .stream import Answer, solution

HEADING, NAME, NUMBER, QUIET, HINT = "bold underline", "cyan", "bold", "dim", "yellow"

# A line of a step that is wider than this, or than the terminal, is broken into three.
WIDE = 80

# At most so much room is kept for the rules beside equations.
RULE = 26

# So many inputs have their limits beside each other.
ABREAST = 4

# What stands between two columns.
GAP = "   "


def write(answer: Answer, precision: Precision, brief: bool, out: IO[str]) -> None:
    """Write the solution.

    Args:
        answer: what to say.
        precision: significant digits, or "full".
        brief: tell each easy step in one line.
        out: where to.
    """
    width = min(WIDE, console_for(out).width) if out.isatty() else WIDE
    lines = (line for block in solution(answer, precision, brief) for line in WRITERS[type(block)](block, width))
    if out.isatty() or colour_wanted(out):
        from ..screen.wrapping import show_lines

        show_lines(lines, out)
    else:
        out.writelines(f"{line.plain}\n" for line in lines)


def _line(indent: int, *parts: str | tuple[str, str]) -> Line:
    return Line(indent, [(part, "") if isinstance(part, str) else part for part in parts])


def _listed(parts: Iterable[Part]) -> str:
    return ", ".join(map(plain, parts))


def _heading(heading: blocks.Heading, _: int) -> Iterator[Line]:
    yield _line(0)
    yield _line(0, (heading.title, HEADING), (f"  {sentence_text(heading.about + heading.aside)}", QUIET))


def _display(display: blocks.Display, _: int) -> Iterator[Line]:
    yield _line(2, (plain(display.equation), NUMBER if display.strong else ""))


def _items(items: blocks.Items, _: int) -> Iterator[Line]:
    yield from (_line(2, sentence_text(sentence)) for sentence in items.sentences)


def _assignments(table: blocks.Assignments, width: int) -> Iterator[Line]:
    rows = [
        [f"{plain(a.name)} = {plain(a.formula)}", f"= {plain(a.numbers)}", f"= {plain(a.value)}"] for _, a in table.rows
    ]
    return _columns(rows, 2, width)


def _step(step: blocks.Step, _: int) -> Iterator[Line]:
    yield _line(0)
    derivative, value = map(plain, step.upstream.sides)
    yield _line(2, (plain(step.operation), NAME), f"   upstream {derivative} = ", (value, NUMBER))
    yield from (_line(4, (sentence_text(hint), HINT)) for hint in step.hints)
    yield _line(4, (f"{step.op} {step.gate}", QUIET))
    if step.here:
        yield _line(4, sentence_text(step.here))


def _brief_step(step: blocks.BriefStep, _: int) -> Iterator[Line]:
    if not step.follows:
        yield _line(0)
    yield _line(2, f"{plain(step.operation)}: ", (_listed(step.received), NUMBER))


def _contributions(table: blocks.Contributions, width: int) -> Iterator[Line]:
    return _columns(_cells(table.rows), 4, width, alike=True)


def _limits(limits: blocks.Limits, width: int) -> Iterator[Line]:
    """The difference quotients of a step: a column for each input, as many beside each other as fit."""
    yield _line(4, ("as limits of (f(x + h) - f(x))/h:", QUIET))
    first, *others = zip(*_cells((limits.header, *limits.rows)), strict=True)
    for start in range(0, len(others), ABREAST):
        yield from _columns(list(zip(first, *others[start : start + ABREAST], strict=True)), 6, width)


def _paths(paths: blocks.Paths, width: int) -> Iterator[Line]:
    yield from _columns(_cells(paths.rows), 2, width)
    if paths.total is not None:
        yield _line(2, (plain(paths.total), NUMBER))


def _stage(stage: blocks.Stage, _: int) -> Iterator[Line]:
    yield _line(0)
    yield _line(2, (plain(stage.operation), NAME), (f"   {stage.rule}", QUIET))


def _derivation(derivation: blocks.Derivation, width: int) -> Iterator[Line]:
    """Equations with their rules beside them; of what is too wide, the right side stands below."""
    rows = [(2 + 2 * depth, equation, rule) for depth, equation, rule in derivation.rows]
    most = width - len(GAP) - min(RULE, max([width_of(rule) for *_, rule in rows]))
    ends = [indent + width_of(plain(equation)) for indent, equation, _ in rows]
    edge = max([end for end in ends if end <= most], default=most)
    for indent, equation, rule in rows:
        text = plain(equation)
        if indent + width_of(text) <= edge:
            yield _beside(indent, text, rule, edge)
            continue
        left, right = map(plain, equation.sides)
        yield _beside(indent, left, rule, edge)
        yield _line(indent + 4, f"= {right}")


def _beside(indent: int, text: str, rule: str, edge: int) -> Line:
    """An equation, or its left side, and the rule beside it."""
    room = max(edge - indent - width_of(text), 0) + len(GAP)
    return _line(indent, text, (" " * room + rule if rule else "", QUIET))


def _rules(rules: blocks.Rules, width: int) -> Iterator[Line]:
    return _columns(_cells(rules.rows), 2, width)


WRITERS: dict[type, Callable[[Any, int], Iterable[Line]]] = {
    blocks.Title: lambda title, _: [_line(0, (title.program, "bold"))],
    blocks.Point: lambda point, _: [_line(0, (f"at {_listed(point.values)}", QUIET))],
    blocks.Heading: _heading,
    blocks.Paragraph: lambda paragraph, _: [_line(2, sentence_text(paragraph.sentence))],
    blocks.Hint: lambda hint, _: [_line(4, (sentence_text(hint.sentence), HINT))],
    blocks.Remark: lambda remark, _: [_line(4, ("note: ", HINT), sentence_text(remark.sentence))],
    blocks.Items: _items,
    blocks.Display: _display,
    blocks.Assignments: _assignments,
    blocks.Step: _step,
    blocks.BriefStep: _brief_step,
    blocks.Stage: _stage,
    blocks.Contributions: _contributions,
    blocks.Limits: _limits,
    blocks.Paths: _paths,
    blocks.Derivation: _derivation,
    blocks.Rules: _rules,
}


# Columns


def _cells(rows: Iterable[Sequence[Part]]) -> list[list[str]]:
    return [list(map(plain, row)) for row in rows]


def _columns(rows: Sequence[Sequence[str]], indent: int, width: int, *, alike: bool = False) -> Iterator[Line]:
    """The rows with their columns aligned; where that would be too wide, each as it fits, or all alike."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    if _fits(widths, indent, width):
        for row in rows:
            cells = [cell + " " * (most - width_of(cell)) for cell, most in zip(row, widths, strict=True)]
            yield _line(indent, GAP.join(cells))
        return
    fitting = [_fits(list(map(width_of, row)), indent, width) for row in rows]
    for row, fits in zip(rows, fitting, strict=True):
        if fits and (all(fitting) or not alike):
            yield _line(indent, GAP.join(row))
        else:
            yield from _equations(row[0], indent, width)
            for cell in row[1:]:
                yield from _equations(cell, indent + 4, width)


def _fits(widths: Sequence[int], indent: int, width: int) -> bool:
    return indent + sum(widths) + len(GAP) * (len(widths) - 1) <= width


def _equations(text: str, indent: int, width: int) -> Iterator[Line]:
    """A chain of equations, below each other if they do not fit on a line."""
    first, *more = text.split(" = ")
    if not more or indent + width_of(text) <= width:
        yield _line(indent, text)
        return
    yield _line(indent, f"{first} = {more[0]}")
    yield from (_line(indent + width_of(first), f" = {part}") for part in more[1:])
