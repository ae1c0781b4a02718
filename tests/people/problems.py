"""The key: all problems, by their names."""

from __future__ import annotations

from .key_circuits import CIRCUITS
from .key_losses import LOSSES
from .key_networks import NETWORKS
from .problem import Problem

PROBLEMS: dict[str, Problem] = {problem.name: problem for problem in [*CIRCUITS, *NETWORKS, *LOSSES]}
