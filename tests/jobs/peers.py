"""Puts the test suites of others to the program: `python -m tests.jobs.peers`.

SymPy's recorded derivatives, the scalar suite of autograd, the tests of micrograd and the reference inputs of PyTorch.
They are read from what is installed, or from their packages, which pip brings into a folder that is gone afterwards.
Ends with code 1 if anything is different.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tarfile
import tempfile
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import backprop_cli
from tests.support import sympy_cases, traced
from tests.support.accuracy import Finding, call, number
from tests.support.comparing import apart
from tests.support.frameworks import Framework, installed
from tests.support.running import in_process
from tests.support.truth import TRUTHS, partials, value
from tests.support.ulps import error

RELATIVE, ABSOLUTE = 1e-9, 1e-11
# Their names for our operations.
OF_TORCH = {
    "exp": "exp", "log": "log", "log2": "log2", "log10": "log10", "log1p": "log1p", "expm1": "expm1", "sqrt": "sqrt",
    "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin", "acos": "acos", "atan": "atan", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh", "sigmoid": "sigmoid",
    "abs": "abs", "sign": "sign", "floor": "floor", "ceil": "ceil", "erf": "erf", "neg": "neg", "add": "+", "sub": "-",
    "mul": "*", "div": "/", "pow": "^", "hypot": "hypot", "atan2": "atan2", "maximum": "max", "minimum": "min",
    "clamp": "clip", "nn.functional.relu": "relu", "nn.functional.softplus": "softplus", "nn.functional.silu": "silu",
    "nn.functional.gelu": "gelu", "nn.functional.elu": "elu", "nn.functional.leaky_relu": "leaky_relu",
}  # fmt: skip


def evaluated(text: str, bindings: Mapping[str, float]) -> tuple[float, dict[str, float]] | None:
    """The value and the gradients by `backprop eval`; None if there is no value."""
    done = in_process("eval", "--format", "json", "--", text, *[f"{name}={x!r}" for name, x in bindings.items()])
    if done.code:
        return None
    found = json.loads(done.out)
    return number(found["value"]), {name: number(slope) for name, slope in found["gradients"].items()}


def derivative(text: str, names: Sequence[str], bindings: Mapping[str, float]) -> float | None:
    """The derivative by `backprop diff`, evaluated; None if it has no value at the point."""
    done = in_process("diff", "--", text, *names)
    if done.code:
        return None
    needed = {name: x for name, x in bindings.items() if name in done.out}
    found = evaluated(done.out.strip(), needed)
    return found and found[0]


def close(got: float, true: Any, unit: float) -> bool:
    """Whether a number is the true one, up to what rounding may do where `unit` is a harmless change."""
    return bool(abs(got - true) <= RELATIVE * abs(true) + ABSOLUTE + 1000 * unit)


def sympy_faults(case: sympy_cases.Case, random: Random) -> list[str] | None:
    """What is different in a case of SymPy's at a random point; None if it cannot be said or has no value there."""
    symbols = sorted(case.expression.free_symbols | set(case.symbols), key=str)
    names = {symbol: f"x{i}" for i, symbol in enumerate(symbols)}
    text = sympy_cases.written(case.expression, names)
    if text is None or len(text) > 2000:
        return None
    at = {symbol: round(random.uniform(0.1, 2), 3) for symbol in symbols}
    true = [sympy_cases.number(e, at) for e in (case.expression, case.derivative)]
    near = {symbol: x * (1 + 1e-13) for symbol, x in at.items()}
    nearby = [sympy_cases.number(e, near) for e in (case.expression, case.derivative)]
    if None in true or None in nearby or max(map(abs, true)) > 1e100:
        return None
    units = [float(abs(a - b)) for a, b in zip(true, nearby, strict=True)]
    bindings = {names[symbol]: x for symbol, x in at.items()}
    return _faults(text, [names[symbol] for symbol in case.symbols], bindings, true, units)


