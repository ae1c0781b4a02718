"""The wheel, built and installed elsewhere, and the parse table: where it is kept and when it is trusted."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from email.parser import Parser
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import lark
import pytest
from packaging.requirements import Requirement

from backprop_cli.cli.manual import page
from backprop_cli.language import tables

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
needs_build = pytest.mark.skipif(
    find_spec("build") is None or find_spec("hatchling") is None, reason="build or hatchling is not installed"
)
posix = pytest.mark.skipif(os.name != "posix", reason="the modes of files are those of POSIX")

SUM = ["eval", "3*(a+b*c)", "a=5", "b=4", "c=2", "--value"]


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that belongs to no checkout and measures no coverage."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTHON"))}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"} | more


def run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def output_of(*command: str | Path, cwd: Path, **more: str) -> str:
    """What a command prints that has nothing to complain about."""
    done = run(*command, cwd=cwd, **more)
    assert done.stderr == ""
    return done.stdout


# The wheel and the sdist


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of an sdist, and of the wheel that was built out of it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of the programs of a new environment with the wheel in it, and without the checkout."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    library = sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)})
    run(sys.executable, "-m", "pip", "--python", scripts / "python", "install", "--no-deps", wheel, cwd=home)
    # The libraries of this environment, whose own .pth files, one of which names the checkout, are not read from here.
    Path(library, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts


@needs_build
def test_the_wheel_holds_the_package_the_grammars_their_tables_and_the_manual_page(wheel):
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "backprop_cli").rglob("*")
        if path.suffix in (".py", ".json", ".typed", ".html", ".css", ".js")
    }
    grammar = {f"backprop_cli/grammar/{name}.{kind}" for name in tables.OPTIONS for kind in ("lark", "table")}
    info = f"backprop_cli-{PROJECT['version']}.dist-info/"
    extra = {info + name for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    page = f"backprop_cli-{PROJECT['version']}.data/data/share/man/man1/backprop.1"
    assert set(zipfile.ZipFile(wheel).namelist()) == package | grammar | extra | {page}
    assert len(grammar) == 4
    assert {"backprop_cli/py.typed", "backprop_cli/views/page/page.js"} <= package


@needs_build
def test_the_metadata_of_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        info = f"backprop_cli-{PROJECT['version']}.dist-info/"
        metadata = Parser().parsestr(archive.read(info + "METADATA").decode())
        points = archive.read(info + "entry_points.txt").decode()
    assert points == "".join(
        ["[console_scripts]\n", *[f"{name} = backprop_cli.__main__:main\n" for name in ("backprop", PROJECT["name"])]]
    )
    assert (metadata["License-Expression"], metadata["License-File"]) == ("MIT", "LICENSE")
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    needed = {Requirement(line).name for line in metadata.get_all("Requires-Dist") if "extra ==" not in line}
    assert needed == {"click", "lark", "rich", "graphviz", "graphviz-pure"}


@needs_build
def test_the_version_is_told_once(wheel, installed, tmp_path):
    assert output_of(installed / "backprop", "--version", cwd=tmp_path) == f"backprop {PROJECT['version']}\n"
    assert wheel.name == f"backprop_cli-{PROJECT['version']}-py3-none-any.whl"


@needs_build
@pytest.mark.parametrize("command", [["backprop"], ["backprop-cli"], ["python", "-m", "backprop_cli"]], ids=" ".join)
def test_the_installed_program_runs(installed, tmp_path, command):
    program, *rest = command
    assert output_of(installed / program, *rest, *SUM, cwd=tmp_path) == "39.0\n"


@needs_build
def test_the_manual_page_stands_where_man_looks_for_it(installed):
    found = installed.parent / "share" / "man" / "man1" / "backprop.1"
    assert found.read_text(encoding="ascii") == page()


@needs_build
def test_an_installed_program_draws(installed, tmp_path):
    output_of(installed / "backprop", "graph", "a*b", "a=2", "b=3", "-o", "out.mmd", cwd=tmp_path)
    assert (tmp_path / "out.mmd").read_text(encoding="utf-8").startswith("flowchart")


@needs_build
@pytest.mark.parametrize(("name", "text"), [("expression", "a*b"), ("latex", r"\frac{a}{b}")])
def test_grammar_and_table_come_out_of_the_wheel_and_the_table_is_used(installed, tmp_path, name, text):
    home = installed.parent
    code = (
        "from lark import lark; lark.load_grammar = None\n"  # what builds a table fails
        "from backprop_cli.language import parse, tables\n"
        f"print(tables.grammar_path({name!r}), parse({text!r}).variables)"
    )
    grammar, variables = output_of(installed / "python", "-c", code, cwd=tmp_path).split(" ", 1)
    assert Path(grammar).is_relative_to(home)
    assert variables == "('a', 'b')\n"


@needs_build
@posix
def test_an_installation_that_cannot_be_written_works_in_silence(installed, tmp_path):
    package = Path(
        output_of(installed / "python", "-c", "import backprop_cli as b; print(b.__path__[0])", cwd=tmp_path).strip()
    )
    copy = shutil.copytree(package, tmp_path / "read-only" / "backprop_cli")
    (copy / "grammar" / "expression.table").write_bytes(b"stale")
    for folder in (copy / "grammar", copy):
        folder.chmod(0o555)
    try:
        assert (
            output_of(sys.executable, "-m", "backprop_cli", *SUM, cwd=tmp_path, PYTHONPATH=str(copy.parent)) == "39.0\n"
        )
    finally:
        for folder in (copy, copy / "grammar"):
            folder.chmod(0o755)


@needs_build
def test_the_sdist_holds_all_that_building_and_testing_need(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    tops = {name.split("/")[0] for name in names}
    assert tops == {
        "backprop_cli", "grammar", "tests", ".ci", ".github", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md",
        ".gitignore", "PKG-INFO",
    }  # fmt: skip
    grammars = {f"grammar/{name}.lark" for name in tables.OPTIONS}
    assert {".ci/run", "grammar/build_hook.py", "tests/test_packaging.py"} | grammars <= names
    assert not [name for name in names if name.endswith((".table", ".pyc"))]


# The layout program is a dependency where there is a wheel of it

WITH = [
    ("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "x86_64"), ("darwin", "arm64"), ("win32", "AMD64"),
    ("win32", "ARM64"),
]  # fmt: skip
SYSTEMS = ("linux", "darwin", "win32", "freebsd14", "cygwin", "emscripten")
MACHINES = ("x86_64", "aarch64", "arm64", "AMD64", "ARM64", "armv7l", "riscv64", "i686", "ppc64le", "s390x", "wasm32")


@pytest.mark.parametrize(("system", "machine"), list(product(SYSTEMS, MACHINES)))
def test_the_bundled_layout_program_is_asked_for_where_it_exists(system, machine):
    (requirement,) = (line for line in PROJECT["dependencies"] if line.startswith("graphviz-pure"))
    marker = Requirement(requirement).marker
    found = marker.evaluate({"sys_platform": system, "platform_machine": machine})
    assert found == ((system, machine) in WITH)


# The parse table


class Recorder:
    """A transformer that does nothing: what is tested is where its table comes from."""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder with the grammar, in the place of the checkout's."""
    folder = tmp_path / "grammar"
    folder.mkdir(mode=0o755)
    shutil.copy(ROOT / "grammar" / "expression.lark", folder)
    monkeypatch.setattr(tables, "grammar_path", lambda name: str(folder / f"{name}.lark"))
    return folder / "expression.table"


