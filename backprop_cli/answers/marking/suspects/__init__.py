"""The known mistakes, each at the places where it can be made, and how likely it is there.

What belongs to an operation is declared in its row of the rule table; here are the mistakes that are made between the
operations, or with any of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..circuit import Circuit, Edge
from .branches import CUT, NAIVE, OVERWRITTEN, of_branches
from .composites import of_composites
from .edges import WALK_MISTAKES, of_edges
from .operands import of_operands
from .operations import of_operations, of_other_operations
from .suspect import COMMON, MISSING_UPSTREAM, OWN, RARE, SIGN, UNCOMMON, Suspect

__all__ = [
    "COMMON", "CUT", "MISSING_UPSTREAM", "NAIVE", "OVERWRITTEN", "OWN", "RARE", "SIGN", "UNCOMMON", "WALK_MISTAKES",
    "Suspect", "suspects",
]  # fmt: skip


def suspects(circuit: Circuit, edges: Sequence[Edge]) -> list[Suspect]:
    """Every mistake that can be made at these edges of a graph; the order does not depend on the numbers."""
    varying = [
        (node, which)
        for node, which in edges
        if node in circuit.needed and circuit.operands[node][which] in circuit.varies
    ]
    nodes = sorted({node for node, _ in edges})
    return [
        *of_operations(circuit, varying), *of_edges(circuit, varying), *of_branches(circuit, varying),
        *of_operands(circuit, nodes), *of_other_operations(circuit, nodes), *of_composites(circuit, nodes),
    ]  # fmt: skip
