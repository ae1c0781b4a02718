"""The least loss, against least squares in NumPy and against minima that are known."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from backprop_cli.answers import fit as answers
from backprop_cli.cli.fit_command import METHODS
from backprop_cli.views.fit import TITLES

from .support.running import Done, in_process

LINE = "(w*x + b - y)^2"
TABLE = "x,y\n1,2\n2,4.1\n3,5.9\n"


def fit(*arguments: str, stdin: str = "") -> Done:
    return in_process("fit", *arguments, stdin=stdin.encode())


def found(*arguments: str, stdin: str = "") -> dict[str, object]:
    done = fit(*arguments, "--format", "json", stdin=stdin)
    assert done.code == 0, done.err
    return json.loads(done.out)


def noisy_plane(rows: int) -> tuple[str, np.ndarray, np.ndarray]:
    """A table of a plane with noise, and the same as arrays."""
    random = Random(4)
    xs = np.array([[random.uniform(-1, 1), random.uniform(-1, 1), 1.0] for _ in range(rows)])
    ys = xs @ [1.5, -0.7, 0.2] + np.array([random.gauss(0, 0.1) for _ in range(rows)])
    lines = [f"{u!r},{v!r},{y!r}" for (u, v, _), y in zip(xs.tolist(), ys.tolist(), strict=True)]
    return "\n".join(["u,v,y", *lines]), xs, ys


@pytest.mark.parametrize("method", ["gd", "adam", "lbfgs"])
def test_least_squares(method: str):
    if method == "lbfgs":
        pytest.importorskip("scipy")
    table, xs, ys = noisy_plane(60)
    arguments = ["(p*u + q*v + c - y)^2", "-i", "-", "p=0", "q=0", "c=0", "--method", method, "--steps", "3000"]
    result = found(*arguments, stdin=table)
    true, residual, *_ = np.linalg.lstsq(xs, ys)
    assert result["converged"]
    assert list(result["parameters"].values()) == pytest.approx(true.tolist(), abs=1e-6)
    assert result["loss"] == pytest.approx(residual[0] / 60, rel=1e-9)
    assert result["rows"] == 60


# A column of scikit-learn's data on diabetes, with what it is measured from and in.
MEASURED = {"bmi": (26, 4), "bp": (95, 14), "s5": (4.6, 0.5)}
ALL = {
    **MEASURED, "age": (48, 13), "sex": (1.5, 0.5), "s1": (190, 35), "s2": (115, 30), "s3": (50, 13), "s4": (4, 1.3),
    "s6": (90, 11),
}  # fmt: skip


def diabetes() -> tuple[str, dict[str, np.ndarray]]:
    """The table of 442 patients as scikit-learn ships it, and its columns."""
    data = pytest.importorskip("sklearn.datasets").load_diabetes(scaled=False)
    columns = dict(zip([*data.feature_names, "y"], [*data.data.T, data.target], strict=True))
    rows = zip(*[column.tolist() for column in columns.values()], strict=True)
    return "\n".join([",".join(columns), *[",".join(map(repr, row)) for row in rows]]), columns


@pytest.mark.parametrize(("method", "measured", "digits"), [
    ("gd", {"bmi": MEASURED["bmi"]}, 7),
    ("adam --lr 1 --steps 2000", {"bmi": MEASURED["bmi"]}, 7),
    ("lbfgs", {"bmi": MEASURED["bmi"]}, 9),
    ("gd", MEASURED, 6),
    ("adam --lr 1 --steps 2000", MEASURED, 6),
    ("lbfgs", MEASURED, 9),
    ("lbfgs", ALL, 6),
])  # fmt: skip
def test_a_real_data_set(method: str, measured: dict[str, tuple[float, float]], digits: int):
    table, columns = diabetes()
    terms = [f"w_{name}*({name} - {middle})/{unit}" for name, (middle, unit) in measured.items()]
    start = [f"w_{name}=0" for name in measured]
    text = f"({' + '.join(terms)} + b - y)^2"
    result = found(text, "-i", "-", *start, "b=0", "--method", *method.split(), stdin=table)
    xs = np.array([*[(columns[name] - middle) / unit for name, (middle, unit) in measured.items()], np.ones(442)]).T
    true, residual, *_ = np.linalg.lstsq(xs, columns["y"])
    assert result["converged"]
    assert list(result["parameters"].values()) == pytest.approx(true.tolist(), rel=10.0**-digits * 5)
    assert result["loss"] == pytest.approx(residual[0] / 442, rel=1e-12)


def test_a_minimum_without_data():
    result = found("(x - 2)^2 + 3*(y + 1)^2", "x=0", "y=5")
    assert result["parameters"] == pytest.approx({"x": 2, "y": -1}, abs=1e-6)
    assert result["history"][0] == {"step": 0, "loss": 112.0, "parameters": {"x": 0.0, "y": 5.0}}
    assert len(result["history"]) == result["steps"] + 1


def test_each_step_goes_against_the_gradient():
    """x - 0.1*2*(x - 2), worked by hand."""
    result = found("(x - 2)^2", "x=0", "--steps", "3", "--lr", "0.1")
    steps = [step["parameters"]["x"] for step in result["history"]]
    assert steps == pytest.approx([0, 0.4, 0.72, 0.976])
    assert not result["converged"]


def test_the_first_step_of_adam_is_the_learning_rate():
    """Whatever the gradient is, because its mean and the root of its square are corrected to the same."""
    steps = [
        step["parameters"]
        for step in found("100*x - 0.01*y", "x=0", "y=0", "--method", "adam", "--steps", "1")["history"]
    ]
    assert steps[1] == pytest.approx({"x": -0.1, "y": 0.1}, rel=1e-5)


def test_values_of_the_text_stay():
    result = found("w = 3; (w*x - y)^2", "-i", "-", "x=1", stdin="y\n6\n")
    assert result["parameters"] == pytest.approx({"x": 2})


def test_the_table_says_what_was_done(tmp_path: Path):
    path = tmp_path / "line.csv"
    path.write_text(TABLE)
    done = fit(LINE, "-i", str(path), "w=0.1", "b=0", "--precision", "4")
    assert done.err == ""
    lines = done.out.splitlines()
    assert lines[0].startswith("gradient descent over 3 rows: ")
    assert [line.split()[:3] for line in lines[4:6]] == [["w", "0.1", "1.95"], ["b", "0", "0.1"]]
    assert lines[-1] == "loss 16.73 → 0.005"


def test_the_loss_over_the_steps():
    """From the top at the left to the bottom at the right, and no higher on the way."""
    pytest.importorskip("plotille")
    done = fit("(x - 2)^2", "x=0", "--lr", "0.02", "--steps", "40", "--plot")
    assert done.code == 0
    table, _, drawn = done.out.partition("── loss\n")
    assert table.startswith("gradient descent: 40 steps")
    rows = [line.partition("┤")[2] or line.partition("│")[2] for line in drawn.splitlines()]
    first = [min((i for i, c in enumerate(row) if c > "\u2800"), default=None) for row in rows]
    first = [column for column in first if column is not None]
    assert len(first) > 5
    assert first == sorted(first)


def test_losses_that_are_far_apart_are_drawn_by_their_logarithms():
    pytest.importorskip("plotille")
    assert "── log10 of the loss\n" in fit("(x - 2)^2", "x=0", "--plot").out


def test_a_loss_that_stays_is_drawn():
    pytest.importorskip("plotille")
    assert fit("x - x + 5", "x=0", "--plot").code == 0


def test_what_has_not_converged_is_told():
    assert fit("(x - 2)^2", "x=0", "--steps", "1").err.startswith("warning: the gradient is not 0 yet, but up to 3.2 (")


def test_a_loss_that_grows_is_no_minimum():
    assert not found(LINE, "-i", "-", "w=0", "b=0", "--lr", "1", "--steps", "20", stdin=TABLE)["converged"]


@pytest.mark.parametrize(("arguments", "table", "message"), [
    (["x"], "", "error: no parameter was given"),
    (["x*y", "x=1"], "", "error: no value for y"),
    ([LINE, "-i", "-", "w=1", "b=1"], "x\n1\n", "error: the table has no column 'y'"),
    ([LINE, "-i", "-", "w=1", "b=1"], "x,y\n", "error: there are no rows to fit to"),
    ([LINE, "-i", "-", "w=1", "b=1"], "x,y\n1,2\n1,2,3\n", "error: row 2: the row has 3 cells, and the header 2"),
    ([LINE, "-i", "-", "w=1", "b=1"], "x,y\n1,2\n1,a\n", "error: row 2: y is 'a', which is no finite number"),
    (["log(x)", "x=0.1", "--lr", "1"], "",
     "error: log of -9.9: log(x) needs a positive number, x is -9.9 here (after 1 step)"),
    (["x", "x=1", "--plot", "--format", "json"], "", "error: --plot draws in the terminal"),
    (["x", "-i", "nowhere.csv", "x=1"], "", "error: cannot read 'nowhere.csv': no such file or directory"),
])  # fmt: skip
def test_what_cannot_be_fitted(arguments: list[str], table: str, message: str):
    done = fit(*arguments, stdin=table)
    assert (done.out, done.err.splitlines()[0]) == ("", message)
    assert done.code in (2, 3)


def test_each_method_is_offered_and_has_its_name():
    assert METHODS == answers.METHODS == tuple(TITLES)


def test_without_scipy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    import sys

    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    done = fit("x^2", "x=1", "--method", "lbfgs")
    assert (done.code, done.err.splitlines()[0]) == (2, "error: L-BFGS is done by SciPy")
