"""The shell contract: the installed program as a process, with its streams, signals and exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from backprop_cli.cli import COMMANDS
from backprop_cli.errors import FileError
from backprop_cli.files import write_file

from .support import running

MODULE = [sys.executable, "-m", "backprop_cli"]
ENTRY_POINT = Path(sysconfig.get_path("scripts"), "backprop")
PROGRAM = [str(ENTRY_POINT)] if ENTRY_POINT.exists() else MODULE
ANSI = re.compile("\x1b\\[[0-9;]*m")

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs the processes of POSIX")


def environment(**changes: str) -> dict[str, str]:
    """The environment of the tests without what steers colours and widths."""
    steering = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LESS", "LINES", "PYTHONIOENCODING"}
    kept = {name: value for name, value in os.environ.items() if name not in steering}
    return kept | {"TERM": "xterm-256color", "PYTHONUTF8": "1", "PAGER": "cat"} | changes


def backprop(*arguments: str, stdin: str = "", **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the program with its streams in pipes."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=stdin, capture_output=True, encoding="utf-8", env=environment(**changes), timeout=60, check=False,
    )  # fmt: skip


def in_shell(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the shell, in which "$B" is the program."""
    return subprocess.run(
        ["bash", "-c", script],
        capture_output=True, encoding="utf-8", env=environment(B=PROGRAM[0]) if len(PROGRAM) == 1 else environment(),
        timeout=60, check=False,
    )  # fmt: skip


needs_shell = pytest.mark.skipif(
    os.name != "posix" or len(PROGRAM) > 1 or not Path("/bin/bash").exists(), reason="needs bash and the entry point"
)


