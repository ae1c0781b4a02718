"""How true the marking is of people: `python -m tests.people.measure [--verbose] [--json] [--readme] [--digits N]`.

Each mistake of `mistakes` is one submission, worked by hand on the calculator and marked as a whole. A number at which
the mistake was made counts as right if what was done is named, as silent if nothing is said, and as wrong if something
else is said. A number that merely follows counts as right if that is said, or if the mistake is named.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .calculator import Rounding, decimals, digits
from .judge import RIGHT, SILENT, WRONG, Judged, judged
from .mistake import FAMILIES, Mistake
from .mistakes import AT_FIRST, KEYS, MISTAKES
from .problem import NOTHING, Problem
from .problems import PROBLEMS
from .tool import Said, marked

Marker = Callable[[Problem, Mapping[str, str]], Mapping[str, Said]]
OUTCOMES = (RIGHT, SILENT, WRONG)

# A calculator shows six digits.
SHOWN = 6


def measured(marker: Marker = marked, mistakes: Sequence[Mistake] = MISTAKES, shown: int = SHOWN) -> list[Judged]:
    """What a marker says of every wrong number of every submission."""
    found = []
    for mistake in mistakes:
        answers = {claim: f"{number:.{shown}g}" for claim, number in mistake.answers().items()}
        found += judged(mistake, answers, marker(mistake.problem, answers))
    return found


class Credit(NamedTuple):
    """The points of one way to answer: those given, and those that truly belong to it."""

    who: str
    points: int
    deserved: str


def credits_given(marker: Marker = marked) -> list[Credit]:
    """The points that whole submissions of the key earn that are no mistakes of people."""
    everything = sum(len(problem.asked) for problem in PROBLEMS.values())
    rights = [
        ("4 digits", digits(4), str(everything)),
        ("3 digits", digits(3), f"≥ {_most(everything, 92)}"),
        ("2 decimals", decimals(2), f"≥ {_most(everything, 80)}"),
    ]
    zeros = sum(abs(number) <= NOTHING for problem in PROBLEMS.values() for number in problem.right.values())
    return [
        Credit("all zeros", _points(marker, lambda problem: dict.fromkeys(problem.asked, "0")), str(zeros)),
        Credit("nan everywhere, each node's own name as its data", _points(marker, _names), "0"),
        *[
            Credit(f"right, each step rounded to {words}", _points(marker, _rounded(rounding)), deserved)
            for words, rounding, deserved in rights
        ],
    ]


def _most(everything: int, of_96: int) -> int:
    """The same share of this key as so many points of one with 96."""
    return round(everything * of_96 / 96)


def _points(marker: Marker, answered: Callable[[Problem], Mapping[str, str]]) -> int:
    return sum(said.passed for problem in PROBLEMS.values() for said in marker(problem, answered(problem)).values())


def _names(problem: Problem) -> dict[str, str]:
    return {claim: "nan" if claim.endswith(".grad") else problem.line(claim) for claim in problem.asked}


def _rounded(rounding: Rounding) -> Callable[[Problem], dict[str, str]]:
    return lambda problem: {
        claim: f"{number:.12g}" for claim, number in problem.answers(problem.sheet.worked(rounding=rounding)).items()
    }


class Shown(NamedTuple):
    """A right answer of which something bad was said."""

    problem: Problem
    claim: str
    answer: str
    said: Said


def spoilt(marker: Marker = marked) -> tuple[int, list[Shown]]:
    """Right answers shown with 3 to 6 digits: how many there are, and those called wrong or diagnosed."""
    count, bad = 0, []
    for problem in PROBLEMS.values():
        for shown in (3, 4, 5, 6):
            answers = {claim: f"{number:#.{shown}g}" for claim, number in problem.right.items()}
            count += len(answers)
            bad += [
                Shown(problem, claim, answers[claim], said)
                for claim, said in marker(problem, answers).items()
                if not said.passed or said.code
            ]
    return count, bad


def table(results: Sequence[Judged]) -> Iterator[str]:
    """Right, silent and wrong by family: where the mistake was made, and what merely follows."""
    yield f"{'':44}{'where it was made':^24}   {'what follows':^24}"
    yield f"{'':44}{_row(OUTCOMES)}   {_row(OUTCOMES)}"
    for family in FAMILIES:
        yield f"{family:44}{_counts(results, family, True)}   {_counts(results, family, False)}"
    yield f"{'all':44}{_counts(results, None, True)}   {_counts(results, None, False)}"
    shares = [_row([f"{share(results, made, outcome):.1%}" for outcome in OUTCOMES]) for made in (True, False)]
    yield f"{'':44}{shares[0]}   {shares[1]}"


def _row(cells: Sequence[object]) -> str:
    return "".join(f"{cell!s:>8}" for cell in cells)


def _counts(results: Sequence[Judged], family: str | None, made: bool) -> str:
    counts = counted(results, family, made)
    return _row([counts[outcome] for outcome in OUTCOMES])


def counted(results: Sequence[Judged], family: str | None, made: bool) -> Counter[str]:
    """How many numbers of a family, or of all, came out how."""
    return Counter(each.outcome for each in results if each.made == made and family in {None, each.mistake.family})


def share(results: Sequence[Judged], made: bool, outcome: str) -> float:
    """The share of one outcome."""
    counts = counted(results, None, made)
    return counts[outcome] / (counts.total() or 1)


def diagnosed_wrongly(results: Sequence[Judged]) -> float:
    """The share of the diagnoses given, wherever they stand, that are wrong."""
    given = [each for each in results if each.said.code]
    return sum(each.outcome == WRONG for each in given) / (len(given) or 1)


def by_code(results: Sequence[Judged]) -> Iterator[str]:
    """How often each code was right and wrong."""
    counts = Counter((each.said.code, each.outcome) for each in results if each.said.code)
    for code in sorted({code for code, _ in counts}):
        yield f"{code:44}{counts[code, RIGHT]:8}{'':8}{counts[code, WRONG]:8}"


def line(each: Judged) -> str:
    """One number in full, to look into: what was done, and what is said."""
    what = f"{each.mistake.name}: {each.mistake.done} [{each.mistake.family}]"
    said = f"follows from {each.said.follows}" if each.said.follows else f"{each.said.code}: {each.said.message}"
    kind = "made" if each.made else "follows"
    return f"{each.outcome:7}{kind:8}{what}\n    {each.claim} = {each.answer}  {said}"


def as_json(results: Sequence[Judged], given: Sequence[Credit], bad: tuple[int, Sequence[Shown]]) -> str:
    return json.dumps({
        "mistakes": len({id(each.mistake) for each in results}),
        "families": {
            family: {
                kind: dict(counted(results, family, made)) for kind, made in (("made", True), ("follows", False))
            }
            for family in FAMILIES
        },
        "made": {outcome: share(results, True, outcome) for outcome in OUTCOMES},
        "follows": {outcome: share(results, False, outcome) for outcome in OUTCOMES},
        "diagnosed_wrongly": diagnosed_wrongly(results),
        "credit": {each.who: each.points for each in given},
        "right_answers": bad[0],
        "right_answers_spoilt": len(bad[1]),
    }, indent=1)  # fmt: skip


def of_key(results: Sequence[Judged], mistakes: Sequence[Mistake]) -> list[Judged]:
    """The numbers of some of the mistakes."""
    wanted = set(map(id, mistakes))
    return [each for each in results if id(each.mistake) in wanted]


def markdown(results: Sequence[Judged], given: Sequence[Credit]) -> str:
    """What the README shows of it."""
    lines = ["", "| mistakes | named rightly | nothing said | named wrongly |", "|---|---|---|---|"]
    for family in FAMILIES:
        counts = counted(results, family, True)
        lines.append(f"| {family} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |")
    counts = counted(results, None, True)
    cells = [f"{counts[outcome]} ({share(results, True, outcome):.1%})" for outcome in OUTCOMES]
    lines += [f"| all | {' | '.join(cells)} |", ""]
    lines += ["| key | mistakes | rightly, not, wrongly when first marked | now |", "|---|---|---|---|"]
    for name, mistakes in KEYS.items():
        key = of_key(results, mistakes)
        now = _shares([share(key, True, outcome) for outcome in OUTCOMES])
        lines.append(f"| {name} | {len(mistakes)} | {_shares(AT_FIRST.get(name, ())) or '—'} | {now} |")
    lines += ["", "| who answers | points | deserved |", "|---|---|---|"]
    lines += [f"| {each.who} | {each.points} | {each.deserved} |" for each in given]
    return "\n".join([*lines, "", ""])


def _shares(parts: Sequence[float]) -> str:
    return ", ".join([f"{part:.1%}" for part in parts])


README = Path(__file__).resolve().parent.parent.parent / "README.md"
SHOWN_THERE = re.compile(r"(<!-- people -->\n).*?(<!-- end of people -->)", re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="show each number that is not right")
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.add_argument("--readme", action="store_true", help="write the tables of the README anew")
    parser.add_argument("--digits", type=int, default=SHOWN, help="how many digits the answers are shown with")
    options = parser.parse_args()
    results, given, bad = measured(shown=options.digits), credits_given(), spoilt()
    if options.readme:
        text = SHOWN_THERE.sub(rf"\1{markdown(results, given)}\2", README.read_text(encoding="utf-8"))
        README.write_text(text, encoding="utf-8")
        return
    if options.json:
        print(as_json(results, given, bad))
        return
    if options.verbose:
        print(*[line(each) for each in results if each.outcome != RIGHT], "", sep="\n")
    claims = sum(len(problem.asked) for problem in PROBLEMS.values())
    print(f"{len(PROBLEMS)} problems, {claims} claims, {len(MISTAKES)} mistakes\n")
    for name, key in KEYS.items():
        print(f"the {name} key: {len(key)} mistakes")
        print(*table(of_key(results, key)), "", sep="\n")
    print(f"of all diagnoses given, {diagnosed_wrongly(results):.1%} are wrong:")
    print(*by_code(results), sep="\n")
    print(f"\n{'points':>58}{'of':>6}{'should be':>12}")
    for each in given:
        print(f"{each.who:50}{each.points:8}{claims:6}{each.deserved:>12}")
    print(f"\n{bad[0]} right answers with 3 to 6 digits: {len(bad[1])} called wrong or diagnosed")
    for each in bad[1][:10]:
        print(f"    {each.problem.name}: {each.claim} = {each.answer}  {each.said.code}")


if __name__ == "__main__":
    main()