@pytest.fixture
def builds(monkeypatch):
    """How often a table was built from the grammar."""
    count = []
    load = lark.lark.load_grammar
    monkeypatch.setattr(lark.lark, "load_grammar", lambda *args: (count.append(1), load(*args))[1])
    return count


def test_the_second_start_builds_no_table_and_writes_none(checkout, builds):
    tables.make_parser(Recorder())
    written = checkout.stat()
    for _ in range(2):
        assert tables.make_parser(Recorder()).parse("3*(a + b)^2").data == "start"
    assert len(builds) == 1
    assert checkout.stat().st_mtime_ns == written.st_mtime_ns
    assert checkout.stat().st_ino == written.st_ino


def test_a_parser_out_of_the_table_is_the_one_that_was_built(checkout, builds):
    text = "e = 2x^-3 - f(a, b); (e+1)(e-1)/2"
    first, second = (tables.make_parser(None).parse(text) for _ in range(2))
    assert first == second
    assert len(builds) == 1


def test_the_transformer_of_each_start_is_called(checkout):
    class Numbers:
        def __init__(self):
            self.seen = []

        def number(self, children):
            self.seen.append(str(children[0]))

    for _ in range(2):
        transformer = Numbers()
        tables.make_parser(transformer).parse("1 + 2.5")
        assert transformer.seen == ["1", "2.5"]


def test_the_compiled_parser_and_the_other_use_one_table(checkout, builds):
    pytest.importorskip("lark_cython", reason="the extra `fast` is not installed")
    for compiled in (True, False, True):
        assert tables.make_parser(Recorder(), compiled=compiled).parse("a + b").data == "start"
    assert len(builds) == 1


def test_both_notations_have_a_table_of_their_own(checkout, builds):
    shutil.copy(ROOT / "grammar" / "latex.lark", checkout.parent)
    for name, text in (("latex", "a b"), ("expression", "a*b"), ("latex", "a b")):
        assert tables.make_parser(Recorder(), name, words=tables.Words(name)).parse(text).data == "start"
    assert len(builds) == 2
    assert sorted(path.name for path in checkout.parent.glob("*.table")) == ["expression.table", "latex.table"]


def damaged(content: bytes) -> dict[str, bytes]:
    middle = len(content) // 2
    return {
        "empty": b"",
        "only its head": content[:40],
        "truncated": content[:middle],
        "longer": content + b"\0",
        "one bit off": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "of another grammar": bytes(tables.DIGEST) + content[tables.DIGEST :],
        "something else": b"cos\nsystem\n(S'false'\ntR.",
    }


