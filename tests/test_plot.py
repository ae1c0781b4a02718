"""Plots: what a curve has where it breaks, by hand; what is drawn, and what is never joined."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from backprop_cli import DomainError, parse
from backprop_cli.answers.sampling.breaks import shortest_between
from backprop_cli.answers.sampling.curve import Curve, curve_of
from backprop_cli.answers.sampling.plot import Wanted, field_of, lines_of
from backprop_cli.answers.sampling.section import Section
from backprop_cli.language.ranges import is_range, read_range
from backprop_cli.views.plot.canvas import Canvas, clipped
from backprop_cli.views.plot.field import limits, painted
from backprop_cli.views.plot.notes import notes_of
from backprop_cli.views.plot.scene import HOLE, MARK, PATH, SLOPE, TANGENT, VALUE, panels_of
from backprop_cli.views.plot.ticks import ticks

from .support.running import Done, in_process

RANGE = (-5.0, 5.0)


def plot(*arguments: str) -> Done:
    return in_process("plot", *arguments)


def curve(text: str, low: float = -5, high: float = 5) -> Curve:
    return curve_of(Section(parse(text), "x", {}).at, low, high)


def lines(*texts: str, **wanted: object):
    return lines_of([(parse(text), {}) for text in texts], "x", RANGE, Wanted(**wanted))


# What is broken where, as one reads it off the formula.
HALF_PI = math.pi / 2
BREAKS = [
    ("x^2", []),
    ("5", []),
    ("exp(x)", []),
    ("tanh(100x)", []),
    ("sin(100x)", []),
    ("elu(x)", []),
    ("1e-12*sin(x) + 1", []),
    ("abs(x)", [("kink", 0)]),
    ("relu(x - 1/3)", [("kink", 1 / 3)]),
    ("leaky_relu(x)", [("kink", 0)]),
    ("max(x, 2x)", [("kink", 0)]),
    ("max(x, x^2)", [("kink", 0), ("kink", 1)]),
    ("abs(sin(x))", [("kink", -math.pi), ("kink", 0), ("kink", math.pi)]),
    ("clip(x, -1, 2.5)", [("kink", -1), ("kink", 2.5)]),
    ("1e-9*abs(x) + 1", [("kink", 0)]),
    ("1/x", [("pole", 0)]),
    ("1/x^2", [("pole", 0)]),
    ("1/(x - 1/3)", [("pole", 1 / 3)]),
    ("tan(x)", [("pole", -3 * HALF_PI), ("pole", -HALF_PI), ("pole", HALF_PI), ("pole", 3 * HALF_PI)]),
    ("log(x)", [("gap", 0)]),
    ("sqrt(x)", [("gap", 0)]),
    ("asin(x)", [("gap", -1), ("gap", 1)]),
    ("sin(x)/x", [("gap", 0)]),
    ("exp(-1/x^2)", [("gap", 0)]),
    ("(x^2 - 4)/(x - 2)", [("gap", 2)]),
    ("sign(x)", [("jump", 0)]),
    ("step(x - 1.25)", [("jump", 1.25)]),
    ("atan2(x, -1)", [("jump", 0)]),
    ("cbrt(x)", [("steep", 0)]),
    ("abs(x)^0.1", [("steep", 0)]),
    ("cbrt(x^2)", [("steep", 0)]),
    ("sqrt(x^2 - 4)", [("gap", -2), ("gap", 2)]),
    ("tanh(1/x)", [("gap", 0)]),
    ("exp(-1e8*(x - 0.333)^2)", []),
    ("floor(x/2)", [("jump", -4), ("jump", -2), ("jump", 0), ("jump", 2), ("jump", 4)]),
]


@pytest.mark.parametrize(("text", "breaks"), BREAKS, ids=[text for text, _ in BREAKS])
def test_where_a_curve_breaks(text: str, breaks: list[tuple[str, float]]):
    found = curve(text)
    assert found.resolved
    assert [each.kind for each in found.breaks] == [kind for kind, _ in breaks]
    assert [each.x for each in found.breaks] == pytest.approx([x for _, x in breaks], abs=1e-12)


@pytest.mark.parametrize("text", [text for text, _ in BREAKS])
def test_samples_are_what_the_program_has(text: str):
    program = parse(text)
    for sample in curve(text).samples[::37]:
        if not sample.has_value:
            with pytest.raises(DomainError):
                program.run({"x": sample.x})
            continue
        run = program.run({"x": sample.x})
        run.backward()
        slope = run.gradient("x") if "x" in program.variables else 0.0
        assert sample.value == run.root.data
        assert sample.slope == slope or not (sample.has_slope or math.isfinite(slope))


@pytest.mark.parametrize("text", ["sin(20x)", "x^3 - 2x", "tanh(50x)", "exp(-x^2)"])
def test_what_lies_between_two_samples_lies_on_the_line_between_them(text: str):
    """So closely that nobody sees it: to a two hundredth of the height of the picture."""
    found = curve(text)
    program = parse(text)
    values = [sample.value for sample in found.samples]
    height = max(values) - min(values)
    for a, b in list(pairwise(found.samples))[::11]:
        middle = program.run({"x": (a.x + b.x) / 2}).root.data
        assert abs(middle - (a.value + b.value) / 2) <= height / 200


def test_a_curve_that_is_too_fast_says_so():
    assert not curve("sin(1e5*x)").resolved
    assert notes_of(lines("sin(1e5*x)")) == ["the curve moves faster than can be drawn: take a smaller range of x"]


@pytest.mark.parametrize("text", [text for text, _ in BREAKS])
def test_no_stroke_goes_over_a_break(text: str):
    plotted = lines(text)
    for panel in panels_of(plotted):
        for stroke in panel.strokes:
            for broken in plotted.lines[0].curve.breaks:
                xs = [x for x, _ in stroke.points]
                if (stroke.kind == VALUE and broken.parts_values) or stroke.kind == SLOPE:
                    assert not xs[0] < broken.x < xs[-1]


def test_the_ends_of_a_jump_and_the_value_between_them():
    [panel, _] = panels_of(lines("sign(x)"))
    assert [(stroke.kind, *stroke.points) for stroke in panel.strokes if stroke.kind in (MARK, HOLE)] == [
        (MARK, (0.0, 0.0)), (HOLE, (0.0, -1.0)), (HOLE, (0.0, 1.0)),
    ]  # fmt: skip


def test_a_hole_is_where_the_curve_would_go_on():
    strokes = [stroke for panel in panels_of(lines("sin(x)/x")) for stroke in panel.strokes]
    [hole] = [stroke for stroke in strokes if stroke.kind == HOLE]
    assert hole.points[0] == (0.0, pytest.approx(1))


def test_values_and_slopes_share_a_panel_unless_one_would_flatten_the_other():
    assert len(panels_of(lines("tanh(x)"))) == 1
    assert len(panels_of(lines("sin(50x)"))) == 2
    assert len(panels_of(lines("sin(x)", "cos(x)"))) == 2
    assert len(panels_of(lines("sin(50x)", slopes=False))) == 1


def test_a_pole_does_not_flatten_the_rest():
    [panel] = panels_of(lines("1/x"))
    assert -10 < panel.low < -1
    assert 1 < panel.high < 10


def test_a_tangent():
    [panel] = panels_of(lines("x^2/2", tangents=[1.0]))
    [tangent] = [stroke for stroke in panel.strokes if stroke.kind == TANGENT]
    assert tangent.points == [(-5.0, -5.5), (5.0, 4.5)]
    assert tangent.title == "tangent at x = 1, slope 1"


def test_gradient_descent():
    """On x^2 a step of rate 0.1 leaves 0.8 of x."""
    [panel] = panels_of(lines("x^2", start={"x": 4.0}, most=5, slopes=False))
    [path] = [stroke for stroke in panel.strokes if stroke.kind == PATH]
    assert path.points == [pytest.approx((4 * 0.8**k, 16 * 0.64**k)) for k in range(6)]


def test_gradient_descent_that_leaves_the_domain_is_shown_as_far_as_it_goes():
    plotted = lines("log(x)", start={"x": 3.0}, rate=5.0)
    path = plotted.lines[0].path
    assert [step.parameters[0] for step in path.steps] == pytest.approx([3, 3 - 5 / 3])
    assert "then log of -" in notes_of(plotted)[-1]


def test_a_kink_that_round_off_hides_is_found_nearly():
    """The derivative of acos(cos(x)) is a quotient of what is nearly 0."""
    found = curve("acos(cos(x))", -4, 4)
    assert [each.kind for each in found.breaks] == ["kink"] * 3
    assert [each.x for each in found.breaks] == pytest.approx([-math.pi, 0, math.pi], abs=1e-4)


@pytest.mark.parametrize("text", ["(1 - cos(x))/x^2", "(exp(x) - 1)/x", "log(1 + x^2)/x^2"])
def test_round_off_around_a_hole_is_no_break(text: str):
    assert [each.kind for each in curve(text).breaks] == ["gap"]


def test_a_constant_derivative_is_drawn():
    done = plot("2*x", "x=-1:1")
    below = done.out[done.out.index("d/dx") :]
    assert sum("\u2800" < sign <= "\u28ff" for sign in below) > 30


def test_what_is_too_large_for_a_double_is_called_so():
    assert notes_of(lines("exp(200*x)"))[0] == "too large for a double above x = 3.54891"
    plotted = lines_of([(parse("exp(100*x)"), {})], "x", (-10.0, 10.0), Wanted())
    assert all(math.isfinite(panel.high - panel.low) for panel in panels_of(plotted))
    assert plot("exp(100*x)", "x=-10:10").code == 0


def test_notes():
    assert notes_of(lines("abs(x)")) == ["kink at x = 0: slope -1 on the left, 1 on the right, and 0 is used there"]
    assert notes_of(lines("abs(x) + 1/(x - 1)"))[0] == (
        "kink at x = 0: slope -2 on the left, 0 on the right, and -1 is used there"
    )
    assert notes_of(lines("sqrt(x)")) == ["no value below x = 0"]
    assert notes_of(lines("log(x)")) == ["no value at and below x = 0"]
    assert notes_of(lines("x^2")) == []
    assert notes_of(lines("sqrt(x^2 - 4)")) == ["no value between x = -2 and 2"]
    assert notes_of(lines("log(4 - x^2)")) == ["no value at and below x = -2", "no value at and above x = 2"]
    assert notes_of(lines("x/abs(x)"))[0].startswith("no value at x = 0, and a jump from -1 to 1: division of 0 by 0")
    assert notes_of(lines("abs(x - pi)")) == ["kink at x = 3.14159: slope -1 on the left, 1 on the right"]
    assert notes_of(lines("floor(x)"))[-1] == "and 2 more places like these"
    assert notes_of(lines("x", "1/x")) == ["1/x: pole at x = 0: the values have no bound"]


def field(text: str, **wanted: object):
    return field_of(parse(text), {}, ("x", "y"), ((-2.0, 2.0), (-1.0, 3.0)), (21, 41), Wanted(**wanted))


def test_a_field_has_the_values_and_gradients_of_the_program():
    surface = field("x^2*y").surface
    assert (len(surface.across), len(surface.up)) == (21, 41)
    for row, y in enumerate(surface.up):
        for column, x in enumerate(surface.across):
            assert surface.values[row][column] == pytest.approx(x * x * y, abs=1e-12)
            assert surface.gradients[row][column] == pytest.approx((2 * x * y, x * x), abs=1e-12)


def test_a_field_has_gaps():
    values = field("log(x*y)").surface.values
    assert math.isnan(values[0][20])
    assert values[-1][-1] == pytest.approx(math.log(6))


@pytest.mark.parametrize(
    ("text", "arrow"), [("x + 0*y", "→"), ("x + y", "↗"), ("y + 0*x", "↑"), ("-x + 0*y", "←"), ("-x - y", "↙")]
)
def test_arrows_point_uphill(text: str, arrow: str):
    rows = [row.plain for row in painted(field(text), 40, 12).rows()]
    assert set("".join(rows)) & set("→↗↑↖←↙↓↘") == {arrow}


def test_a_field_without_arrows():
    rows = [row.plain for row in painted(field("x + y", slopes=False), 40, 12).rows()]
    assert not set("".join(rows)) & set("→↗↑↖←↙↓↘")


def test_one_value_everywhere_has_limits():
    low, high = limits(field("3 + 0*x*y").surface.values)
    assert low < 3 < high


def test_a_program_of_one_of_the_variables_is_flat_along_the_other():
    done = plot("x^2", "x=-1:1", "y=-1:1")
    assert done.code == 2
    assert "the expression has no variable 'y'" in done.err


# What is drawn in characters


def test_a_terminal_shows_the_curve_and_its_axes():
    done = plot("abs(x)", "x=-2:2", "--pass", "forward")
    assert done.code == 0
    rows = done.out.splitlines()
    assert rows[0] == "── abs(x)"
    assert rows[1].startswith("2 ┤⡀") or rows[1].startswith("2 ┤⠑") or "┤" in rows[1]
    assert rows[-2].split() == ["-2", "-1", "0", "1", "2"]
    assert rows[-1] == "note: kink at x = 0: slope -1 on the left, 1 on the right, and 0 is used there"
    assert all(len(row) <= 80 and row == row.rstrip() for row in rows[:-1])
    assert "\x1b" not in done.out


def test_the_lowest_place_of_a_parabola_is_in_the_middle_of_the_lowest_row():
    canvas = Canvas(21, 5, "x", (-1.0, 1.0), (0.0, 1.0))
    canvas.draw([(i / 100, (i / 100) ** 2) for i in range(-100, 101)], "")
    rows = [row.plain.partition("┤")[2] or row.plain.partition("│")[2] for row in canvas.rows()[:5]]
    dots = [column for column, sign in enumerate(rows[-1]) if sign not in " ╌"]
    assert min(dots) + max(dots) == 20
    assert rows[0][0] != " "
    assert rows[0][-1] != " "
    assert set(rows[0][3:-3]) == {" "}


@pytest.mark.parametrize("arguments", [["abs(x)", "x=-2:2", "--at", "1"], ["x*y", "x=-2:2", "y=-1:1"]])
def test_a_terminal_without_braille_gets_signs_that_it_has(arguments: list[str]):
    line = [sys.executable, "-m", "backprop_cli", "plot", *arguments]
    shown, plain = (
        subprocess.run(line, capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": encoding}).stdout
        for encoding in ("utf-8", "ascii")
    )
    assert plain.isascii()
    assert b"\\u" not in plain
    assert [len(row) for row in plain.splitlines()] == [len(row) for row in shown.decode().splitlines()]


def test_several_functions_are_told_apart_without_colour():
    out = plot("sin(x)", "x/4 + 2", "x=-3:3", "--pass", "forward").out
    legend, *rows = out.splitlines()
    assert legend == "─1─ sin(x)   ─2─ x/4 + 2"
    canvas = [row.partition("┤")[2] or row.partition("│")[2] for row in rows]
    assert [[sign for sign in "".join(canvas) if sign.isdigit()].count(number) for number in "123"] == [1, 1, 0]


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in plot("x", "x=0:1").out


@pytest.mark.parametrize(
    ("a", "b", "part"),
    [
        ((0, 0), (1, 1), ((0, 0), (1, 1))),
        ((0, -1), (2, 3), ((0.5, 0), (1.5, 2))),
        ((0, 5), (1, 3), None),
        ((0, -1), (1, -3), None),
        ((0, 1e300), (1, -1e300), ((0.5, 2), (0.5, 0))),
    ],
)
def test_what_lies_outside_is_cut_off(a, b, part):
    assert clipped(a, b, 0, 2) == (None if part is None else tuple(map(pytest.approx, part)))


def test_every_axis_has_two_numbers_that_differ():
    for low, high in [(-1.1, 1.1), (0.9, 2.4), (1, 1 + 1e-12), (-0.01, 1.9), (5, 1e18), (0.31, 0.39)]:
        for most in (2, 3, 7):
            texts = [text for _, text in ticks(low, high, most)]
            assert 2 <= len(set(texts)) == len(texts) <= 2 * most + 2


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (-1.2, 1.2, ["-1", "-0.5", "0", "0.5", "1"]),
        (0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (-0.07, 0.21, ["-0.05", "0", "0.05", "0.1", "0.15", "0.2"]),
        (0, 3e9, ["0", "500000000", "1000000000", "1500000000", "2000000000", "2500000000", "3000000000"]),
        (0.3, 0.7, ["0.3", "0.4", "0.5", "0.6", "0.7"]),
        (1e15, 1e15 + 4, [f"100000000000000{i}" for i in range(5)]),
        (1e-12, 5e-12, ["1e-12", "2e-12", "3e-12", "4e-12", "5e-12"]),
    ],
)
def test_numbers_beside_an_axis(low: float, high: float, texts: list[str]):
    assert [text for _, text in ticks(low, high, 7)] == texts


# Pictures


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["x*sin(x)", "x=-10:10", "--at", "3"],
        ["relu(x)", "_q*x", "_q=0.5", "x=-1:1"],
        ["x^2 + y^2", "x=-2:2", "y=-1:1", "--descent", "x=1, y=1"],
        ["log(x*y)", "x=-2:2", "y=-1:1"],
        ["0*x*y", "x=-2:2", "y=-1:1"],
    ],
    ids=["tangent", "two", "descent", "gaps", "flat"],
)
def test_a_picture_is_the_same_each_time(tmp_path, form: str, arguments: list[str]):
    pytest.importorskip("matplotlib")
    files = [tmp_path / f"{number}.{form}" for number in range(2)]
    for file in files:
        done = plot(*arguments, "-o", str(file))
        assert (done.code, done.out, done.err) == (0, "", "")
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert first.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[form])


def test_a_picture_of_lines_leaves_gaps():
    """The curve of 1/x is two paths in SVG, of which one ends before the middle and the other begins behind it."""
    pytest.importorskip("matplotlib")
    done = plot("1/x", "x=-1:1", "--format", "svg", "--pass", "forward")
    paths = [each for each in ElementTree.fromstring(done.out).iter() if "stroke: #0072b2" in each.get("style", "")]
    ends = [[float(x) for x in re.findall(r"[ML] ([\d.]+)", path.get("d"))] for path in paths]
    left, right = [(min(xs), max(xs)) for xs in ends if len(xs) > 9]
    assert left[1] < (left[0] + right[1]) / 2 < right[0]


def test_the_ending_tells_the_format():
    done = plot("x", "x=0:1", "-o", "x.txt")
    assert done.code == 2
    assert "end it with .svg, .png or .pdf, or give --format" in done.err


@pytest.mark.parametrize(
    ("library", "arguments", "what"),
    [("plotille", [], "a terminal is drawn in with plotille"), ("matplotlib", ["--format", "svg"], "by matplotlib")],
)
def test_a_library_that_is_missing_is_named_with_the_way_to_get_it(library: str, arguments: list[str], what: str):
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from backprop_cli.cli import run\n"
        f"sys.exit(run(['plot', 'x', 'x=0:1', *{arguments!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert what in done.stderr
    assert "pip install 'backprop-cli[plot]'" in done.stderr


# What is asked for


def test_the_only_variable_has_a_range_by_itself():
    assert plot("x^2").out == plot("x^2", "x=-10:10").out
    assert plot("w*x", "w=2").out == plot("w*x", "x=-10:10", "w=2").out


def test_ends_are_constant_expressions():
    assert read_range("x=-2*pi:2*pi") == ("x", (-2 * math.pi, 2 * math.pi))
    assert is_range("x=1:2")
    assert not is_range("x=1")


ERRORS = [
    (["5"], 2, "no range was given"),
    (["a*x"], 2, "write one, as a=-10:10, and values for x"),
    (["a*x", "x=-1:1"], 2, "no value for a"),
    (["x", "x=1:1"], 2, "a range goes from the lower end to the higher"),
    (["x", "x=3:1"], 2, "write x=1:3"),
    (["x", "x=1:"], 2, "a range has two ends"),
    (["x", "x=1:2:3"], 2, "a range has two ends"),
    (["x", "x=a:1"], 2, "'a' is a name"),
    (["x", "x=-1e308:1e308"], 2, "the range is too wide"),
    (["x", "x=0:1", "x=0:2"], 2, "'x' has two ranges"),
    (["x*y*z", "x=0:1", "y=0:1", "z=0:1"], 2, "a plot has room for two ranges"),
    (["x", "z=0:1"], 2, "the expression has no variable 'z'"),
    (["L = x", "L=0:1"], 2, "'L' is assigned in the expression"),
    (["x", "x=0:1", "x=2"], 2, "'x' has a range and a value"),
    (["x*y", "x=0:1", "y=0:1", "--at", "2"], 2, "a contour has no tangents"),
    (["x*y", "x", "x=0:1", "y=0:1"], 2, "a contour shows one expression"),
    (["x^2", "--descent", "y=3"], 2, "write --descent 'x=0'"),
    (["x^2", "--of", "y"], 2, "y"),
    (["x", "^", "2"], 2, "error:"),
    (["log(x)", "x=-5:-1"], 3, "there is no value between -5 and -1: log of -5"),
    (["log(x*y)", "x=-5:-1", "y=1:2"], 3, "there is no value in these ranges"),
    (["log(x)", "--at=-1"], 3, "there is no tangent at x = -1: log of -1"),
    (["sqrt(x)", "--at", "0"], 3, "there is no tangent at x = 0: the derivative is infinite"),
    (["floor(x)", "--at", "1"], 3, "there is no tangent at x = 1: there is a jump"),
    (["abs(x)", "--at", "0"], 3, "there is no tangent at x = 0: there is a kink"),
    (["log(x)", "--descent", "x=-1"], 3, "log of -1"),
]


@pytest.mark.parametrize(("arguments", "code", "what"), ERRORS, ids=[" ".join(row[0]) for row in ERRORS])
def test_errors(arguments: list[str], code: int, what: str):
    done = plot(*arguments)
    assert (done.code, done.out) == (code, "")
    assert what in done.err


def test_a_binding_that_no_expression_uses_is_warned_of_once():
    done = plot("x", "a*x", "a=1", "q=2", "x=0:1")
    assert done.code == 0
    assert done.err == "warning: the expression does not use 'q'\n"


def test_a_value_in_the_text_gives_way_to_the_range():
    assert plot("x = 3; x^2", "x=-1:1").out.replace("x = 3; ", "") == plot("x^2", "x=-1:1").out


def test_the_output_of_a_program():
    assert plot("a = x^2; sin(a)", "--of", "a", "x=0:1").out.startswith("── x^2")


@pytest.mark.parametrize(
    ("low", "high", "x"), [(0.4999999999, 0.5000000001, 0.5), (-1e-13, 1e-13, 0), (1.57079629, 1.57079631, 1.5707963)]
)
def test_the_shortest_number_between_two(low: float, high: float, x: float):
    assert shortest_between(low, high) == x
