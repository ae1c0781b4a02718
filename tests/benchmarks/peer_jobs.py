"""The pieces of work of other programs that are timed inside a fresh process, and of ours that they are put beside."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .jobs import POINT, neurons, timed, values


def _groups(nodes: int) -> Callable[..., Any]:
    """The neurons as a function of Python, of the names of `values` in their order and of relu."""
    code = f"lambda relu, {', '.join(values())}: {neurons(nodes)}"
    function: Callable[..., Any] = eval(code)
    return function


def engine_autograd(nodes: int) -> Callable[[], object]:
    """Both passes by autograd."""
    import autograd.numpy as np
    from autograd import value_and_grad

    function, numbers = _groups(nodes), list(values().values())
    # A function of one list, whose items are taken out of it once.
    slope = value_and_grad(lambda xs: function(lambda x: np.maximum(x, 0.0), *xs))
    return lambda: slope(numbers)


def engine_torch(nodes: int) -> Callable[[], object]:
    """Both passes by PyTorch, in doubles."""
    import torch

    function = _groups(nodes)
    inputs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in values().values()]

    def work() -> object:
        output = function(torch.relu, *inputs)
        output.backward()
        return output

    return work


def engine_jax(nodes: int) -> Callable[[], object]:
    """Both passes by JAX without compiling, which takes longer than one point is worth."""
    import jax

    jax.config.update("jax_enable_x64", True)
    function, numbers = _groups(nodes), list(values().values())
    slope = jax.value_and_grad(lambda xs: function(jax.nn.relu, *xs))
    return lambda: slope(numbers)


def lambdified(points: int) -> Callable[[], object]:
    """The neuron and its derivatives by SymPy, as a function of Python's own mathematics."""
    import sympy

    names = sympy.symbols("x1 w1 x2 w2 b")
    x1, w1, x2, w2, b = names
    output = sympy.tanh(x1 * w1 + x2 * w2 + b)
    function = sympy.lambdify(names, [output, *[output.diff(name) for name in names]], modules="math", cse=True)

    def work() -> object:
        for _ in range(points):
            function(*POINT)
        return None

    return work


# A layer of tanh units with three inputs and a squared loss: five parameters a unit, and x0, x1, x2 and y.
PARAMETERS = "vpqrb"
UNITS = 1_000


def network(units: int) -> str:
    """The text of it, which has 5*units + 4 variables."""
    return "(" + " + ".join([f"v{i}*tanh(p{i}*x0 + q{i}*x1 + r{i}*x2 + b{i})" for i in range(units)]) + " - y)^2"


def _names(units: int) -> list[str]:
    return ["x0", "x1", "x2", "y", *[f"{letter}{i}" for letter in PARAMETERS for i in range(units)]]


def c_ours(units: int) -> Callable[[], object]:
    """From text to C."""
    from backprop_cli import parse
    from backprop_cli.export import exported

    text = network(units)
    # The parser for long texts is loaded by the first.
    parse(text)
    return lambda: exported(parse(text), "c")


def c_casadi(units: int, folder: Path | None = None) -> Callable[[], Any]:
    """CasADi's gradient and C of the same, built of vectors."""
    import os
    import tempfile

    import casadi

    os.chdir(folder or tempfile.mkdtemp())

    def work() -> Any:
        z = casadi.SX.sym("z", 5 * units + 4)
        x0, x1, x2, y = [z[i] for i in range(4)]
        v, p, q, r, b = [z[4 + units * i : 4 + units * (i + 1)] for i in range(5)]
        loss = (casadi.dot(v, casadi.tanh(p * x0 + q * x1 + r * x2 + b)) - y) ** 2
        return _generated(casadi, z, loss)

    return work


def c_casadi_text(units: int) -> Callable[[], Any]:
    """The same from the same text, by Python's `eval`."""
    import os
    import tempfile

    import casadi

    os.chdir(tempfile.mkdtemp())
    text = network(units).replace("^", "**")

    def work() -> Any:
        names = _names(units)
        z = casadi.SX.sym("z", len(names))
        return _generated(
            casadi, z, eval(text, dict(zip(names, casadi.vertsplit(z), strict=True)) | {"tanh": casadi.tanh})
        )

    return work


