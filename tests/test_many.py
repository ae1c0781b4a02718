"""Many points as functions of Python: a fit, a plot, code; the same as on the command line."""

from __future__ import annotations

import json
import sys

import pytest

from backprop_cli import export_code, fit, parse, plot
from backprop_cli.errors import BindingError, DomainError, UsageError

from .support.running import in_process

ROWS = [{"x": 1, "y": 2}, {"x": 2, "y": 4.1}, {"x": 3, "y": 5.9}]
TABLE = b"x,y\n1,2\n2,4.1\n3,5.9\n"
LINE = "(w*x + b - y)^2"


@pytest.mark.parametrize("method", ["gd", "adam"])
def test_a_fit_is_that_of_the_command_line(method: str):
    found = fit(LINE, {"w": 0.1, "b": "0"}, ROWS, method=method, lr=0.05, steps=300)
    line = ["fit", LINE, "w=0.1", "b=0", "-i", "-", "--method", method, "--lr", "0.05", "--steps", "300"]
    assert str(found) == in_process(*line, stdin=TABLE).out.rstrip()
    same = json.loads(in_process(*line, "--format", "json", stdin=TABLE).out)
    assert (found.parameters, found.loss, found.converged) == (same["parameters"], same["loss"], same["converged"])


def test_a_fit_without_rows():
    found = fit("(x - c)^2", {"x": 0}, c="1/2")
    assert found.converged
    assert found.parameters["x"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "what"),
    [
        (("x^2", {"x": 1}), {"method": "newton"}, UsageError, "no method 'newton' .*gd, adam, lbfgs"),
        (("x*y", {"x": 1}), {}, BindingError, "no value for y"),
        ((LINE, {"w": 1, "b": 1}, []), {}, BindingError, "no value for x"),
        (("w*x", {"w": 1}, []), {"x": 2}, UsageError, "no rows"),
        (("x^2", {"z": 1}), {}, BindingError, "no variable z"),
        (("log(x)", {"x": -1}), {}, DomainError, "log of -1"),
    ],
)
def test_what_cannot_be_fitted(arguments, options, error, what: str):
    with pytest.raises(error, match=what):
        fit(*arguments, **options)


def test_a_plot_is_that_of_the_command_line():
    pytest.importorskip("plotille")
    shown = str(plot("tanh(w*x)", parse("x/2"), x=(-2, 2), w=2, tangents=[0.5]))
    assert shown == in_process("plot", "tanh(w*x)", "x/2", "x=-2:2", "w=2", "--at", "0.5").out.rstrip()
    shown = str(plot("x*y", x=(-1, 1), y=(-1, 1), descent={"x": 1, "y": 0.5}, slopes=False))
    line = ["plot", "x*y", "x=-1:1", "y=-1:1", "--descent", "x=1 y=0.5", "--pass", "forward"]
    assert shown == in_process(*line).out.rstrip()


def test_a_notebook_shows_a_plot_as_a_picture(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("matplotlib")
    bundle = plot("x^2", x=(-1, 1))._repr_mimebundle_()
    assert "<svg" in bundle["image/svg+xml"]
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    bundle = plot("x^2", x=(-1, 1))._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert "no drawing: a picture of a plot is drawn by matplotlib" in bundle["text/plain"]


@pytest.mark.parametrize(
    ("programs", "values", "error", "what"),
    [
        ([], {"x": (0, 1)}, UsageError, "a program and a range"),
        (["x"], {}, UsageError, "a program and a range"),
        (["x", "y"], {"x": (0, 1), "y": (0, 1)}, UsageError, "a contour shows one expression"),
        (["x"], {"y": (0, 1)}, BindingError, "no variable 'y'"),
        (["x"], {"x": (1, 0)}, BindingError, "the range of 'x' is none"),
        (["x"], {"x": (0, 1), "q": 3}, BindingError, "no variable 'q'"),
        (["x^2"], {"x": (0, 1), "descent": {"y": 1}}, UsageError, "gradient descent begins at a value of each"),
        (["a*x"], {"x": (0, 1)}, BindingError, "no value for a"),
    ],
)
def test_what_cannot_be_plotted(programs, values, error, what: str):
    with pytest.raises(error, match=what):
        plot(*programs, **values)


@pytest.mark.parametrize("to", ["python", "c", "sql"])
def test_code_is_that_of_the_command_line(to: str):
    line = ["export", "a = 2; tanh(a*x + b)", "--to", to, "--name", "g", "b=0.5"]
    assert export_code("a = 2; tanh(a*x + b)", to, {"b": "1/2"}, name="g") == in_process(*line).out


def test_a_language_that_is_not_known():
    with pytest.raises(UsageError, match=r"no language 'rust' .*write one of python, numpy"):
        export_code("x", "rust")
