"""Measure every figure against its floor or its peer, in turn and repeatedly, and print the table of medians."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from .floors import batch, engine, growth, large, once_more, picture, reading, start_up
from .frame import Figure
from .peers import peers


def figures(rounds: int, few: int, with_peers: bool) -> Iterator[Figure]:
    """The rows as they are measured; the short work more often, because it varies more."""
    yield from start_up(2 * rounds + 1)
    yield picture(rounds)
    yield from engine(few)
    yield reading(few)
    yield from growth(rounds, few)
    yield from once_more(few)
    yield from large(few)
    yield from batch(rounds, few, 10_000 if rounds == 1 else 1_000_000)
    if with_peers:
        yield from peers(few)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each pair is measured (default 9)")
    parser.add_argument("--quick", action="store_true", help="one round of everything: whether it runs at all")
    parser.add_argument("--peers", action="store_true", help="beside other programs, too, as far as they are installed")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    rounds = 1 if options.quick else options.rounds
    found = figures(rounds, 1 if options.quick else max(rounds // 3, 1), options.peers)
    if options.json:
        print(json.dumps([figure._asdict() for figure in found], indent=1, ensure_ascii=False))
        return
    print("| work | against | goal | measured | met | |\n|---|---|---|--:|---|---|")
    for figure in found:
        print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
