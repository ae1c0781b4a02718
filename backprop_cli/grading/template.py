"""An empty submission to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .key import Key, Problem, statement_of

BARE = re.compile(r"[A-Za-z0-9_-]+")


def template(key: Key) -> str:
    """A submission without answers, as TOML."""
    head = [f"# {line}" for line in key.title.splitlines()]
    head.append("# Write a number, an expression such as 1/3, or a formula between the quotes.")
    return "\n".join([*head, *(line for problem in key.problems for line in _section(problem))]) + "\n"


def _section(problem: Problem) -> Iterator[str]:
    yield from ("", f"[{_key(problem.id)}]")
    for statement in statement_of(problem):
        yield from (f"# {line}" for line in statement.splitlines())
    for quantity in problem.ask:
        name = f"{_key(quantity.name)}.{quantity.kind}" if quantity.name else quantity.kind
        yield f'{name} = ""'


def _key(name: str) -> str:
    """A key as TOML has it: bare if it can be, else in quotes."""
    if BARE.fullmatch(name):
        return name
    from json import dumps

    return dumps(name, ensure_ascii=False)