def _generated(casadi: Any, z: Any, loss: Any) -> Any:
    function = casadi.Function("f", [z], [loss, casadi.gradient(loss, z)])
    function.generate("casadi.c")
    return function


POINTS = 2_000
MAIN = """
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
{declared}
int main(void) {{
  static double in[{count}], gradient[{count}];
  double value = 0, sum = 0;
  {prepared}
  for (int i = 0; i < {count}; i++) in[i] = i*7919%1000/1000.0 - 0.5;
  const clock_t start = clock();
  for (int i = 0; i < {points}; i++) {{
    in[0] = i*1e-6;
    {called}
    sum += value + gradient[17];
  }}
  const double seconds = (double)(clock() - start)/CLOCKS_PER_SEC;
  printf("%.0f %.17g %.17g %.17g\\n", seconds/{points}*1e9, value, sum, gradient[4000]);
  return 0;
}}
"""


def source_ours(folder: Path) -> str:
    """Write our C, of the variables in the order of CasADi's; the number of operations."""
    from backprop_cli import parse
    from backprop_cli.export import target_named
    from backprop_cli.export.function import function_of
    from backprop_cli.export.writing import Code

    target = target_named("c")
    names = _names(UNITS)
    function = function_of(parse(network(UNITS)), refines=target.refines)
    function = function._replace(inputs=names, gradients={name: function.gradients[name] for name in names})
    (folder / "ours.c").write_text(target.source(Code(function, target, "f"), main=False), encoding="utf-8")
    declared = "double f(const double *, double *);"
    _write_main(folder, "ours", declared, "", "value = f(in, gradient);")
    return str(len([entry for entry in function.steps if entry.inputs]))


def source_casadi(folder: Path) -> str:
    """Write CasADi's; the number of operations."""
    function = c_casadi(UNITS, folder)()
    declared = (
        "int f(const double **, double **, long long *, double *, int);\n"
        "int f_work(long long *, long long *, long long *, long long *);"
    )
    prepared = (
        "long long a, r, k, m; f_work(&a, &r, &k, &m);\n"
        "  const double **arg = malloc((a + 1)*sizeof *arg); double **res = malloc((r + 1)*sizeof *res);\n"
        "  long long *whole = malloc((k + 1)*sizeof *whole); double *work = malloc((m + 1)*sizeof *work);"
    )
    called = "arg[0] = in; res[0] = &value; res[1] = gradient; f(arg, res, whole, work, 0);"
    _write_main(folder, "casadi", declared, prepared, called)
    # Without those that take inputs in and give results out.
    return str(function.n_instructions() - 2 * len(_names(UNITS)) - 1)


def _write_main(folder: Path, which: str, declared: str, prepared: str, called: str) -> None:
    count = len(_names(UNITS))
    text = MAIN.format(declared=declared, prepared=prepared, called=called, count=count, points=POINTS)
    (folder / f"main_{which}.c").write_text(text, encoding="utf-8")


def _columns(rows: int) -> list[Any]:
    import numpy as np

    return list(np.random.default_rng(1).normal(size=(5, rows)))


def numpy_ours(rows: int) -> Callable[[], object]:
    """The neuron over columns, by the code that is exported."""
    from backprop_cli import parse
    from backprop_cli.export import exported

    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(exported(parse("tanh(x1*w1 + x2*w2 + b)"), "numpy"), namespace)
    columns = _columns(rows)
    return lambda: namespace["f"](*columns)


def numpy_by_hand(rows: int) -> Callable[[], object]:
    """The same as a person writes it."""
    import numpy as np

    x1, w1, x2, w2, b = _columns(rows)

    def work() -> object:
        out = np.tanh(x1 * w1 + x2 * w2 + b)
        slope = 1 - out * out
        return out, slope * w1, slope * x1, slope * w2, slope * x2, slope

    return work


def main(name: str, size: str, collector: str = "on") -> None:
    """Do one job once and print its cost, or write what a job makes into a folder."""
    if name.startswith("source"):
        print(globals()[name](Path(size)))
    else:
        timed(globals()[name](int(size)), collector)


if __name__ == "__main__":
    main(*sys.argv[1:])
