"""What is shown beside nodes and numbers: what stands at edges, colours, paths, what is folded, and the size."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest

from backprop_cli.errors import UsageError
from backprop_cli.graph.engine import Value
from backprop_cli.graph.walker import topological_order
from backprop_cli.language import parse
from backprop_cli.views.drawing import dot, drawn, layout, mermaid
from backprop_cli.views.drawing.looks import MOST_IN_A_BOX, THEMES, shade
from backprop_cli.views.drawing.measure import PAGE
from backprop_cli.views.drawing.parts import Picture
from backprop_cli.views.drawing.picture import picture_of
from backprop_cli.views.drawing.wishes import Wishes

from .support.running import in_process

SVG = "{http://www.w3.org/2000/svg}"

needs_layout = pytest.mark.skipif(next(layout.programs(), None) is None, reason="there is no layout program here")

NEURON = ("tanh(x1*w1 + x2*w2 + b)", {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.8813735870195432})
CIRCUIT = ("e = a*b; d = e + c; L = d*f", {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0})

# Headings that HTML, DOT and XML would read as something else.
HOSTILE = [
    "<b>bold</b>",
    "a|{b}<c>\\N",
    'quote"',
    "&lt;",
    "a & b",
    "]]>",
    "<!-- c -->",
    "</table>",
    "日本語",
    "'",
    "\\",
]


def graph(text: str, bindings: dict[str, float]) -> Value:
    root = parse(text).run(bindings).root
    root.backward()
    return root


def wished(root: Value, rankdir: str = "LR", **wishes: object) -> Picture:
    return picture_of(root, rankdir, wishes=Wishes(**wishes))


def at_edges(picture: Picture) -> dict[tuple[str, str], str]:
    """What stands at each edge, by the names of the boxes and the signs of the gates that it joins."""
    names = {box.id: box.cells[0] for box in picture.boxes}
    return {(names[edge.source], gate.symbol): edge.label for gate in picture.gates for edge in gate.edges}


def test_local_derivatives_stand_at_the_edges():
    """d = e + c hands on what it gets; L = d*f and e = a*b switch their inputs."""
    assert at_edges(wished(graph("e = a*b; d = e + c; d*f", CIRCUIT[1]), edges="local")) == {
        ("a", "*"): "-3", ("b", "*"): "2", ("e", "+"): "1", ("c", "+"): "1", ("d", "*"): "-2", ("f", "*"): "4",
    }  # fmt: skip


def test_contributions_stand_at_the_edges_and_add_up_at_a_branch():
    picture = wished(graph("x^2 + sin(x)*x", {"x": 0.5}), edges="flow", color=None)
    flows = [float(edge.label) for gate in picture.gates for edge in gate.edges if edge.source == "n0"]
    assert sum(flows) == pytest.approx(1 + math.cos(0.5) * 0.5 + math.sin(0.5), rel=1e-5)
    assert len(flows) == 3


def test_constants_have_nothing_at_their_edges():
    picture = wished(graph("3*x", {"x": 2.0}), edges="local")
    assert [edge.label for gate in picture.gates for edge in gate.edges] == ["", "3"]


@pytest.mark.parametrize("wish", [{"edges": "flow"}, {"color": "grad"}])
def test_what_flows_back_needs_the_backward_pass(wish: dict[str, str]):
    with pytest.raises(UsageError, match="known after the backward pass"):
        picture_of(graph("x^2", {"x": 1.0}), passes="forward", wishes=Wishes(**wish))
    assert picture_of(graph("x^2", {"x": 1.0}), passes="forward", wishes=Wishes(edges="local")).gates


def test_the_largest_gradient_has_the_strongest_colour():
    picture = wished(graph("a*b + c", {"a": 2.0, "b": -8.0, "c": 1.0}), color="grad")
    strengths = {box.cells[0]: box.strength for box in picture.boxes}
    assert (strengths["a"], strengths["b"], strengths["c"]) == (-1.0, 0.25, 0.125)
    assert picture.legend == "8"
    source = dot.source_of(picture)
    assert shade(THEMES["light"], -1.0, "white", MOST_IN_A_BOX) in source
    assert 'penwidth="4"' in source


def test_colours_are_told_apart_by_their_lightness_too():
    """In a copy without colour: from 0 outwards it gets darker."""
    light = THEMES["light"]
    for sign in (-1, 1):
        greys = [
            sum(int(shade(light, sign * part, "white")[i : i + 2], 16) for i in (1, 3, 5)) for part in (0, 0.1, 0.5, 1)
        ]
        assert greys == sorted(greys, reverse=True)


@pytest.mark.parametrize(("grad", "strength"), [(math.inf, 1.0), (-math.inf, -1.0), (math.nan, 0.0), (0.5, 0.5)])
def test_an_infinite_gradient_is_as_strong_as_can_be_and_no_number_is_nothing(grad: float, strength: float):
    root = Value(0.0, "x") * 1.0
    root.backward()
    root.inputs[0].grad = grad
    picture = wished(root, color="grad")
    assert picture.boxes[0].strength == strength
    assert dot.source_of(picture)


def test_the_same_colour_is_the_same_number_at_boxes_and_edges():
    """The neuron of tanh(a*b + c) far from 0 hands almost nothing on."""
    picture = wished(graph("tanh(a*b + c)", {"a": 1.0, "b": 2.0, "c": 3.0}), color="grad")
    strengths = {edge.strength for gate in picture.gates for edge in gate.edges}
    assert max(strengths) == pytest.approx(2 * (1 - math.tanh(5) ** 2))
    assert picture.gates[-1].strength == 1.0


def test_there_is_no_legend_where_there_is_no_gradient():
    assert wished(graph("5", {}), color="grad").legend == ""


def test_paths_from_a_node_are_lit():
    root = graph(*CIRCUIT)
    order = {
        box.cells[0]: box for box in wished(root, wrt=next(n for n in topological_order(root) if n.label == "c")).boxes
    }
    assert [name for name, box in order.items() if box.lit] == ["c", "d", "L"]


def test_edges_beside_the_path_stand_back():
    root = graph("x*y", {"x": 1.0, "y": 2.0})
    [gate] = wished(root, wrt=topological_order(root)[0]).gates
    assert [(edge.lit, gate.lit) for edge in gate.edges] == [(True, True), (False, True)]
    assert THEMES["light"].faint in dot.source_of(wished(root, wrt=topological_order(root)[0]))


def test_what_is_far_from_the_output_is_folded():
    picture = wished(graph(*CIRCUIT), depth=1)
    assert [box.cells[0] for box in picture.boxes] == ["4 more nodes", "d", "f", "L"]
    assert [(gate.symbol, gate.inputs) for gate in picture.gates] == [("+", ("folded",)), ("*", ("n4", "n5"))]
    assert "folded -> n4_op" in dot.source_of(picture)
    assert "4 more nodes" in mermaid.source_of(picture)


def test_what_is_shared_between_near_and_far_stays():
    """x is one operation away from the output as well as three."""
    picture = wished(graph("sin(cos(x)) + x", {"x": 1.0}), depth=1)
    assert [box.cells[0] for box in picture.boxes] == ["1 more node", "x", "v2 = sin(cos(x))", "v3 = sin(cos(x)) + x"]


@pytest.mark.parametrize("depth", [3, 10])
def test_nothing_is_folded_where_nothing_is_far(depth: int):
    assert wished(graph(*CIRCUIT), depth=depth) == wished(graph(*CIRCUIT))


def test_every_theme_has_a_colour_for_everything():
    for name, theme in THEMES.items():
        source = dot.source_of(wished(graph(*NEURON), theme=name))
        assert f'fillcolor="{theme.kinds["variable"]}"' in source
        assert f'fillcolor="{theme.output}"' in source
    assert THEMES["dark"].ground in dot.source_of(wished(graph(*NEURON), theme="dark"))
    assert "bgcolor" not in dot.source_of(wished(graph(*NEURON)))


def test_print_has_no_colours():
    colours = set(re.findall(r"#[0-9a-f]{6}", dot.source_of(wished(graph(*NEURON), theme="print", color="grad"))))
    assert colours
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours)


@needs_layout
def test_auto_goes_dark_with_its_reader():
    svg = drawn.svg(wished(graph(*NEURON), theme="auto"))
    assert "@media (prefers-color-scheme: dark)" in svg
    assert "<style>" not in drawn.svg(wished(graph(*NEURON)))
    ElementTree.fromstring(svg)


@needs_layout
@pytest.mark.parametrize(
    ("text", "rankdir"),
    [("x*y", "LR"), ("x", "LR"), ("tanh(a*x + b*y + c*z + d)", "TB"), ("sin(sin(sin(sin(x))))", "TB")],
)
def test_a_direction_that_fits_a_page(text: str, rankdir: str):
    root = graph(text, dict.fromkeys(parse(text).variables, 1.0))
    assert picture_of(root, "auto").rankdir == rankdir
    width = float(ElementTree.fromstring(drawn.svg(picture_of(root, "LR"))).get("width").removesuffix("pt"))
    assert (width <= PAGE) == (rankdir == "LR")


@needs_layout
@pytest.mark.parametrize("width", [200, 830])
def test_a_width_in_pixels(width: int):
    root = graph(*NEURON)
    svg = ElementTree.fromstring(drawn.svg(wished(root, width=width)))
    assert float(svg.get("width").removesuffix("pt")) == pytest.approx(width * 0.75, abs=1)
    for dpi in (None, 72, 300):
        png = drawn.png(wished(root, width=width, dpi=dpi))
        assert int.from_bytes(png[16:20], "big") == pytest.approx(width, abs=2)


@needs_layout
def test_dots_an_inch():
    root = graph(*NEURON)
    widths = [int.from_bytes(drawn.png(wished(root, dpi=dpi))[16:20], "big") for dpi in (None, 96, 192)]
    assert widths[0] == widths[1]
    assert widths[2] == pytest.approx(2 * widths[0], abs=2)


def test_edges_of_what_many_share_have_a_hue_of_their_own():
    root = graph("w*a + w*b + w*c + v*v", dict.fromkeys("wabcv", 1.0))
    shared = {edge.shared for gate in wished(root).gates for edge in gate.edges if edge.source == "n0"}
    assert shared == {0}
    assert {edge.shared for gate in wished(root).gates for edge in gate.edges} == {0, None}


@needs_layout
@pytest.mark.parametrize("heading", HOSTILE)
def test_a_heading_beside_a_legend_is_only_text(heading: str):
    picture = picture_of(graph("x*y", {"x": 1.0, "y": 2.0}), title=heading, wishes=Wishes(color="grad"))
    shown = "".join([text.text or "" for text in ElementTree.fromstring(drawn.svg(picture)).iter(f"{SVG}text")])
    assert heading.replace(" ", "") in shown.replace(" ", "")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--wrt", "z"], "the expression has no 'z'"),
        (["--color", "grad", "--pass", "forward"], "known after the backward pass"),
        (["--depth", "0"], "0"),
        (["--edges", "flow", "--format", "html"], "HTML has no --edges"),
        (["--theme", "dark", "--format", "html"], "HTML has no --theme"),
        (["--wrt", "x", "--format", "mmd"], "MMD has no --wrt"),
        (["--dpi", "100", "--format", "svg"], "SVG has no --dpi"),
        (["--theme", "auto", "--format", "png"], "PNG cannot go dark with its reader"),
    ],
)
def test_wishes_that_cannot_be_met(arguments: list[str], what: str):
    done = in_process("graph", "x*y", "x=1", "y=2", *arguments)
    assert done.code == 2
    assert what in done.err


def test_wishes_on_the_line():
    done = in_process(
        "graph", "x*y + z", "x=1", "y=2", "z=3", "--edges", "flow", "--wrt", "x", "--depth", "1", "--theme", "dark"
    )
    assert done.code == 0
    assert "more nodes" in done.out
    assert THEMES["dark"].faint in done.out
