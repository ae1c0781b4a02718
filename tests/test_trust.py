"""What the program was found to do wrong by those who attacked it: each case is what it has to do instead."""

from __future__ import annotations

import csv
import io
import json
import os
import pkgutil
import re
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backprop_cli import BackpropError, Value, parse
from backprop_cli.answers.marking.change import Outcome
from backprop_cli.answers.marking.circuit import Circuit
from backprop_cli.answers.marking.claims import quantity_named
from backprop_cli.answers.marking.region import region_of

from .support import growth, truth, ulps
from .support.broken_streams import terminated_while_it_writes
from .support.imports import PACKAGE, ROOT
from .support.inputs import CLASS
from .support.running import UNMEASURED, Done, as_process, control_characters, environment, in_process, start

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs the processes of POSIX")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, or limits a process")

KEY = '[[problem]]\nid = "q1"\nexpression = "a*b"\nat = { a = 2, b = 3 }\nask = ["value", "a.grad"]\n'
ADA = "[q1]\nvalue = 6\na.grad = 3\n"
HEXADECIMAL = "0x" + "f" * 3600
OUR_FAULT = 70


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def grade(submission: str = ADA, key: str = KEY, *, name: str = "ben.toml", report: str = "json") -> Done:
    """Grade a submission beside one that is right."""
    Path("key.toml").write_text(key, encoding="utf-8")
    Path("ada.toml").write_text(ADA, encoding="utf-8")
    Path(name).write_text(submission, encoding="utf-8", newline="")
    return in_process("grade", "key.toml", "ada.toml", name, "--report", report)


def scores(done: Done) -> dict[str, float]:
    return {each["student"]: each["score"] for each in json.loads(done.out)["students"]}


def is_refused(done: Done, *codes: int) -> bool:
    """Whether a run ended with an error of one line and perhaps a place, and no traceback."""
    return done.code in (codes or (2,)) and done.err.startswith("error: ") and done.out == ""


