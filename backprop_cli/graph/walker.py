"""The walks over a graph, each written once: what comes first, what depends on what, forward and backward.

A walker knows no operation and no number system. A node is a Value, or the number of a step of a program: a walk over
the latter is told where the inputs of a step stand.

    >>> from backprop_cli import parse
    >>> output = parse("x*x + x")(x=3)
    >>> gradients = backward_sweep(topological_order(output), 1.0)
    >>> [gradients[node] for node in topological_order(output)]
    [7.0, 1.0, 1.0]
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..arithmetic import Inexact, NumberSystem, floats, system_of
from ..ops import Op
from .own import unknown

if TYPE_CHECKING:
    from ..notation.text import Node
    from .engine import Number, Value

N = TypeVar("N", bound=Hashable)
T = TypeVar("T")
C = TypeVar("C")
F = TypeVar("F", bound="Node")
N_contra = TypeVar("N_contra", contravariant=True)

Inputs = Callable[[N], Sequence[N]]

own_inputs: Inputs[Any] = attrgetter("inputs")


class Store(Protocol[N_contra, T]):
    """Where a walk keeps what it finds: a dict by nodes, or a list by the numbers of steps."""

    def __getitem__(self, node: N_contra, /) -> T: ...
    def __setitem__(self, node: N_contra, found: T, /) -> None: ...


# What comes first, and what depends on what


def topological_order(root: Value) -> list[Value]:
    """Every node that `root` depends on and `root` itself, inputs before what uses them.

    A graph never changes its shape, so the order is found once. The root is left out of what it remembers: a list
    that contains its owner would live until the garbage collector finds it.
    """
    if root._order is None:
        order = depth_first(root)
        root._order = order[:-1]
        return order
    return [*root._order, root]


def depth_first(root: F) -> list[F]:
    """The nodes of any formula, each after its inputs and those in the order in which they stand.

    Nothing recurses, because a chain may be a million deep. `path` leads from the root to the node at hand, and beside
    each node on it stand those of its inputs that are still to be looked at.
    """
    order: list[F] = []
    seen = {root}
    path = [root]
    ahead = [iter(root.inputs)]
    while path:
        for source in ahead[-1]:
            if source not in seen:
                seen.add(source)
                if source.operation is None:
                    order.append(source)
                else:
                    path.append(source)
                    ahead.append(iter(source.inputs))
                    break
        else:
            order.append(path.pop())
            ahead.pop()
    return order


def reached_from(sources: Iterable[N], order: Iterable[N], inputs_of: Inputs[N] = own_inputs) -> set[N]:
    """The nodes of a topological order that depend on one of `sources`, and the sources."""
    reached = set(sources)
    for node in order:
        if not reached.isdisjoint(inputs_of(node)):
            reached.add(node)
    return reached


# Local derivatives


def local_derivatives(node: Value) -> list[Number]:
    """The local derivative of a node to each of its inputs, at the data that they have; none for an input."""
    op = node.operation
    if op is None:
        return []
    return derivatives_at(op, system_of(node.data), node.data, [source.data for source in node.inputs])


def derivatives_at(op: Op, xp: NumberSystem, out: Number, inputs: Sequence[Number]) -> list[Number]:
    """The local derivatives of an operation with this result, one for each of these inputs.

    A row of the table may say 1 for whatever 1 is in the number system: those of a sum of fractions, (1, 1), become
    [Fraction(1), Fraction(1)]. It may also speak of optional inputs that were left out. One that is no number of the
    system is nan, such as that of log2(8) to 8, which is 1/(8*log(2)).
    """
    try:
        partials = op.partials(xp, out, *inputs)
    except Inexact:
        return [xp.nan] * len(inputs)
    pairs = zip(partials, inputs, strict=False)
    return [xp.number(partial) if isinstance(partial, int) else partial for partial, _ in pairs]


# The two sweeps


def forward_sweep(
    order: Iterable[N], found: Store[N, T], compute: Callable[[N, list[T]], T], inputs_of: Inputs[N] = own_inputs
) -> None:
    """Compute each node of a topological order from what was found for its inputs.

    Args:
        order: what to compute.
        found: where that is put; what the order leaves out, stands there already.
        compute: the result of a node, from those of its inputs.
        inputs_of: the inputs of a node.
    """
    for node in order:
        found[node] = compute(node, [found[source] for source in inputs_of(node)])


def pullback(node: Value, upstream: Number) -> list[Number]:
    """The chain rule: what a node hands to each of its inputs is the upstream gradient times the local derivative."""
    return [upstream * local for local in local_derivatives(node)]


def added_up(arrived: Iterable[Number]) -> Number:
    """Gradients add at branches. In place, because a number system may say in which order it writes a sum."""
    gradient: Number = 0
    for contribution in arrived:
        gradient += contribution
    return gradient


def backward_sweep(
    order: Sequence[N],
    seed: C,
    contributions: Callable[[N, T], Iterable[C]] = pullback,  # type: ignore[assignment] # the chain rule is for Values
    collected: Callable[[N, list[C]], T] = lambda _, arrived: added_up(arrived),
    inputs_of: Inputs[N] = own_inputs,
) -> dict[N, T]:
    """Go back through a topological order, and return what each node that is reached hands on: its gradient.

    Args:
        order: the nodes; the last one is the output.
        seed: what arrives at the output.
        contributions: what a node makes of what it hands on, for each of its inputs: by the chain rule, a product.
        collected: what a node hands on, from all that arrived at it, the last use first: in truth, the sum.
        inputs_of: the inputs of a node.
    """
    arrived: dict[N, list[C]] = {order[-1]: [seed]}
    upstream: dict[N, T] = {}
    for node in reversed(order):
        if node in arrived:
            upstream[node] = collected(node, arrived.pop(node))
            for source, contribution in zip(inputs_of(node), contributions(node, upstream[node]), strict=True):
                arrived.setdefault(source, []).append(contribution)
    return upstream


# The same two over Values, written out for one and for two inputs because everything else waits for them: for 200,000
# nodes the forward pass takes less than half of the time of the sweep, and the backward pass a tenth.

Step = tuple[int, Op | None, tuple[int, ...]]


def forward_pass(steps: Iterable[Step], values: list[Any], cls: type[Value]) -> float:
    """The forward sweep that makes Values of doubles, which go on to nan and infinity without an exception.

    Args:
        steps: those of a program, with their numbers; leaves are passed over.
        values: what each step makes; the leaves stand there already.
        cls: the class of what is made.

    Returns:
        The sum of all data, leaves included: while that is finite, each of them is.
    """
    op: Any
    inputs: tuple[Value, ...]
    total = 0.0
    for index, op, operands in steps:
        count = len(operands)
        if count == 2:
            first, second = operands
            a, b = inputs = values[first], values[second]
            data = op.forward(floats, a.data, b.data)
        elif count == 1:
            a = values[operands[0]]
            inputs = (a,)
            data = op.forward(floats, a.data)
        elif count:
            inputs = tuple([values[i] for i in operands])
            data = op.forward(floats, *[source.data for source in inputs])
        else:
            total += values[index].data
            continue
        total += data
        # As `node_of` makes it: the call of that would take a tenth of the time.
        node: Value = _new(cls)
        values[index] = node
        node.data = data
        node.grad = 0.0
        node.label = ""
        node.inputs = inputs
        node.operation = op
        node._order = None
    return total


_new = object.__new__


def backward_pass(order: Sequence[Value], xp: NumberSystem) -> bool:
    """The backward sweep by the chain rule that adds to `grad` of each Value, which is 0 of the number system before.

    Returns:
        Whether a gradient is no number.
    """
    order[-1].grad = xp.number(1)
    undefined = False
    for node in reversed(order):
        op: Any = node.operation
        if op is None:
            # What is no number stays none on the whole way down, so that it shows at an input.
            undefined = undefined or node.grad != node.grad
            continue
        inputs, upstream, partials = node.inputs, node.grad, op.partials
        try:
            if partials is unknown:
                op.backward()
            elif len(inputs) == 2:
                a, b = inputs
                to_a, to_b = partials(xp, node.data, a.data, b.data)
                a.grad += upstream * to_a
                b.grad += upstream * to_b
            elif len(inputs) == 1:
                inputs[0].grad += upstream * partials(xp, node.data, inputs[0].data)[0]
            else:
                locals_ = partials(xp, node.data, *[source.data for source in inputs])
                for source, local in zip(inputs, locals_, strict=False):
                    source.grad += upstream * local
        except Inexact:
            for source in inputs:
                source.grad += xp.nan
    return undefined