def _faults(
    text: str, names: Sequence[str], bindings: Mapping[str, float], true: Sequence[Any], units: Sequence[float]
) -> list[str] | None:
    used = {name: x for name, x in bindings.items() if name in text}
    ours = evaluated(text, used)
    if ours is None:
        # A part of it may be complex where the whole is real.
        return None
    found = [] if close(ours[0], true[0], units[0]) else [f"value {ours[0]!r}, true {float(true[0])!r}"]
    slopes = {"diff": derivative(text, names, bindings)}
    if len(names) == 1:
        slopes["eval"] = ours[1].get(names[0], 0.0)
    for command, slope in slopes.items():
        if slope is not None and not close(slope, true[1], units[1] + units[0]):
            found.append(f"{command} {slope!r}, true {float(true[1])!r}")
    at = " ".join([f"{name}={x!r}" for name, x in used.items()])
    return [f'{fault}: backprop eval "{text}" {at}, by {" ".join(names)}' for fault in found]


def sympy_report(most: int, seed: int, modules: Sequence[str] = sympy_cases.MODULES) -> list[str]:
    """Print and return what is different from SymPy."""
    random = Random(seed)
    cases = sympy_cases.recorded(modules, most)
    results = [sympy_faults(case, random) for case in cases]
    faults = [fault for result in results for fault in result or ()]
    compared = sum(result is not None for result in results)
    print(f"SymPy: {len(cases):,} derivatives recorded, {compared:,} compared, {len(faults):,} differences")
    return _printed(faults)


def _printed(faults: list[str], most: int = 20) -> list[str]:
    for fault in faults[:most]:
        print(f"  {fault}")
    return faults