class TestTracebacks:
    """An error that is not one of ours ends with a traceback and code 1, which means that an answer is wrong."""

    def test_an_integer_of_too_many_digits_in_a_submission(self):
        done = grade(f"[q1]\nvalue = {HEXADECIMAL}\n")
        assert scores(done)["ada"] == 2

    def test_an_integer_of_too_many_digits_in_bindings(self):
        Path("x.toml").write_text(f"a = {HEXADECIMAL}\n", encoding="utf-8")
        assert is_refused(in_process("eval", "a", "-b", "x.toml"), 2, 3)

    @pytest.mark.parametrize("key", [
        pytest.param(KEY.replace("a = 2", f"a = {HEXADECIMAL}"), id="at"),
        pytest.param(KEY + f"points = {HEXADECIMAL}\n", id="points"),
        pytest.param(KEY.replace('"q1"', HEXADECIMAL), id="id"),
        pytest.param(KEY + f"points = {'9' * 400}\n", id="points of 400 digits"),
        pytest.param(KEY + f"points = {'[' * 500}{']' * 500}\n", id="500 arrays"),
    ])  # fmt: skip
    def test_a_key(self, key: str):
        assert is_refused(grade(key=key))

    @pytest.mark.parametrize("report", ["json", "csv", "gradescope", "junit", "table"])
    def test_points_whose_sum_overflows(self, report: str):
        second = KEY.replace('"q1"', '"q2"') + "points = 1e308\n"
        done = grade(key=KEY + "points = 1e308\n" + second, report=report)
        assert is_refused(done) or not re.search(r"\b(inf|Infinity|nan|NaN)\b", done.out)

    @posix_only
    @pytest.mark.parametrize("parts", [20_000, 100_000])
    def test_a_name_of_many_parts_takes_no_more_memory_than_its_text(self, parts: int):
        Path("key.toml").write_text(KEY, encoding="utf-8")
        Path("ada.toml").write_text(ADA, encoding="utf-8")
        Path("ben.toml").write_text(f"{'a.' * parts}a = 1\n", encoding="utf-8")
        done = as_process("grade", "key.toml", "ada.toml", "ben.toml", "--report", "json", megabytes=400)
        assert done.megabytes < 150
        assert scores(done)["ada"] == 2

    def test_500_arrays_in_a_submission(self):
        assert scores(grade(f"[q1]\nvalue = {'[' * 500}{']' * 500}\n"))["ada"] == 2

    @pytest.mark.parametrize(("arguments", "codes"), [
        (("acosh(x)", "x=1"), (0, 3)),
        (("x^x", "x=144"), (0, 3)),
        (("x^2*10^309", "x=3"), (0,)),
        (("1/x", "x=10^2200"), (0,)),
        (("10^400/x", "x=0"), (3,)),
    ])  # fmt: skip
    def test_exact_numbers(self, arguments: tuple[str, ...], codes: tuple[int, ...]):
        done = in_process("eval", *arguments, "--exact")
        assert done.code in codes
        if codes == (3,):
            assert "division" in done.err

    def test_an_exact_explanation_of_a_large_base(self):
        assert in_process("explain", "1e400^a", "a=1", "--exact").code in (0, 3)

    def test_an_exact_explanation_does_not_take_what_is_irrational_for_no_value(self):
        done = in_process("explain", "silu(a)", "a=0", "--exact")
        assert done.code == 0
        assert "no value" not in done.out

    @pytest.mark.parametrize("arguments", [
        pytest.param(("explain", "a", "a=1.7976931348623157e308"), id="nudge"),
        pytest.param(("explain", "1/x", "x=1e-307", "--limit"), id="limit"),
        pytest.param(("check", "x*y", "x=5e-324", "y=1"), id="check"),
    ])  # fmt: skip
    def test_numbers_at_the_ends_of_the_doubles(self, arguments: tuple[str, ...]):
        assert in_process(*arguments).code == 0

    def test_a_layout_program_that_is_none(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("BACKPROP_DOT", "/bin/echo")
        assert is_refused(in_process("graph", "x", "x=1", "-o", "q.svg"))

    def test_a_variable_called_self(self):
        assert parse("self*2")(self=3).data == 6

    def test_nan_is_no_overflow(self):
        said = ""
        try:
            Value(float("nan")) + 1
        except BackpropError as error:
            said = str(error)
        assert "overflow" not in said

    def test_a_name_after_a_call_with_too_few_arguments(self):
        assert is_refused(in_process("eval", "x + n*pow(x)y"))

    def test_a_class_without_students(self):
        assert grade("student,q1.value\n", name="class.csv", report="table").code in (0, 1, 2)

    def test_a_formula_with_a_number_of_many_digits(self):
        assert in_process("diff", f"x*0.{'1' * 5000}", "x").code in (0, 3)

    @pytest.mark.parametrize("traceback", ["", "1"])
    def test_a_fault_of_the_program_has_a_code_of_its_own(self, traceback: str):
        broken = (
            "import sys, click; sys.argv = ['backprop', 'eval', 'x', 'x=1']\n"
            "click.Command.invoke = lambda *_: 1/0\n"
            "from backprop_cli.__main__ import main; main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", broken], env=environment({"BACKPROP_TRACEBACK": traceback or None}),
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == OUR_FAULT
        assert ("Traceback" in done.stderr) == bool(traceback)
        assert traceback or "BACKPROP_TRACEBACK=1" in done.stderr

    def test_a_fault_while_the_program_loads_is_told_as_what_it_is(self):
        broken = "import sys; sys.modules['click'] = None\nfrom backprop_cli.__main__ import main; main()"
        done = subprocess.run([sys.executable, "-c", broken], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout) == (OUR_FAULT, "")
        assert re.fullmatch(r"error: a fault of backprop itself: \w+Error\(.*click.*\n", done.stderr)

    @pytest.mark.parametrize("broken", ["grades._graded", "submissions._answers"])
    def test_a_fault_costs_only_the_submission_concerned(self, monkeypatch: pytest.MonkeyPatch, broken: str):
        where = f"backprop_cli.answers.grading.{broken}"
        right = pkgutil.resolve_name(where.replace("._", ":_"))

        def fail_for_ben(*arguments: Any) -> Any:
            submission = arguments[-1]
            if "ben" in (submission if isinstance(submission, str) else submission.source * bool(submission.answers)):
                raise ZeroDivisionError("by zero")
            return right(*arguments)

        monkeypatch.setattr(where, fail_for_ben)
        done = grade()
        assert done.code == OUR_FAULT
        assert scores(done) == {"ada": 2, "ben": 0}
        assert "ben.toml: a fault of backprop itself: ZeroDivisionError: by zero (please report" in done.err

    @linux_only
    def test_a_lack_of_memory_has_it_too(self):
        Path("model").write_text(" + ".join(["sin(x)"] * 100_000), encoding="utf-8")
        done = as_process("eval", "-f", "model", "x=1", megabytes=100, env=UNMEASURED)
        assert (done.code, "Traceback" in done.err) == (OUR_FAULT, False)
        assert "memory" in done.err


def error(op: str, at: tuple[float, ...], what: int | None) -> float:
    """How many ulp a value is from the truth, or the local derivative to an input."""
    names = "xy"[: len(at)]
    output = parse(truth.TRUTHS[op].written(names))(**dict(zip(names, at, strict=True)))
    if what is None:
        return ulps.error(output.data, truth.value(op, at))
    output.backward()
    return ulps.error(output.inputs[what].grad, truth.partials(op, at)[what])


class TestUntrue:
    """Numbers that are wrong, and words that are."""

    @pytest.mark.parametrize("text", ["x^2*1e308", "x*1e400/(x + 1)"])
    def test_constants_are_folded_exactly_or_not_at_all(self, text: str):
        assert not re.search(r"\b(inf|nan)\b", in_process("diff", text, "x").out)

    def test_a_quotient_of_constants_that_overflow(self):
        assert not re.search(r"\b(inf|nan)\b", in_process("diff", "b*1e400/(c*b)").out)

    def test_a_derivative_has_a_value_where_the_gradient_has(self):
        formula = in_process("diff", "relu(x)^y", "y").out.strip()
        assert in_process("eval", formula, "x=-1", "y=2", "--value").out == "0.0\n"
        assert in_process("eval", "relu(x)^y", "x=-1", "y=2", "--grad", "y").out == "0.0\n"

    def test_the_sign_of_a_large_even_power(self):
        assert in_process("eval", "x^9007199254740994", "x=-1", "--grad", "x").out == "-9007199254740994.0\n"

    @pytest.mark.parametrize("y", [1e-20, 1.94, 1.97])
    def test_a_power_of_a_subnormal(self, y: float):
        assert error("^", (5e-324, y), 0) <= (4 if ulps.is_normal(truth.partials("^", (5e-324, y))[0]) else 1)

    def test_a_complex_step_that_overflows_is_no_disagreement(self):
        assert in_process("check", "x^1", "x=1e308").code == 0

    @pytest.mark.parametrize(("op", "at", "what"), [
        ("sigmoid", (40.0,), 0),
        ("sigmoid", (2.0,), 0),
        ("tanh", (19.0,), 0),
        ("gelu", (-37.6,), None),
        ("gelu", (-37.6,), 0),
        ("gelu", (-0.7517915246935645,), 0),
        ("erf", (26.56830201534499,), 0),
        ("^", (1e-310, 0.9999999999999999), 1),
        ("silu", (-744.0,), None),
        ("silu", (-744.0,), 0),
        ("cbrt", (1.657266816649769e-46,), 0),
        ("atan", (1.4e154,), 0),
        ("log10", (1e308,), 0),
        ("elu", (-745.0, 1e300), 0),
        ("hypot", (5e-324, 5e-324), 0),
        ("atan2", (1e308, 1.7976931348623157e308), 0),
    ])  # fmt: skip
    def test_digits(self, op: str, at: tuple[float, ...], what: int | None):
        true = truth.value(op, at) if what is None else truth.partials(op, at)[what]
        assert error(op, at, what) <= (4 if ulps.is_normal(true) else 1)

    @pytest.mark.parametrize(("slope", "grad"), [("-2", "0.0"), ("0.5", "0.5"), ("2", "1.0")])
    def test_leaky_relu_at_0_has_the_slope_that_is_nearest_to_0(self, slope: str, grad: str):
        assert in_process("eval", "leaky_relu(x, s)", "x=0", f"s={slope}", "--grad", "x").out == f"{grad}\n"

    def test_nothing_is_said_of_pytorch_that_is_not_so(self):
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        assert "the number that PyTorch uses" not in readme
        assert "JAX" in readme

    def test_the_cut_of_atan2_has_a_note(self):
        done = in_process("eval", "atan2(y, x)", "y=0", "x=-1", "--format", "json")
        assert json.loads(done.out)["notes"]

    def test_an_angle_of_the_origin_is_0_for_either_zero(self):
        assert in_process("eval", "atan2(y, x)", "y=0", "x=-0", "--value").out == "0.0\n"

    def test_the_reference_tells_the_worst_error(self):
        assert "ulp" in in_process("ops", "tanh").out


STRANGE = "\x1b[2J\x00\u202e"


class TestLeaks:
    """What users write steers neither a terminal nor a spreadsheet, and no output takes away what was there."""

    @pytest.mark.parametrize("report", ["table", "csv", "gradescope", "junit", "json"])
    @pytest.mark.parametrize(("submission", "key"), [
        pytest.param(f"student,q1.value\nev{STRANGE}il,6\n", KEY, id="student"),
        pytest.param(f"student,q1.value\nada,6{STRANGE}\n", KEY, id="cell"),
        pytest.param(f"student,q1.value,q{STRANGE}\nada,6,1\n", KEY, id="column"),
        pytest.param(CLASS, f"title = {json.dumps('T' + STRANGE)}\n" + KEY, id="title"),
        pytest.param(CLASS, KEY.replace('"q1"', json.dumps("q" + STRANGE)), id="problem"),
    ])  # fmt: skip
    def test_to_the_terminal_of_a_teacher(self, submission: str, key: str, report: str):
        done = grade(submission, key, name="class.csv", report=report)
        assert control_characters(done.out + done.err) == ""

    @posix_only
    def test_a_name_of_a_file(self):
        done = grade(ADA, name="x\x1b[31m\u202e.toml", report="table")
        assert control_characters(done.out + done.err) == ""

    @pytest.mark.parametrize("text", ["x\x1b[31m", "\u202ex(1)", "|\x7f|", "x^2(\x0b", "n^1(\u200b"])
    def test_an_error_as_text(self, text: str):
        with pytest.raises(BackpropError) as caught:
            parse(text)
        assert control_characters(str(caught.value)) == ""

    @pytest.mark.parametrize("name", ["=cmd|'/c calc'!A0", "+x", "-y", "@z", "\t=1", "＝x"])
    def test_a_formula_for_a_spreadsheet(self, name: str):
        done = grade(f'student,q1.value\n"{name}",6\n', name="class.csv", report="csv")
        last = list(csv.reader(io.StringIO(done.out)))[-1]
        assert not re.match(r"\s*[=+\-@＝]", last[0])
        assert all(re.fullmatch(r"[\d.]*", cell) for cell in last[1:4])

    @linux_only
    @pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1"])
    def test_a_pipe_that_is_named_is_written_to(self, path: str):
        done = start("graph", "x", "x=1", "--format", "dot", "-o", path).communicate(timeout=60)
        assert (done[0][:7], done[1]) == (b"digraph", b"")

    @linux_only
    def test_what_stands_in_the_file_behind_standard_output_stays(self):
        with open("log", "ab") as log:
            log.write(b"before\n")
            log.flush()
            as_process("graph", "x", "x=1", "--format", "dot", "-o", "/dev/stdout", stdout=log)
        assert Path("log").read_text(encoding="utf-8").startswith("before\ndigraph")

    @linux_only
    def test_a_named_pipe_is_written_to(self):
        os.mkfifo("fifo")
        # Opened before there is a writer, which the program could refuse to be.
        reader = os.open("fifo", os.O_RDONLY | os.O_NONBLOCK)
        process = start("graph", "x", "x=1", "--format", "dot", "-o", "fifo")
        assert (process.communicate(timeout=60), process.returncode) == ((b"", b""), 0)
        assert os.read(reader, 7) == b"digraph"
        os.close(reader)

    @linux_only
    def test_nothing_partial_is_left_when_it_is_terminated(self):
        assert terminated_while_it_writes(Random(0), {}) == []


class TestUnbounded:
    """Work that grows faster than what it is done for."""

    @posix_only
    @pytest.mark.parametrize("text", [" + ".join(["sin(x)*y"] * 400), f"max({'x + 1, ' * 7000}x)"])
    def test_a_layout_is_refused_before_it_takes_the_memory(self, text: str):
        Path("model").write_text(text, encoding="utf-8")
        done = as_process("graph", "-f", "model", "x=1", "y=2", "-o", "q.svg", megabytes=300)
        assert (done.code, done.out) == (2, "")
        assert re.search(r"too large for a picture: \d+,\d+ nodes and \d+,\d+ edges", done.err)
        assert "--of NAME" in done.err
        assert "--format dot" in done.err

    @linux_only
    def test_the_layout_program_ends_with_the_program(self):
        Path("slow").write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
        Path("slow").chmod(0o755)
        process = start("graph", "x", "x=1", "-o", "q.svg", env={"BACKPROP_DOT": str(Path("slow").resolve())})
        children = list(_children(process))
        assert children
        while Path(f"/proc/{children[0]}/comm").read_text(encoding="ascii") != "sleep\n":
            time.sleep(0.01)
        process.kill()
        process.communicate(timeout=60)
        until = time.monotonic() + 30
        while (left := list(filter(_runs, children))) and time.monotonic() < until:
            time.sleep(0.01)
        for child in left:
            os.kill(child, 9)
        assert left == []

    @pytest.mark.parametrize(("name", "size"), [
        ("a wide call: eval, JSON", 40),
        ("a wide call: diff", 40),
        ("a tower of powers: diff", 20),
        ("calls in calls: diff", 40),
        ("columns of a class", 200),
        ("variables: diff", 160),
        ("an unbound name: eval", 300),
        ("missing values: eval", 40),
    ])  # fmt: skip
    def test_growth(self, name: str, size: int):
        case = next(case for case in growth.cases() if case.name == name)
        growth.steps(case, size)
        assert growth.steps(case, growth.FACTOR * size) <= growth.ALLOWED * growth.steps(case, size)

    # A mistake is looked for in a region whose size is bounded, but in millions of steps: too many to count each. As it
    # is, the larger program takes up to 2.5 times the seconds of the smaller one.
    @pytest.mark.parametrize("name", [
        "doubling: check, a formula", "doubling: grade, a formula", "statements: check, a formula",
    ])  # fmt: skip
    def test_growth_of_what_is_bounded(self, name: str):
        case = next(case for case in growth.cases() if case.name == name)
        run = growth.within(60)
        small, large = [growth.cost(case, size, run).seconds for size in (100, 100 * growth.FACTOR)]
        assert large <= growth.ALLOWED * small

    @pytest.mark.parametrize("claim", ["x.grad", "value"])
    def test_a_mistake_is_looked_for_in_so_much_of_a_wide_graph(self, claim: str):
        edges = []
        for count in (1_000, 4_000):
            circuit = Circuit(parse(f"max({', '.join([f'x + {i}' for i in range(count)])})"))
            region = region_of(circuit, quantity_named(circuit, claim), Outcome({}, {}))
            edges.append(len(list(region.edges(circuit))))
        assert 100 < edges[0] == edges[1] < 1_000

    def test_a_column_that_nothing_asks_for_is_no_line_of_its_own(self):
        columns = ",".join([f"c{i}" for i in range(300)])
        done = grade(f"student,q1.value,{columns}\nada,6{',1' * 300}\n", name="class.csv")
        assert done.err.count("\n") < 10

    @pytest.mark.parametrize("text", ["x^x", "x^(-x)", "sqrt(x)", "sin(x)"])
    def test_an_error_about_an_exact_number_of_many_digits_is_short(self, text: str):
        done = in_process("eval", text, "x=10^2000 + 1", "--exact")
        assert (done.code, len(done.err) < 500) == (3, True)

    @pytest.mark.parametrize("form", ["json", "csv"])
    def test_formulas_for_machines_are_whole_or_null(self, form: str):
        text = " + ".join([f"{i}*x" for i in range(1200)])
        done = in_process("eval", text, "x=1", "--format", form)
        assert "…" not in done.out
        nodes = json.loads(done.out)["nodes"] if form == "json" else list(csv.DictReader(io.StringIO(done.out)))
        shown = [node["expression"] for node in nodes]
        assert shown[-1] == (None if form == "json" else "")
        assert all(not each or each in text for each in shown)
        assert sum(map(bool, shown)) > 1000
        assert form == "csv" or [text[slice(*node["span"])] for node in nodes][-1] == text


def _children(process: subprocess.Popen[bytes]) -> Iterator[int]:
    """The processes that a process has started, once there are some."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        if found := listed.read_text(encoding="ascii").split():
            yield from map(int, found)
            return


def _runs(pid: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has asked for its code yet is listed still."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False


def on_a_path(*folders: Path, arguments: tuple[str, ...]) -> Done:
    """Run the package from these places alone, by a Python that has nothing else installed."""
    done = subprocess.run(
        [sys._base_executable, "-S", "-m", "backprop_cli", *arguments],
        env=environment({"PYTHONPATH": os.pathsep.join(map(str, folders)), "PATH": "/usr/bin:/bin"}),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


LIBRARIES = Path(sysconfig.get_path("purelib"))


class TestSmall:
    """Small things."""

    def test_an_option_and_its_file_in_one_word(self):
        Path("model").write_text("-b*c", encoding="utf-8")
        Path("values.json").write_text('{"b": 2, "c": 3}', encoding="utf-8")
        for arguments in (("-fmodel", "b=2", "c=3"), ("-bvalues.json", "-b*c"), ("-fmodel", "-bvalues.json")):
            assert in_process("eval", *arguments, "--value").out == "-6.0\n"

    @pytest.mark.parametrize("number", ["nan", "inf"])
    @pytest.mark.parametrize("option", ["--rtol", "--atol"])
    @pytest.mark.parametrize("command", ["check", "grade"])
    def test_a_tolerance_is_a_finite_number(self, command: str, option: str, number: str):
        grade()
        arguments = {"check": ("x", "x=1", "--value", "1"), "grade": ("key.toml", "ada.toml")}[command]
        assert is_refused(in_process(command, *arguments, option, number))

    def test_both_streams_have_colours_or_neither(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("TERM", "dumb")
        monkeypatch.setenv("FORCE_COLOR", "1")
        result, error = in_process("eval", "x", "x=1").out, in_process("eval", "x").err
        assert ("\x1b[" in result) == ("\x1b[" in error)

    @posix_only
    def test_a_zipped_package(self):
        with zipfile.ZipFile("package.zip", "w") as packed:
            for path in sorted(PACKAGE.rglob("*.py")):
                packed.write(path, path.relative_to(ROOT))
            for path in sorted((ROOT / "grammar").iterdir()):
                packed.write(path, Path("backprop_cli", path.relative_to(ROOT)))
        done = on_a_path(Path("package.zip").resolve(), LIBRARIES, arguments=("eval", "x + 1", "x=1", "--value"))
        assert "cannot write" not in done.err
        assert done.out == "2.0\n" or "zip" in done.err

    @posix_only
    def test_a_package_in_a_folder_of_its_own_finds_the_layout_program_that_lies_there(self):
        target = Path("target")
        (target / "bin").mkdir(parents=True)
        scripts = Path(sysconfig.get_path("scripts"))
        for path in scripts.glob("graphviz-pure*"):
            (target / "bin" / path.name).symlink_to(path)
        for path in LIBRARIES.glob("graphviz*"):
            (target / path.name).symlink_to(path)
        (target / "backprop_cli").symlink_to(PACKAGE)
        (target / "grammar").symlink_to(ROOT / "grammar")
        done = on_a_path(target.resolve(), LIBRARIES, arguments=("graph", "x", "x=1", "--format", "svg"))
        assert (done.code, done.err) == (0, "")

    @posix_only
    def test_an_expression_in_utf_8_is_not_told_to_be_in_it(self):
        plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        done = as_process("eval", "α*2", "α=1", "--value", env=plain)
        assert "UTF-8" not in done.err
        assert done.out == "2.0\n" or done.code == 2

    def test_a_class_file_whose_lines_end_as_on_an_old_mac(self):
        done = grade("student,q1.value,q1.a.grad\rada,6,3\rcleo,6,2\r", name="class.csv")
        assert scores(done) | {"ada": 2} == {"ada": 2, "cleo": 1}

    @posix_only
    def test_an_early_interrupt_finds_the_handler_in_place(self):
        code = "import os, sys; a = set(sys.modules); import backprop_cli.__main__; print(*set(sys.modules) - a)"
        done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        ours = {name for name in done.stdout.split() if not name.startswith("backprop_cli")}
        assert ours <= set(sys.builtin_module_names)
