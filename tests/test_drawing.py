"""Pictures of graphs: what they show, and that nothing a user wrote is read as anything but text."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections import Counter
from inspect import signature
from pathlib import Path
from xml.etree import ElementTree

import graphviz
import pytest

from backprop_cli import mimebundle
from backprop_cli.cli import run
from backprop_cli.cli.graph_command import FORMATS
from backprop_cli.errors import LayoutError, UsageError
from backprop_cli.graph.engine import Value, node_of
from backprop_cli.graph.walker import topological_order
from backprop_cli.language import parse
from backprop_cli.ops import OPS
from backprop_cli.views.drawing import digraph as digraph_module
from backprop_cli.views.drawing import dot, draw_dot, drawn, layout, mermaid
from backprop_cli.views.drawing.digraph import Drawing
from backprop_cli.views.drawing.picture import picture_of
from backprop_cli.views.drawing.python import LARGEST_DISPLAYED
from backprop_cli.views.drawing.svg import described

SVG = "{http://www.w3.org/2000/svg}"

needs_layout = pytest.mark.skipif(next(layout.programs(), None) is None, reason="there is no layout program here")

NEURON = ("tanh(x1*w1 + x2*w2 + b)", {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.8813735870195432})
CIRCUIT = ("e = a*b; d = e + c; L = d*f", {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0})

HOSTILE = [
    "a|{b}<c>\\N", "<b>bold</b>", "<<i>x</i>>", "\\", "\\\\", 'quote"', '\\"', "&lt;", "&amp;lt;", "&#945;", "a & b",
    "<port> x", "{", "}", "|", "\\l left \\r", "\\G \\T \\H \\E \\L", "]]>", "<!-- c -->",
    "--><script>alert(1)</script>", "w₀", "α ∂ Δx", "日本語", "😀", "end", "graph", "#quot;", "%% comment", "- item",
    "1. one", "**b** _i_ `c`", "$$x$$", "fa:fa-car", "style x: #f00;", "]:::output", "n0 --> n1", "-5", "_", "'",
]  # fmt: skip


def graph(text: str, bindings: dict[str, float] | None = None) -> Value:
    root = parse(text).run(bindings or {}).root
    root.backward()
    return root


def svg_of(root: Value, **options) -> ElementTree.Element:
    return ElementTree.fromstring(drawn.svg(picture_of(root, **options)))


def texts(svg: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in svg.iter(f"{SVG}text")]


def boxes(root: Value, **options) -> list[tuple[str, ...]]:
    return [box.cells for box in picture_of(root, **options).boxes]


def gates(root: Value, **options) -> list[str]:
    return [gate.symbol for gate in picture_of(root, **options).gates]


# What is drawn.


def test_boxes_show_label_data_and_grad():
    assert boxes(graph(*CIRCUIT)) == [
        ("a", "data 2", "grad 6"),
        ("b", "data -3", "grad -4"),
        ("e", "data -6", "grad -2"),
        ("c", "data 10", "grad -2"),
        ("d", "data 4", "grad -2"),
        ("f", "data -2", "grad 4"),
        ("L", "data -8", "grad 1"),
    ]


def test_before_the_backward_pass_there_is_no_grad():
    assert boxes(graph(*CIRCUIT), passes="forward")[-1] == ("L", "data -8")


def test_a_node_without_a_label_shows_its_formula_and_a_bare_number_itself():
    assert boxes(graph("2*x", {"x": 3.0})) == [
        ("data 2", "grad 3"),
        ("x", "data 3", "grad 2"),
        ("v1 = 2*x", "data 6", "grad 1"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("alpha + beta + gamma + delta", "v2 + delta"),
        ("tanh(w0*x0) + tanh(w1*x1) + tanh(w2*x2)", "v5 + tanh(w2*x2)"),
        ("a*b*c*d*e*f*g*h*i*j*k*l*m*n", "v7*i*j*k*l*m*n"),
        (f"x + {'y' * 40}", f"x + … {'y' * 11}"),
        ("a + b + c + d + e + f + gg", "a + b + c + d + e + f + gg"),
    ],
)
def test_a_long_formula_speaks_of_other_nodes_and_else_keeps_its_ends(text, name):
    root = graph(text, dict.fromkeys(parse(text).variables, 1.0))
    called, _, formula = boxes(root)[-1][0].partition(" = ")
    assert (called[0], formula) == ("v", name)
    assert len(name) <= 26


def test_a_label_is_never_cut():
    label = "the loss of the whole training set, as the lecture calls it"
    assert boxes(Value(1.0, label))[0][0] == label


def test_precision():
    root = graph("1/x", {"x": 3.0})
    assert boxes(root, precision=3)[-1][1] == "data 0.333"
    assert boxes(root, precision="full")[-1][1] == "data 0.3333333333333333"


def test_a_gradient_that_does_not_exist():
    root = graph("(-2)^2 * x", {"x": 1.0})
    exponent = root.inputs[0].inputs[1]
    assert exponent.grad != exponent.grad
    assert ("data 2",) in boxes(root)


def test_a_value_used_twice_has_two_edges():
    (gate,) = picture_of(graph("x*x", {"x": 3.0})).gates
    assert gate.inputs == ("n0", "n0")
    assert dot.source_of(picture_of(graph("x*x", {"x": 3.0}))).count("n0 -> n1_op") == 2


def test_ids_are_places_in_topological_order_also_when_constants_are_hidden():
    picture = picture_of(graph("3*(a + b*c)", {"a": 5.0, "b": 4.0, "c": 2.0}), hide_constants=True)
    assert [box.id for box in picture.boxes] == ["n1", "n2", "n3", "n4", "n5", "n6"]
    assert [(gate.inputs, gate.result) for gate in picture.gates] == [
        (("n2", "n3"), "n4"),
        (("n1", "n4"), "n5"),
        (("n5",), "n6"),
    ]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("3*x", ["3 *"]),
        ("x^2", ["^ 2"]),
        ("1/x - pi", ["1 /", "- pi"]),
        ("max(x, 0)", ["max(·, 0)"]),
        ("clip(x, -1, 1)", ["clip(·, -1, 1)"]),
        ("-x", ["neg"]),
        ("y - -x", ["neg", "-"]),
        ("2*3 + x", ["2 * 3", "+"]),
    ],
)
def test_hidden_constants_stand_in_the_operations(text, symbols):
    assert gates(graph(text, {"x": 2.0, "y": 1.0}), hide_constants=True) == symbols


@pytest.mark.parametrize("is_told", [True, False])
def test_a_constant_has_no_gradient_where_there_is_none(is_told):
    """The exponent of a negative number; a run says so by None, a Value of its own has nan."""
    run = parse("x^2").run({"x": -3.0})
    if is_told:
        run.backward()
    else:
        run.root.backward()
    assert boxes(run.root) == [("x", "data -3", "grad -6"), ("data 2",), ("v1 = x^2", "data 9", "grad 1")]


def test_an_output_that_is_a_constant_is_not_hidden():
    assert boxes(graph("3"), hide_constants=True) == [("data 3", "grad 1")]


def test_every_operation_has_its_sign_or_its_name():
    for op in OPS:
        inputs = [Value(1.0, f"v{i}") for i in range(3 if op.variadic else len(op.inputs))]
        assert gates(node_of(op, tuple(inputs), 1.0)) == [
            op.infix.symbol if op.infix and len(op.inputs) > 1 else op.name
        ]


def test_inputs_constants_and_the_output_differ_in_outline_and_not_in_colour_alone():
    source = dot.source_of(picture_of(graph("2*x", {"x": 3.0})))
    constant, variable, output = re.findall(r"\tn\d \[.*", source)
    assert "dashed" in constant
    assert "rounded" in variable
    assert "penwidth" in output
    assert "dashed" not in variable + output
    assert "rounded" not in constant + output


def test_a_deep_graph_needs_no_recursion():
    value = Value(1.0, "x")
    for _ in range(5000):
        value = value + 1
    assert dot.source_of(picture_of(value)).count("_op ->") == 5000


@pytest.mark.parametrize(("option", "value"), [("rankdir", "UP"), ("passes", "sideways")])
def test_an_unknown_choice_is_refused(option, value):
    with pytest.raises(UsageError, match=value):
        picture_of(Value(1.0), **{option: value})


@pytest.mark.parametrize("file_format", ["dot", "gv", "mmd"])
def test_text_needs_no_layout_program(file_format, monkeypatch):
    monkeypatch.setattr(layout, "programs", lambda: iter(()))
    assert "n6" in FORMATS[file_format](picture_of(graph(*CIRCUIT)))


# SVG.


@needs_layout
@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_svg_holds_the_neuron(rankdir):
    found = Counter(texts(svg_of(graph(*NEURON), rankdir=rankdir)))
    expected = Counter({"x1": 1, "w2": 1, "data 0.707107": 1, "grad -1.5": 1, "*": 2, "+": 2, "tanh": 1})
    assert expected <= found


@needs_layout
@pytest.mark.parametrize("text", ["d = tanh(a); b - d", "d = tanh(a); d - b", "d = a*b; a - d", "d = a*b; d - a"])
def test_the_inputs_of_an_operation_enter_in_operand_order(text):
    root = graph(text, {"a": 1.0, "b": 2.0})
    ids = {node: f"n{place}" for place, node in enumerate(topological_order(root))}
    plain = draw_dot(root, rankdir="LR").pipe(format="plain").decode()
    # An edge is given by its two ends, the number of the points of its curve, and those.
    entries = re.findall(rf"^edge (\S+) {ids[root]}_op (\d+) (.*)", plain, re.MULTILINE)
    heights = {start: float(numbers.split()[2 * int(count) - 1]) for start, count, numbers in entries}
    first, second = (heights[ids[node]] for node in root.inputs)
    assert first > second


@needs_layout
@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_in_svg(label):
    root = Value(2.0, label) * Value(3.0, "y")
    root.label = f"out {label}"
    svg = svg_of(root, title=f"title {label}")
    found = {text.replace("\xa0", " ") for text in texts(svg)}
    assert {label, f"out {label}", f"title {label}", "y", "*"} <= found
    assert svg.find(f"{SVG}title").text == f"title {label}"
    assert label in svg.find(f"{SVG}desc").text
    tooltips = [link.get("{http://www.w3.org/1999/xlink}title") for link in svg.iter(f"{SVG}a")]
    assert f"{label}\ndata 2\ngrad 0" in tooltips
    assert {node.tag for node in svg.iter()} <= {
        SVG + tag for tag in ("svg", "g", "a", "title", "desc", "text", "path", "polygon", "polyline", "ellipse")
    }


@needs_layout
def test_lines_of_a_label_stay_lines_and_what_no_file_can_hold_is_replaced():
    assert texts(svg_of(Value(1.0, "hidden\nlayer\tone")))[:2] == ["hidden", "layer one"]
    assert texts(svg_of(Value(1.0, "a\x00b\x1b[31m\ud800\x07")))[0] == "a\ufffdb\ufffd[31m\ufffd\ufffd"


@needs_layout
def test_a_screen_reader_hears_a_name_and_the_numbers():
    svg = svg_of(graph(*CIRCUIT))
    assert svg.get("role") == "img"
    assert svg[0].tag == f"{SVG}title"
    assert svg.get("aria-label") == svg[0].text == "Computational graph of L = d*f"
    assert svg[1].tag == f"{SVG}desc"
    assert svg[1].text == (
        "Output: L = d*f = -8. Variables: a = 2 (grad 6), b = -3 (grad -4), c = 10 (grad -2), f = -2 (grad 4). "
        "Nodes: 7, of which operations: 3."
    )


@needs_layout
def test_a_title_and_a_description_of_one_s_own():
    svg = svg_of(Value(1.0, "x"), title="Mine", description="A < B")
    assert "Mine" in texts(svg)
    assert svg[0].text == "Mine"
    assert svg[1].text == "A < B"


@needs_layout
def test_the_same_graph_gives_the_same_bytes():
    for file_format in ("svg", "png", "dot", "mmd"):
        first, second = (FORMATS[file_format](picture_of(graph(*NEURON))) for _ in range(2))
        assert first == second


@needs_layout
def test_png():
    assert drawn.png(picture_of(graph(*NEURON))).startswith(b"\x89PNG\r\n")


@needs_layout
def test_no_warning_reaches_the_terminal(capfd):
    drawn.svg(picture_of(Value(1.0, "w₀ α ∂ 日本語")))
    assert capfd.readouterr() == ("", "")


def test_the_svg_of_any_graphviz_is_described():
    svg = (
        '<?xml version="1.0"?>\n<svg width="8pt"\n viewBox="0 0">\n<g><title>backprop</title>\n'
        "<title>n0</title>\n<title>n0&#45;&gt;n1_op</title>\n</g></svg>"
    )
    assert described(svg, 'a "b"', "c > d") == (
        '<?xml version="1.0"?>\n<svg width="8pt"\n viewBox="0 0" role="img" aria-label="a &quot;b&quot;">\n'
        "<title>a &quot;b&quot;</title>\n<desc>c &gt; d</desc>\n<g><title>n0</title>\n</g></svg>"
    )


# Edges that cross many ranks.


def recurrence(steps: int) -> Value:
    """A neuron that goes through its own output again and again, with the same bias."""
    value, bias = Value(0.5, "x"), Value(0.1, "b")
    for step in range(steps):
        value = (value * Value(0.5, f"w{step}") + bias).tanh()
    return value


@pytest.mark.parametrize(
    ("text", "crossed"),
    [
        ("x", 0),
        (NEURON[0], 0),
        ("a + b + c + d", 0),
        ("a*b + c*d + e*f", 0),
        ("x*x", 0),
        ("exp(x)*x", 2),
        ("exp(x)*y + y", 2),
        ("tanh(exp(x))*x + x", 4 + 6),
    ],
)
def test_ranks_that_edges_cross(text, crossed):
    root = graph(text, dict.fromkeys(parse(text).variables, 1.0))
    assert dot.ranks_crossed(picture_of(root)) == crossed


def test_only_the_layout_of_graphs_with_many_long_edges_is_cut_short():
    assert dot.graph_attributes(picture_of(recurrence(15))).keys() == {*dot.GRAPH, "rankdir"}
    assert dot.QUICKER.items() <= dot.graph_attributes(picture_of(recurrence(20))).items()
    assert "splines" not in dot.source_of(picture_of(recurrence(60)))
    assert 'splines="line"' in dot.source_of(picture_of(recurrence(100)))
    assert "nslimit" not in dot.source_of(picture_of(sum([Value(1.0) * 2.0 for _ in range(300)], Value(0.0))))


@needs_layout
@pytest.mark.parametrize("steps", [60, 120])
def test_long_edges_are_laid_out(steps):
    assert texts(svg_of(recurrence(steps))).count("tanh") == steps


# Mermaid.


def shown(label: str) -> str:
    """A label as Mermaid shows it: entity codes are HTML entities with another first character."""
    return html.unescape(re.sub(r"#(\w+);", r"&#\1;", label))


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_in_mermaid(label):
    root = Value(2.0, label) * Value(3.0, "y")
    lines = mermaid.source_of(picture_of(root)).splitlines()
    (found,) = re.fullmatch(r'    n0\("([^"]*)"\)', lines[3]).groups()
    assert shown(found) == f"{label}<br/>data 2<br/>grad 0"
    assert not set(found.replace("<br/>", "")) & set('<>"&:|{}[]`*_$%\\')


def test_mermaid_of_a_small_graph():
    assert mermaid.source_of(picture_of(graph("-2.5*x", {"x": 3.0}), "TB", description="D")) == (
        "flowchart TB\n"
        "    accTitle: Computational graph of -2.5#42;x\n"
        "    accDescr: D\n"
        '    n0["data -2.5<br/>grad 3"]\n'
        '    n1("x<br/>data 3<br/>grad -2.5")\n'
        '    n2["v1 = -2.5#42;x<br/>data -7.5<br/>grad 1"]\n'
        '    n2_op(("#42;"))\n'
        "    n0 --> n2_op\n"
        "    n1 --> n2_op\n"
        "    n2_op --> n2\n"
        "    classDef variable fill:#dbeafe,stroke:#1e3a8a,color:#111\n"
        "    class n1 variable\n"
        "    classDef constant fill:#f1f1f1,stroke:#555,stroke-dasharray:5 2,color:#111\n"
        "    class n0 constant\n"
        "    classDef output fill:#fef3c7,stroke:#111,stroke-width:3px,color:#111\n"
        "    class n2 output\n"
        "    classDef gate fill:#fff,stroke:#333,color:#111\n"
        "    class n2_op gate\n"
    )


# The Digraph.


@pytest.mark.parametrize(("root", "kind"), [(5, "int"), ("x*y", "str"), (None, "NoneType")])
def test_draw_dot_of_what_is_no_value(root, kind):
    with pytest.raises(TypeError, match=f"^draw_dot draws a Value, not {kind}$"):
        draw_dot(root)


@pytest.mark.parametrize("file_format", ["zzz", "", "mmd", None])
def test_draw_dot_in_an_unknown_format(file_format):
    with pytest.raises(UsageError) as caught:
        draw_dot(Value(1.0), format=file_format)
    assert caught.value.message == f"cannot draw the format {file_format!r}"
    assert caught.value.hint == "write svg, png, pdf, dot or another format of Graphviz"


@pytest.mark.parametrize("file_format", ["svg", "PNG", "webp", "xdot1.4"])
def test_draw_dot_in_every_format_of_graphviz(file_format):
    assert draw_dot(Value(1.0), format=file_format).format == file_format.lower()


# The command's options.


@pytest.mark.parametrize("output", ["a", "/dev/null", ".svg"])
def test_a_file_without_an_ending(output, capsys):
    assert run(["graph", "x", "x=1", "-o", output]) == 2
    assert f"error: '{output}' has no ending that tells its format\n" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["v1", "e", "v2", "v3", "a", "v4"])
def test_a_node_is_drawn_with_what_is_below_it_and_called_as_eval_calls_it(name, capsys):
    line = ["a*b; e = b*c; (c*d + e)*(a + 2)", "a=1", "b=2", "c=3", "d=4", "--of", name]
    assert run(["eval", *line, "--format", "json"]) == 0
    nodes = json.loads(capsys.readouterr().out)["nodes"]
    assert run(["graph", *line, "--format", "dot"]) == 0
    source = capsys.readouterr().out
    drawn_names = re.findall(r'\[label="(?:([^"|=]+?)(?: = [^"|]*)?\|)?data', source)
    assert drawn_names == ["" if node["kind"] == "constant" else node["id"] for node in nodes]


def test_what_is_not_in_the_expression_is_not_drawn(capsys):
    assert run(["graph", "e = a*b", "a=1", "b=2", "--of", "f"]) == 2
    assert capsys.readouterr().err == "error: the expression has no 'f'\n  its names are a, b and e\n"


def test_rankdir_is_shown_in_upper_case_and_read_in_either(capsys):
    assert run(["graph", "x", "x=1", "--rankdir", "RL"]) == 2
    assert "'RL' is not one of 'LR', 'TB'" in capsys.readouterr().err
    assert run(["graph", "--help"]) == 0
    assert "--rankdir [LR|TB|auto]" in capsys.readouterr().out
    assert run(["graph", "x", "x=1", "--rankdir", "tb"]) == 0
    assert 'rankdir="TB"' in capsys.readouterr().out


@pytest.fixture
def _no_dot_on_the_path(monkeypatch, tmp_path):
    found = next(layout.programs())
    monkeypatch.setenv(layout.VARIABLE, found)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_only_what_the_graphviz_package_promises_is_overridden():
    shared = {name for name in vars(Drawing) if not name.startswith("__") and hasattr(graphviz.Digraph, name)}
    assert shared == {"copy", "pipe", "render"}
    for name in shared:
        theirs, ours = (signature(getattr(kind, name)).parameters for kind in (graphviz.Digraph, Drawing))
        assert [(p.name, p.kind, p.default) for p in theirs.values()] == [
            (p.name, p.kind, p.default) for p in ours.values()
        ]


@needs_layout
@pytest.mark.usefixtures("_no_dot_on_the_path")
class TestDigraph:
    def test_it_is_a_digraph_with_the_same_statements(self):
        digraph = draw_dot(graph(*CIRCUIT))
        assert isinstance(digraph, graphviz.Digraph)
        body = "".join(dot.body_of(picture_of(graph(*CIRCUIT))))
        assert digraph.source.endswith(body + "}\n")

    def test_render_as_the_lectures_call_it(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert draw_dot(graph(*CIRCUIT)).render("gout") == "gout.svg"
        assert Path("gout").read_text(encoding="utf-8").startswith("digraph backprop {")
        assert "data -8" in texts(ElementTree.parse("gout.svg").getroot())

    def test_render_with_a_directory_and_cleanup(self, tmp_path):
        written = draw_dot(graph(*CIRCUIT), format="png").render("g", directory=tmp_path / "new", cleanup=True)
        assert written == str(tmp_path / "new" / "g.png")
        assert [path.name for path in (tmp_path / "new").iterdir()] == ["g.png"]

    def test_render_to_an_outfile(self, tmp_path):
        outfile = tmp_path / "picture.svg"
        digraph = draw_dot(graph(*CIRCUIT))
        assert digraph.render(outfile=outfile) == str(outfile)
        assert (tmp_path / "picture.gv").exists()
        with pytest.raises(graphviz.FileExistsError):
            digraph.render(outfile=outfile, raise_if_result_exists=True)

    def test_render_does_not_write_over_its_source(self, tmp_path):
        with pytest.raises(ValueError, match="must be different"):
            draw_dot(Value(1.0)).render(tmp_path / "a.svg", outfile=tmp_path / "a.svg")

    def test_view_shows_the_result(self, tmp_path, monkeypatch):
        seen = []
        digraph = draw_dot(Value(1.0))
        monkeypatch.setattr(graphviz, "view", lambda path, quiet: seen.append((str(path), quiet)))
        digraph.render(tmp_path / "a", view=True)
        digraph.view(tmp_path / "b", quiet_view=True)
        assert seen == [(str(tmp_path / "a.svg"), False), (str(tmp_path / "b.svg"), True)]

    def test_pipe(self):
        digraph = draw_dot(graph(*CIRCUIT), rankdir="TB")
        assert b'role="img"' in digraph.pipe()
        assert digraph.pipe(encoding="utf-8").startswith("<?xml")
        assert digraph.pipe(encoding="latin-1", format="svg").startswith("<?xml")
        assert digraph.pipe("png").startswith(b"\x89PNG")

    def test_an_unknown_choice_is_the_graphviz_package_s_error(self, tmp_path):
        for options in ({"format": "zzz"}, {"format": ""}, {"engine": "zzz"}, {"renderer": "zzz"}):
            with pytest.raises(ValueError, match="unknown"):
                draw_dot(Value(1.0)).pipe(**options)
            with pytest.raises(ValueError, match="unknown"):
                draw_dot(Value(1.0)).render(tmp_path / "a", **options)
        with pytest.raises(graphviz.RequiredArgumentError):
            draw_dot(Value(1.0)).pipe(formatter="cairo")
        assert list(tmp_path.iterdir()) == []

    def test_an_outfile_whose_ending_tells_another_format(self, tmp_path):
        with pytest.warns(graphviz.FormatSuffixMismatchWarning):
            draw_dot(Value(1.0)).render(outfile=tmp_path / "a.svg", format="png")
        assert (tmp_path / "a.svg").read_bytes().startswith(b"\x89PNG")

    def test_an_outfile_stands_in_the_directory_of_the_digraph(self, tmp_path):
        digraph = draw_dot(Value(1.0))
        digraph.directory = tmp_path
        assert digraph.render("g", outfile="a.svg") == str(tmp_path / "a.svg")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "g"]

    def test_the_options_of_the_layout_program(self, monkeypatch):
        asked = []
        monkeypatch.setattr(
            digraph_module, "render", lambda *given, options: asked.append((*given[1:], *options)) or b""
        )
        drawing = draw_dot(Value(1.0))
        drawing.pipe("png", "cairo", "gd", 2, engine="neato")
        drawing.pipe("xdot")
        assert asked == [("png:cairo:gd", "neato", "-n2"), ("xdot", "dot")]

    def test_a_choice_for_one_drawing_is_not_kept(self):
        digraph = draw_dot(Value(1.0))
        assert digraph.pipe("png").startswith(b"\x89PNG")
        assert digraph.pipe().startswith(b"<?xml")

    def test_the_notebook_s_bundle(self):
        bundle = draw_dot(graph(*CIRCUIT))._repr_mimebundle_()
        assert "data -8" in texts(ElementTree.fromstring(bundle["image/svg+xml"].encode()))

    def test_a_copy_and_later_changes(self):
        digraph = draw_dot(graph(*CIRCUIT), title="Mine").copy()
        digraph.graph_attr["rankdir"] = "TB"
        digraph.node("note", "a note")
        svg = ElementTree.fromstring(digraph.pipe())
        assert svg[0].text == "Mine"
        assert "a note" in texts(svg)

    def test_hostile_labels(self):
        root = Value(2.0, "".join(HOSTILE))
        svg = ElementTree.fromstring(draw_dot(root, title="<b>&lt;\\N\\").pipe())
        assert {"".join(HOSTILE), "<b>&lt;\\N\\"} <= {text.replace("\xa0", " ") for text in texts(svg)}

    def test_other_digraphs_are_left_alone(self):
        draw_dot(Value(1.0)).pipe()
        with pytest.raises(graphviz.ExecutableNotFound):
            graphviz.Digraph().pipe()


# Notebooks.


@needs_layout
def test_a_value_is_shown_as_its_graph():
    bundle = mimebundle(graph(*CIRCUIT))
    assert bundle["text/plain"] == "Value(data=-8.0, grad=1.0)"
    assert "data -8" in texts(ElementTree.fromstring(bundle["image/svg+xml"].encode()))


@pytest.mark.parametrize("home", ["backprop_cli", "backprop_cli.graph.engine"])
def test_a_value_is_shown_however_it_was_imported(home):
    code = f"import sys; from {home} import Value; before = set(sys.modules); print(*Value(2.0)._repr_mimebundle_())"
    code += "; print(*[name for name in before if name.startswith('backprop_cli.views')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    kinds, views_imported_before = done.stdout.split("\n")[:2]
    assert "text/plain" in kinds
    assert ("image/svg+xml" in kinds) == bool(list(layout.programs()))
    assert views_imported_before == ""


def test_only_what_is_wanted_is_drawn(monkeypatch):
    monkeypatch.setattr(drawn, "render", None)
    assert mimebundle(Value(1.0), include=["text/plain"]).keys() == {"text/plain"}
    assert mimebundle(Value(1.0), exclude=["image/svg+xml"]).keys() == {"text/plain"}


def test_without_a_layout_program_there_is_text_that_says_why(monkeypatch):
    monkeypatch.setattr(layout, "programs", lambda: iter(()))
    bundle = mimebundle(Value(1.0))
    assert bundle.keys() == {"text/plain"}
    assert "no drawing: there is no layout program" in bundle["text/plain"]
    with pytest.raises(LayoutError):
        draw_dot(Value(1.0)).pipe()


def test_a_large_graph_is_shown_as_text_that_says_so():
    value = Value(1.0)
    for _ in range(LARGEST_DISPLAYED):
        value = value * 1.01
    bundle = mimebundle(value)
    assert bundle.keys() == {"text/plain"}
    assert "the graph has 601 nodes" in bundle["text/plain"]


def test_a_graph_too_wide_for_pixels_is_refused():
    root = parse("; ".join([f"h{i} = tanh({f'h{i - 1}' if i else 'x'}*b)" for i in range(200)]))(x=0.5, b=0.9)
    with pytest.raises(LayoutError, match="too wide for a PNG"):
        drawn.png(picture_of(root))
