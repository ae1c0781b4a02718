"""A function written in a target language: its statements, its outputs and the helpers that they call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .function import Function
from .names import Names
from .tape import INPUT, Recorded
from .target import Target, Text


class Line(NamedTuple):
    """A statement: a name, and the code for what it stands for."""

    name: str
    code: str


class Code:
    """A function in a target language.

    Args:
        function: what is written.
        target: the language.
        called: what the function is called.
        outputs: what it returns; the value and the gradients if not given.

    `inputs` has the name in the code for that of each input, `lines` the statements in order, `outputs` the code for
    the value and for each gradient, `primitives` what is called.
    """

    def __init__(
        self, function: Function, target: Target, called: str, outputs: Sequence[Recorded] | None = None
    ) -> None:
        self.function = function
        self.target = target
        taken = [*target.reserved(), *target.helpers]
        # A name within the function may be that of the function.
        self.called = Names(taken, target.fitting, target.folds_case).own(called)
        self._names = Names(taken, target.fitting, target.folds_case)
        self.inputs = {name: target.identifier(self._names.own(name)) for name in function.inputs}
        self.lines: list[Line] = []
        outputs = function.outputs if outputs is None else outputs
        texts = self._write(outputs)
        self.outputs = [texts[entry].text for entry in outputs]
        self.primitives = {entry.primitive for entry in function.steps}

    @property
    def renamed(self) -> Mapping[str, str]:
        """The names that could not be kept, with those that they have in the code."""
        return self._names.renamed

    @property
    def helpers(self) -> list[str]:
        """The source of each helper that is called, and of those that it calls, in the order of the target."""
        sources = self.target.helpers
        code = "\n".join([line.code for line in self.lines] + self.outputs)
        needed: set[str] = set()
        while more := {name for name in sources if name not in needed and _calls(code, name)}:
            needed |= more
            code = "\n".join([sources[name] for name in more])
        return [source for name, source in sources.items() if name in needed]

    def _write(self, outputs: Sequence[Recorded]) -> dict[Recorded, Text]:
        function, target = self.function, self.target
        texts: dict[Recorded, Text] = {}
        uses = self._uses(outputs)
        returned = set(outputs)
        labels = set(function.program.labels.values())
        given = {entry for entry, name in function.names.items() if name in labels}
        for entry in function.steps:
            if entry.primitive == INPUT:
                texts[entry] = Text(self.inputs[entry.detail])
                continue
            text = target.written(entry, [texts[x] for x in entry.inputs])
            is_long = len(text.text) > target.longest and entry not in returned
            if entry in given or (entry.inputs and (uses[entry] > 1 or is_long)):
                self.lines.append(Line(target.identifier(self._name(entry)), text.text))
                text = Text(self.lines[-1].name)
            texts[entry] = text
        return texts

    def _uses(self, outputs: Sequence[Recorded]) -> Mapping[Recorded, int]:
        """How often the code would have that for each recorded number."""
        uses = dict.fromkeys(self.function.steps, 0)
        for entry in outputs:
            uses[entry] += 1
        for entry in self.function.steps:
            if entry.inputs:
                for x, times in zip(entry.inputs, self.target.times(entry), strict=True):
                    uses[x] += times
        return uses

    def _name(self, entry: Recorded) -> str:
        """What a recorded number is called: as its node, or as the gradient of one, or t1, t2, and so on."""
        if entry in self.function.names:
            return self._names.own(self.function.names[entry])
        if entry in self.function.adjoints:
            return self._names.own(self.target.adjoint(self.function.adjoints[entry]))
        return self._names.nameless()


def _calls(code: str, name: str) -> bool:
    return f"{name}(" in code and re.search(rf"(?<![\w.]){re.escape(name)}(?=\()", code) is not None
