"""All problems, by their names: the key, and a second one that was held out."""

from __future__ import annotations

from .key_circuits import CIRCUITS
from .key_losses import LOSSES
from .key_networks import NETWORKS
from .key_others import OTHERS
from .key_thirds import THIRDS
from .problem import Problem

PROBLEMS: dict[str, Problem] = {problem.name: problem for problem in [*CIRCUITS, *NETWORKS, *LOSSES, *OTHERS, *THIRDS]}