@pytest.mark.parametrize("how", damaged(b"-" * 200))
def test_a_damaged_table_is_survived_and_repaired(checkout, builds, capfd, how):
    tables.make_parser(Recorder())
    whole = checkout.read_bytes()
    checkout.write_bytes(damaged(whole)[how])
    assert tables.make_parser(Recorder()).parse("a + b").data == "start"
    assert len(builds) == 2
    tables.make_parser(Recorder())
    assert len(builds) == 2
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("changed", ["grammar", "lark"])
def test_a_table_of_something_else_is_made_anew(checkout, builds, monkeypatch, changed):
    tables.make_parser(Recorder())
    if changed == "grammar":
        with checkout.with_suffix(".lark").open("a", encoding="utf-8") as grammar:
            grammar.write("\n// changed\n")
    else:
        monkeypatch.setattr(tables, "__version__", "1.2.0")
    for _ in range(2):
        tables.make_parser(Recorder())
    assert len(builds) == 2


@posix
@pytest.mark.parametrize("mode", [0o666, 0o646, 0o664, 0o602])
def test_a_table_that_others_can_write_is_not_read(checkout, builds, mode):
    tables.make_parser(Recorder())
    checkout.chmod(mode)
    tables.make_parser(Recorder())
    assert len(builds) == 2
    # It was replaced by one that is safe.
    assert not checkout.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    tables.make_parser(Recorder())
    assert len(builds) == 2


@posix
@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o775])
def test_a_table_in_a_folder_that_others_can_write_is_neither_read_nor_written(checkout, builds, mode):
    tables.make_parser(Recorder())
    checkout.parent.chmod(mode)
    tables.make_parser(Recorder())
    assert len(builds) == 2
    checkout.unlink()
    tables.make_parser(Recorder())
    assert not checkout.exists()


def as_found(mode: int, uid: int = 0, gid: int = 0) -> os.stat_result:
    return os.stat_result((stat.S_IFREG | mode, 0, 0, 1, uid, gid, 0, 0, 0, 0))


@posix
def test_who_may_own_a_table(monkeypatch):
    """The superuser, oneself, and the owner of the code: root runs another's checkout, and another runs root's."""
    me, author, stranger = 1000, 1001, 1002
    monkeypatch.setattr(tables.os, "geteuid", lambda: me)
    monkeypatch.setattr(tables.os, "stat", lambda path: as_found(0o644, uid=author))
    assert [tables._is_safe(as_found(0o644, uid)) for uid in (0, me, author, stranger)] == [True, True, True, False]


@posix
def test_a_group_may_write_a_table_only_where_it_may_write_the_code(monkeypatch):
    monkeypatch.setattr(tables.os, "stat", lambda path: as_found(0o664, gid=1000))
    assert tables._is_safe(as_found(0o664, gid=1000))
    assert not tables._is_safe(as_found(0o664, gid=1001))
    monkeypatch.setattr(tables.os, "stat", lambda path: as_found(0o666, gid=1000))
    assert not tables._is_safe(as_found(0o666, gid=1000))


@posix
def test_a_link_or_a_pipe_in_the_place_of_a_table_is_not_followed(checkout, builds, tmp_path):
    tables.make_parser(Recorder())
    elsewhere = checkout.rename(tmp_path / "moved.table")
    checkout.symlink_to(elsewhere)
    tables.make_parser(Recorder())
    assert not checkout.is_symlink()
    checkout.unlink()
    os.mkfifo(checkout)
    tables.make_parser(Recorder())
    assert checkout.is_file()
    assert len(builds) == 3


def test_a_table_appears_whole_or_not_at_all(checkout, monkeypatch):
    """What other processes see while one writes: no file, or the old one, until the new one is whole."""
    seen = []
    replace = os.replace

    def record(source, target):
        content = Path(source).read_bytes()
        seen.append(
            (checkout.exists(), tables.read_table(str(source), checkout.with_suffix(".lark").read_text("utf-8")))
        )
        assert content
        replace(source, target)

    monkeypatch.setattr(tables.os, "replace", record)
    tables.make_parser(Recorder())
    ((existed, table),) = seen
    assert not existed
    assert table is not None


def test_a_table_that_cannot_be_written_leaves_nothing_behind(checkout, monkeypatch, capfd):
    def fail(source, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tables.os, "replace", fail)
    assert tables.make_parser(Recorder()).parse("a").data == "start"
    assert [path.name for path in checkout.parent.iterdir()] == ["expression.lark"]
    assert capfd.readouterr() == ("", "")


def test_processes_that_start_at_once_all_compute(tmp_path):
    """A plain checkout, without any installation, in which twelve programs find no table yet."""
    for name in ("backprop_cli", "grammar"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.table"))
    command = [sys.executable, "-m", "backprop_cli", *SUM]
    kind = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, "encoding": "utf-8"}
    places = {"cwd": tmp_path, "env": environment(PYTHONPATH=str(tmp_path))}
    running = [subprocess.Popen(command, **kind, **places) for _ in range(12)]
    assert {process.communicate() for process in running} == {("39.0\n", "")}
    assert sorted(path.name for path in (tmp_path / "grammar").glob("expression*")) == [
        "expression.lark",
        "expression.table",
    ]