@contextmanager
def unpacked(package: str) -> Iterator[Path]:
    """The source of a package as pip brings it, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--no-binary",
            package,
            "-d",
            folder,
            package,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        archive = next(Path(folder).glob("*.tar.gz"))
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        yield Path(folder, archive.name.removesuffix(".tar.gz"))


def autograd_report() -> list[str]:
    """Run the scalar suite of autograd with a checker that asks us; print and return what is different."""
    faults: list[str] = []
    compared = 0
    with unpacked("autograd") as source:
        sys.path.insert(0, str(source))
        grad, numpy = import_module("autograd").grad, import_module("autograd.numpy")

        def check_grads(function: Callable[..., Any], **_: Any) -> Callable[..., None]:
            def check(*at: float) -> None:
                nonlocal compared
                found = _against(function, [grad(function, i) for i in range(len(at))], [float(x) for x in at])
                compared += found is not None
                faults.extend(found or ())

            return check

        suite: dict[str, Any] = {"__name__": "suite"}
        exec(compile((source / "tests/test_scalar_ops.py").read_text(), "test_scalar_ops", "exec"), suite)
        suite |= {"np": traced.Functions(numpy), "check_grads": check_grads}
        tests = [test for name, test in suite.items() if name.startswith("test_")]
        for test in tests:
            test()
        sys.path.remove(str(source))
    print(f"autograd: {len(tests)} tests of its scalar suite, {compared} checks compared, {len(faults)} differences")
    return _printed(faults)


def _against(function: Callable[..., Any], slopes: Sequence[Any], at: Sequence[float]) -> list[str] | None:
    names = [f"x{i}" for i in range(len(at))]
    text = traced.expression(function, names)
    ours = text and evaluated(text, dict(zip(names, at, strict=True)))
    if not ours:
        return None
    pairs = [("value", ours[0], function(*at))]
    pairs += [(name, ours[1].get(name, 0.0), slope(*at)) for name, slope in zip(names, slopes, strict=True)]
    return [
        f"{what} {got!r}, autograd {float(true)!r}: {text} at {at}"
        for what, got, true in pairs
        if not close(got, float(true), 0.0)
    ]


def micrograd_report() -> list[str]:
    """Run the tests of micrograd with our Value in the place of its own."""
    if find_spec("torch") is None:
        print("micrograd: its tests compare with torch, which is not installed (it is in the extra `peers`)")
        return []
    faults, tests = [], []
    with unpacked("micrograd") as source:
        text = (source / "test/test_engine.py").read_text()
    engine = types.ModuleType("micrograd.engine")
    engine.Value = backprop_cli.Value
    before = sys.modules.get("micrograd.engine")
    sys.modules["micrograd.engine"] = engine
    suite: dict[str, Any] = {"__name__": "suite"}
    exec(compile(text, "test_engine", "exec"), suite)
    sys.modules.pop("micrograd.engine") if before is None else sys.modules.update({"micrograd.engine": before})
    tests = {name: test for name, test in suite.items() if name.startswith("test_")}
    for name, test in tests.items():
        try:
            test()
        except Exception as failed:
            faults.append(f"{name}: {failed!r}")
    print(f"micrograd: {len(tests)} tests, {len(faults)} fail")
    return _printed(faults)


def torch_report(torch: Framework, count: int, seed: int) -> list[str]:
    """Compare operations with PyTorch at `count` points of its reference inputs each, the truth being the judge."""
    from torch.testing._internal.common_methods_invocations import op_db

    compared, differ, faults = 0, 0, []
    for info in op_db:
        name = OF_TORCH.get(info.name)
        if name is None or info.variant_test_name:
            continue
        for at in _sampled(_points(info), count, Random(f"{seed} {name}")):
            found = _torch_point(torch, info.op, name, at)
            compared += found is not None
            differ += bool(found)
            faults += [str(finding) for finding in found or () if not finding.allowed]
    print(
        f"{torch.name}: {compared:,} points of its reference inputs, {differ:,} differ, of these wrong {len(faults):,}"
    )
    return _printed(faults)


def _points(info: Any) -> Iterator[tuple[float, ...]]:
    """The points of the reference inputs of an operation, element by element."""
    import torch

    for sample in info.reference_inputs("cpu", torch.float64):
        tensors = [sample.input, *sample.args]
        if sample.kwargs or not all(isinstance(each, torch.Tensor) for each in tensors):
            continue
        flat = [each.detach().double().reshape(-1) for each in torch.broadcast_tensors(*tensors)]
        yield from zip(*[each[:5000].tolist() for each in flat], strict=True)


def _sampled(points: Iterable[tuple[float, ...]], count: int, random: Random) -> list[tuple[float, ...]]:
    """So many of the points, each as likely as any other."""
    kept: list[tuple[float, ...]] = []
    for i, point in enumerate(points):
        if len(kept) < count:
            kept.append(point)
        elif (place := random.randint(0, i)) < count:
            kept[place] = point
    return kept


def _torch_point(torch: Framework, function: Any, name: str, at: tuple[float, ...]) -> list[Finding] | None:
    """Where a local derivative is different from PyTorch's; None if there is no value to compare."""
    if len(at) not in TRUTHS[name].counts or not all(map(math.isfinite, at)) or value(name, at) is None:
        return None
    letters = dict(zip("xyz", at, strict=False))
    ours = evaluated(call(name, len(at)), letters)
    if ours is None:
        return None
    theirs = torch.gradients(function, at)[1]
    pairs = zip(letters, theirs, partials(name, at), strict=True)
    return [
        Finding(name, f"d/d{letter}", at, ours[1][letter], true, error(ours[1][letter], true))
        for letter, slope, true in pairs
        if slope is not None and apart(ours[1][letter], slope)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the reports; 1 if anything is different."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.peers", description=__doc__)
    parser.add_argument("--count", type=int, default=10**9, help="cases of SymPy (default: all)")
    parser.add_argument("--points", type=int, default=1000, help="points of each operation in torch (default 1,000)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    faults = [*sympy_report(options.count, options.seed), *autograd_report(), *micrograd_report()]
    for framework in installed():
        if framework.name.startswith("torch"):
            faults += torch_report(framework, options.points, options.seed)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