def on_terminal(arguments: Sequence[str], columns: int = 80, rows: int = 50, **changes: str) -> str:
    """What the program writes to a terminal of this width and height."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [*PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**changes)
    )
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 65536):
            written += chunk
    except OSError:
        # The other end of the terminal is closed: that is how Linux says that the output has ended.
        pass
    finally:
        os.close(ours)
        process.wait(60)
    return written.decode().replace("\r\n", "\n")


NEURON = ["eval", "tanh(x1*w1 + x2*w2 + b)", "x1=2", "x2=0", "w1=-3", "w2=1", "b=6.8813735870195432"]
LONG = " + ".join(f"weight_of_input_number_{i}*input_number_{i}" for i in range(5))
LONG_BINDINGS = [f"{name}_{i}=0.1" for name in ("weight_of_input_number", "input_number") for i in range(5)]


class TestCodesAndStreams:
    @pytest.mark.parametrize("program", [PROGRAM, MODULE], ids=["entry-point", "module"])
    def test_a_result_goes_to_standard_output_with_code_0(self, program: list[str]):
        done = subprocess.run(
            [*program, "eval", "3*(a+b*c)", "a=5", "b=4", "c=2", "--value", "--grad", "b"],
            capture_output=True, env=environment(), timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, b"39.0\n6.0\n", b"")

    @pytest.mark.parametrize(("arguments", "code"), [
        (["eval", "tahn(x)", "x=1"], 2),
        (["eval", "x"], 2),
        (["eval", "x", "x=1", "--fromat", "json"], 2),
        (["eval", "log(x)", "x=-1"], 3),
        (["eval", "x", "x=1e999"], 3),
    ])  # fmt: skip
    def test_an_error_goes_to_standard_error_with_its_code(self, arguments: list[str], code: int):
        done = backprop(*arguments)
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith("error: ")
        assert "Traceback" not in done.stderr

    def test_an_unused_binding_is_a_warning_and_no_error(self):
        done = backprop("eval", "x", "x=1", "y=2", "--value")
        assert (done.returncode, done.stdout) == (0, "1.0\n")
        assert done.stderr == "warning: the expression does not use 'y'\n"

    def test_unused_bindings_of_a_file_are_one_warning(self, tmp_path: Path):
        values = tmp_path / "values.toml"
        values.write_text("x = 1\n" + "".join(f"y{i} = 2\n" for i in range(8)))
        done = backprop("eval", "x", "-b", str(values), "--value")
        assert (done.returncode, done.stdout) == (0, "1.0\n")
        names = "'y0', 'y1', 'y2', 'y3', 'y4' and 3 more"
        assert done.stderr == f"warning: the expression does not use {names} of the file\n"

    def test_all_missing_bindings_are_named_at_once(self):
        assert backprop("eval", "a*b + c", "b=1").stderr.startswith("error: no value for a and c\n")

    def test_a_note_stays_out_of_the_result(self):
        done = backprop("eval", "relu(x)", "x=0", "--grad", "x")
        assert (done.returncode, done.stdout) == (0, "0.0\n")
        assert done.stderr.startswith("note: relu is not differentiable at 0")

    def test_without_arguments_the_help_is_on_standard_error(self):
        done = backprop()
        assert (done.returncode, done.stdout) == (2, "")
        assert "Examples:" in done.stderr


class TestPipes:
    def test_a_table_is_as_wide_as_its_content(self):
        done = backprop("eval", LONG, *LONG_BINDINGS, COLUMNS="80")
        assert max(map(len, done.stdout.splitlines())) > 200
        assert [line for line in done.stdout.splitlines() if f" = {LONG} " in line and "+  ◀ output" in line]
        assert "\x1b" not in done.stdout

    def test_a_tree_is_as_wide_as_its_content(self):
        done = backprop("eval", LONG, *LONG_BINDINGS, "--format", "tree", COLUMNS="80")
        assert max(map(len, done.stdout.splitlines())) > 200
        assert "\x1b" not in done.stdout

    def test_an_error_is_not_wrapped(self):
        done = backprop("eval", f"tahn({LONG})", COLUMNS="80")
        assert done.stderr == f"error: unknown function 'tahn'\n  tahn({LONG})\n  ^^^^ did you mean 'tanh'?\n"

    @needs_shell
    @pytest.mark.parametrize("form", ["table", "tree", "json", "csv"])
    def test_a_reader_that_leaves_early_is_no_error(self, form: str, tmp_path: Path):
        large = tmp_path / "large.txt"
        large.write_text(" + ".join(f"{i}*x" for i in range(1500)))
        script = f'"$B" eval -f {large} x=1 --format {form} | head -n 1 >/dev/null; echo "${{PIPESTATUS[0]}}"'
        done = in_shell(script)
        assert (done.stdout, done.stderr) == ("0\n", "")


class TestColour:
    def test_none_in_a_pipe(self):
        assert "\x1b" not in backprop(*NEURON).stdout

    def test_forced_into_a_pipe(self):
        done = backprop(*NEURON, FORCE_COLOR="1")
        assert "\x1b[" in done.stdout
        plain = [line.rstrip() for line in ANSI.sub("", done.stdout).splitlines()]
        assert plain == [line.rstrip() for line in backprop(*NEURON).stdout.splitlines()]
        assert backprop("eval", "x", FORCE_COLOR="1").stderr.startswith("\x1b[31m\x1b[1merror:\x1b[0m no value for x")

    def test_no_color_wins(self):
        assert "\x1b" not in backprop(*NEURON, FORCE_COLOR="1", NO_COLOR="1").stdout

    @posix_only
    @pytest.mark.parametrize("columns", [80, 200])
    def test_a_terminal_gets_colours_and_lines_that_fit(self, columns: int):
        written = on_terminal(NEURON, columns)
        assert "\x1b[" in written
        assert max(len(ANSI.sub("", line)) for line in written.splitlines()) <= columns

    @posix_only
    @pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_a_terminal_without_colours(self, changes: dict[str, str]):
        written = on_terminal(NEURON, **changes)
        assert "0.707107" in written
        assert "\x1b" not in written

    @posix_only
    def test_an_error_fits_the_terminal(self):
        written = on_terminal(["eval", "2*tahn(x) + " + "x + " * 60 + "x"], 80)
        lines = ANSI.sub("", written).splitlines()
        assert lines[0] == "error: unknown function 'tahn'"
        assert lines[1].startswith("  2*tahn(x) + ")
        assert lines[1].endswith("…")
        assert lines[2] == "    ^^^^ did you mean 'tanh'?"
        assert max(map(len, lines)) <= 80


@posix_only
class TestInterrupt:
    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=running.environment(running.UNMEASURED),
        )  # fmt: skip

    def ends_quietly(self, process: subprocess.Popen[bytes]) -> bool:
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        return (process.returncode, stdout, stderr) == (130, b"", b"")

    def test_while_it_waits_for_its_input(self, tmp_path: Path):
        fifo = tmp_path / "model"
        os.mkfifo(fifo)
        process = self.start("eval", "-f", str(fifo))
        # Opening it waits until the program has: it is running then, and reads.
        with fifo.open("w"):
            assert self.ends_quietly(process)

    def test_during_a_large_job(self, tmp_path: Path):
        fifo = tmp_path / "model"
        os.mkfifo(fifo)
        process = self.start("eval", "-f", str(fifo), "x=1")
        with fifo.open("w") as file:
            file.write(" + ".join(["sin(x)"] * 1_000_000))
        time.sleep(0.3)
        assert self.ends_quietly(process)

    def test_during_start_up(self, monkeypatch: pytest.MonkeyPatch):
        from backprop_cli import __main__

        def interrupted() -> int:
            raise KeyboardInterrupt

        codes: list[int] = []
        monkeypatch.setattr("backprop_cli.cli.run", interrupted)
        monkeypatch.setattr(__main__, "leave", codes.append)
        __main__.main()
        assert codes == [130]


class TestMinus:
    @pytest.mark.parametrize(("arguments", "printed"), [
        (["-x^2", "x=3", "--value"], "-9.0\n"),
        (["--value", "-x^2", "x=3"], "-9.0\n"),
        (["-b*c", "b=2", "c=3", "--value"], "-6.0\n"),
        (["-f(1)", "--value"], None),
        (["--(x)", "x=3", "--value"], "3.0\n"),
        (["--value", "--", "--x", "x=2"], "2.0\n"),
        (["-2", "--value"], "-2.0\n"),
        (["--grad", "x", "-x", "x=2"], "-1.0\n"),
        (["--precision=3", "-x", "x=2", "--value"], "-2.0\n"),
    ])  # fmt: skip
    def test_an_expression_that_begins_with_it(
        self, arguments: list[str], printed: str | None, capsys: pytest.CaptureFixture[str]
    ):
        from backprop_cli.cli import run

        code = run(["eval", *arguments])
        out, err = capsys.readouterr()
        if printed is None:
            assert (code, err.splitlines()[0]) == (2, "error: unknown function 'f'")
        else:
            assert (code, out, err) == (0, printed, "")

    def test_alone_it_is_standard_input(self):
        assert backprop("eval", "-", "x=3", "--value", stdin="-x^2\n").stdout == "-9.0\n"
        windows = "y = x\r\n# two lines\r\n-y^2\r\n"
        assert backprop("eval", "-f", "-", "x=3", "--value", stdin=windows).stdout == "-9.0\n"

    def test_a_short_option_is_an_option(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        from backprop_cli.cli import run

        model, values = tmp_path / "model.txt", tmp_path / "values.json"
        model.write_text("-b*c")
        values.write_text('{"b": 2, "c": 3}')
        bindings = ["b=2", "c=3"]
        for arguments in (
            ["-f", str(model), *bindings], [*bindings, f"-f{model}"], ["-f", str(model), f"-b{values}"],
            [f"--file={model}", f"-b{values}"], ["-b*c", f"-b{values}"],
        ):  # fmt: skip
            assert run(["eval", "--value", *arguments]) == 0
            assert capsys.readouterr().out == "-6.0\n"


def test_bindings_of_files_and_of_the_line(tmp_path: Path):
    first, second = tmp_path / "a.json", tmp_path / "b.toml"
    first.write_text('{"a": 1, "b": "1/4"}')
    second.write_text("a = 2\nc = 0.5\n")
    done = backprop("eval", "a + b + c", "-b", str(first), "-b", str(second), "c=10", "--value")
    assert (done.returncode, done.stdout, done.stderr) == (0, "12.25\n", "")


class TestMarkup:
    def test_in_an_expression(self):
        assert "  [bold]x[/bold]\n  ^ group with ( and ): write (bold)\n" in backprop("eval", "[bold]x[/bold]").stderr

    def test_in_a_comment_and_a_file_name(self, tmp_path: Path):
        model = tmp_path / "[red]model.txt"
        model.write_text("x + # [bold]\n1")
        done = backprop("eval", "-f", str(model), FORCE_COLOR="1")
        assert "[red]model.txt" in done.stderr
        assert "x + # [bold]" in done.stderr

    def test_an_escape_sequence_does_not_reach_the_terminal(self):
        assert "\x1b" not in backprop("eval", "x + \x1b[31m1", "\x1b[2J=1").stderr
        assert "\x1b" not in backprop("eval", "-f", "\x1b[2J.txt").stderr


class TestHelp:
    def test_version(self):
        assert re.fullmatch(r"backprop \d+\.\d+\.\d+\n", backprop("--version").stdout)

    @pytest.mark.parametrize("command", [None, *COMMANDS])
    def test_examples_come_first_and_lines_fit(self, command: str | None):
        done = backprop(*([command] if command else []), "-h", COLUMNS="200")
        assert (done.returncode, done.stderr) == (0, "")
        usage, examples, *_ = done.stdout.split("\n\n")
        assert usage.startswith("Usage: backprop")
        assert examples.startswith("Examples:\n")
        assert max(map(len, done.stdout.splitlines())) <= 80

    @pytest.mark.parametrize("command", [None, *COMMANDS])
    def test_help_is_a_command_too(self, command: str | None):
        words = [command] if command else []
        done = backprop("help", *words)
        assert (done.returncode, done.stderr, done.stdout) == (0, "", backprop(*words, "--help").stdout)

    @pytest.mark.parametrize(("name", "way"), [
        ("evl", "did you mean 'eval'?"), ("tanh", "an operation is shown by: backprop ops tanh"),
    ])  # fmt: skip
    def test_help_on_what_is_no_command(self, name: str, way: str):
        done = backprop("help", name)
        assert (done.returncode, done.stderr) == (2, f"error: no such command '{name}'\n  {way}\n")

    def test_completion(self):
        script = backprop(_BACKPROP_COMPLETE="bash_source")
        assert (script.returncode, "_backprop_completion" in script.stdout) == (0, True)
        asked = {"COMP_WORDS": "backprop ev", "COMP_CWORD": "1", "_BACKPROP_COMPLETE": "bash_complete"}
        assert backprop(**asked).stdout == "plain,eval\n"
        unknown = {"COMP_WORDS": "backprop nothing -", "COMP_CWORD": "2", "_BACKPROP_COMPLETE": "bash_complete"}
        assert backprop(**unknown).stderr == ""


@needs_shell
class TestStreamsThatFail:
    @pytest.mark.parametrize("arguments", ["eval x x=1", "eval x x=1 --format json", "--help"])
    @pytest.mark.parametrize("where", [">/dev/full", ">&-"])
    def test_standard_output(self, arguments: str, where: str):
        if where == ">/dev/full" and not Path("/dev/full").exists():
            pytest.skip("needs /dev/full")
        done = in_shell(f'"$B" {arguments} {where}')
        assert done.returncode == 2
        assert re.fullmatch("error: cannot write to standard output: [a-z ]+\n", done.stderr)

    def test_standard_error(self):
        assert in_shell('"$B" eval x 2>&-').returncode == 2
        assert in_shell('"$B" eval "log(x)" x=-1 2>&-').returncode == 3

    def test_standard_input(self):
        done = in_shell('"$B" eval - <&-')
        assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error: cannot read standard input: it is closed")


class TestEncoding:
    def test_a_table_in_ascii(self):
        done = backprop("eval", "tanh(α)", "α=1", PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (0, "")
        assert "tanh(\\u03b1)" in done.stdout
        assert done.stdout.isascii()

    def test_json_in_ascii_is_the_same_json(self):
        arguments = ["eval", "tanh(é)*𝑥", "é=1", "𝑥=2", "--format", "json"]
        plain = backprop(*arguments, PYTHONIOENCODING="ascii").stdout
        assert plain.isascii()
        assert json.loads(plain) == json.loads(backprop(*arguments).stdout)

    def test_an_error_in_ascii(self):
        done = backprop("eval", "tahn(α)", "α=1", PYTHONIOENCODING="ascii")
        assert done.stderr == "error: unknown function 'tahn'\n  tahn(\\u03b1)\n  ^^^^ did you mean 'tanh'?\n"

    @needs_shell
    def test_a_byte_that_is_no_text(self):
        done = in_shell("\"$B\" eval $'x # \\xff' x=1 --format json")
        assert (done.returncode, done.stderr) == (0, "")
        assert '"x # \\udcff"' in done.stdout


class TestWriteFile:
    def test_a_new_file_and_its_replacement(self, tmp_path: Path):
        target = tmp_path / "out.svg"
        write_file(str(target), b"one")
        target.chmod(0o640)
        write_file(str(target), b"two")
        assert target.read_bytes() == b"two"
        assert list(tmp_path.iterdir()) == [target]
        if os.name == "posix":
            assert target.stat().st_mode & 0o777 == 0o640

    def test_in_the_folder_at_hand(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.chdir(tmp_path)
        write_file("out.svg", b"one")
        assert Path("out.svg").read_bytes() == b"one"

    def test_no_folder(self, tmp_path: Path):
        with pytest.raises(FileError, match=r"cannot write '.*out\.svg': there is no folder '.*nowhere'"):
            write_file(str(tmp_path / "nowhere" / "out.svg"), b"one")

    @pytest.mark.parametrize("end", ["", "/"])
    def test_a_folder(self, end: str, tmp_path: Path):
        with pytest.raises(FileError, match="it is a folder"):
            write_file(f"{tmp_path}{end}", b"one")

    def test_a_read_only_file_is_left_alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        target = tmp_path / "out.svg"
        target.write_bytes(b"one")
        # The superuser may write to everything, so the answer of the system is put into its mouth.
        monkeypatch.setattr(os, "access", lambda path, mode: False)
        with pytest.raises(FileError, match="it is read-only"):
            write_file(str(target), b"two")
        assert target.read_bytes() == b"one"

    def test_a_failure_half_way_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        target = tmp_path / "out.svg"
        target.write_bytes(b"one")

        def full(source: str, destination: str) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(FileError, match="no space left on device"):
            write_file(str(target), b"two")
        assert target.read_bytes() == b"one"
        assert list(tmp_path.iterdir()) == [target]

    @posix_only
    def test_a_link_keeps_pointing(self, tmp_path: Path):
        target, link = tmp_path / "real.svg", tmp_path / "link.svg"
        target.write_bytes(b"one")
        link.symlink_to(target)
        write_file(str(link), b"two")
        assert link.is_symlink()
        assert target.read_bytes() == b"two"

    @posix_only
    def test_a_device_is_written_to_and_not_replaced(self):
        write_file(os.devnull, b"one")
        assert not Path(os.devnull).is_file()

    def test_by_the_program(self, tmp_path: Path):
        done = backprop("graph", "a*b", "a=1", "b=2", "-o", str(tmp_path / "nowhere" / "out.dot"))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: cannot write ")
        done = backprop("graph", "a*b", "a=1", "b=2", "-o", str(tmp_path / "out.dot"))
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / "out.dot").read_text(encoding="utf-8").startswith("digraph")


LECTURE = ["explain", "e = a*b; d = e + c; L = d*f", "a=2", "b=-3", "c=10", "f=-2"]


@posix_only
class TestPaging:
    @pytest.fixture
    def pager(self, tmp_path: Path) -> Path:
        """A pager that keeps what it is given, and what it is told."""
        path = tmp_path / "less"
        path.write_text(f'#!/bin/sh\nprintf "%s" "$LESS" > "{tmp_path}/told"\ncat > "{tmp_path}/paged"\n')
        path.chmod(0o755)
        return path

    def test_what_is_longer_than_the_screen_goes_through_the_pager(self, pager: Path):
        assert on_terminal(LECTURE, rows=24, PAGER=str(pager)) == ""
        paged = (pager.parent / "paged").read_text(encoding="utf-8")
        assert "\x1b[" in paged
        assert ANSI.sub("", paged) == ANSI.sub("", on_terminal(LECTURE, rows=24, PAGER="cat"))
        assert (pager.parent / "told").read_text() == "-FRXK"

    @pytest.mark.parametrize("less", ["-R", "R"])
    def test_what_less_was_told_stays(self, pager: Path, less: str):
        on_terminal(LECTURE, rows=24, PAGER=str(pager), LESS=less)
        assert (pager.parent / "told").read_text() == less

    def test_the_pager_is_less_where_nobody_names_one(self, pager: Path):
        here = environment()["PATH"]
        in_its_place = {"PATH": f"{pager.parent}{os.pathsep}{here}", "PAGER": "less"}
        assert on_terminal(LECTURE, rows=24, **in_its_place) == ""
        assert (pager.parent / "paged").exists()

    @pytest.mark.parametrize(
        ("arguments", "rows"),
        [(LECTURE, 60), ([*LECTURE, "--no-pager"], 24), (["explain", "x^2", "x=1"], 24), (["eval", *LECTURE[1:]], 5)],
        ids=["fits", "--no-pager", "short", "eval"],
    )
    def test_what_fits_or_is_not_to_be_paged_is_shown(self, pager: Path, arguments: list[str], rows: int):
        assert on_terminal(arguments, rows=rows, PAGER=str(pager)) != ""
        assert not (pager.parent / "paged").exists()

    def test_no_pipe_is_paged(self, pager: Path):
        assert len(backprop(*LECTURE, PAGER=str(pager)).stdout.splitlines()) > 24
        assert not (pager.parent / "paged").exists()

    @pytest.mark.parametrize("pager", ["", " ", "cat", '"', "'less", "/", "/etc/passwd", "no-such\x1b[2J", "\udcff"])
    def test_what_is_no_pager_shows_everything(self, pager: str):
        assert "What it means" in on_terminal(LECTURE, rows=10, PAGER=pager)

    @pytest.mark.parametrize("pager", ["true", "head -1"])
    def test_a_pager_that_leaves_before_the_end_of_a_long_text(self, tmp_path: Path, pager: str):
        path = tmp_path / "model"
        path.write_text(" + ".join(["sin(x)*y"] * 200), encoding="utf-8")
        assert on_terminal(["explain", "-f", str(path), "x=1", "y=2"], rows=10, PAGER=pager).count("\n") <= 1

    def test_a_pager_that_leaves_early_is_no_error(self, tmp_path: Path):
        path = tmp_path / "less"
        path.write_text("#!/bin/sh\nexit 0\n")
        path.chmod(0o755)
        assert on_terminal([*LECTURE, "--limit"], rows=10, PAGER=str(path)) == ""


@posix_only
@pytest.mark.parametrize("columns", [40, 50, 80])
def test_a_narrow_terminal_breaks_formulas_at_their_signs(columns: int):
    table = on_terminal(
        ["eval", "tanh(a*w1 + b*w2)*123.45*a/17.25", "a=2", "b=0", "w1=-3", "w2=1"], columns, NO_COLOR="1"
    )
    lines = [line for line in table.splitlines() if line]
    assert max(map(len, lines)) <= max(columns, 52)
    numbers = set(re.findall(r"[\d.]*\d", " ".join(lines)))
    assert {"123.45", "17.25", "0.000351765"} <= numbers
    assert not {"123", "45", "17", "25"} & numbers
