"""Random inputs that are nearly right: expressions, files and command lines, made by a grammar and by small damage."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from .random_programs import random_program

CORPUS = Path(__file__).resolve().parent.parent / "expressions"

NUMBERS = (
    "0", "1", "2", "-1", ".5", "1.", "1e-3", "1e400", "5e-324", "1e308", "9" * 30, "1e999999999", "0x1F", "1_000",
    "1,5",     "½", "٣", "1e", "1.2.3", "inf", "nan", "-0", "00", "0." + "0" * 40 + "1", "1/3", "-1/0", "2^0.5",
)  # fmt: skip
NAMES = (
    "x",
    "y",
    "a",
    "b",
    "w0",
    "pi",
    "e",
    "tau",
    "α",
    "Δx",
    "self",
    "x_1",
    "É",
    "lambda",
    "v1",
    "c1",
    "ﬁ",
    "n0",
    "L",
)
FUNCTIONS = (
    "exp", "log", "sqrt", "sin", "tanh", "relu", "max", "min", "pow", "atan2", "clip", "leaky_relu", "hypot", "abs",
    "floor", "tahn", "ReLU", "log10", "elu",
)  # fmt: skip
SIGNS = (
    "+", "-", "*", "/", "^", "**", "×", "·", "÷", "−", "(", ")", "[", "]", "{", "}", ",", ";", "=", "\n", " ", "\t",
    "#", "|", "!", "%", ":", "<", ">", "'", '"', "\\", "²", "√", "≤", "$", "&", "@", "~", "?", ".", "…",
)  # fmt: skip
# What does not belong into a text, and must neither be an escape nor reach a terminal.
STRANGE = (
    "\x00", "\x1b[31m", "\x07", "\r", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\udcff",
    "\U0001f600", "\U000e0041", "\u0301", "\u2028", "\xa0", "＋", "x\u0338",
)  # fmt: skip
WORDS = (*NUMBERS, *NAMES, *FUNCTIONS, *SIGNS, *SIGNS, *STRANGE)


def seeds() -> list[str]:
    """The expressions of the corpus, right and wrong."""
    lines = [line for path in sorted(CORPUS.rglob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith(("#", ">", "|", "exit"))]


def expression(random: Random, corpus: Sequence[str]) -> str:
    """An expression: a random program, one of the corpus or random words, mostly damaged."""
    kind = random.random()
    if kind < 0.4:
        text = random.choice(corpus)
    elif kind < 0.6:
        text = random_program(random, ("+", "*", "-", "/", "^", "neg", "tanh", "max", "log", "relu"), 30).text
    else:
        return sentence(random)
    return damaged(text, random)


def sentence(random: Random) -> str:
    """Words of the language in a row, about as often right as wrong."""
    words = []
    for _ in range(random.choice([1, 2, 3, 5, 8, 13, 30])):
        words.append(
            random.choice(random.choice([NUMBERS, NAMES, NAMES, FUNCTIONS, STRANGE if _rarely(random) else NAMES]))
        )
        words.append(random.choice([*"+-*/^", *"+-*/^", "(", ")", ",", ";", "=", " ", "", random.choice(SIGNS)]))
    return "".join(words[: random.choice([-1, len(words)])])


def _rarely(random: Random) -> bool:
    return random.random() < 0.05


def damaged(text: str, random: Random) -> str:
    """The text after a few small changes, or none."""
    for _ in range(random.choice([0, 1, 1, 2, 3, 8])):
        text = random.choice(DAMAGES)(text, random)
    return text


def _span(text: str, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(text))
    return start, min(len(text), start + random.choice([0, 1, 2, 5, 20]))


def _without(text: str, random: Random) -> str:
    start, end = _span(text, random)
    return text[:start] + text[end:]


def _with_a_word(text: str, random: Random) -> str:
    start, end = _span(text, random)
    return text[:start] + random.choice(WORDS) + text[random.choice([start, end]) :]


def _twice(text: str, random: Random) -> str:
    start, end = _span(text, random)
    return text[:end] + text[start:end] * random.choice([1, 2, 9]) + text[end:]


def _moved(text: str, random: Random) -> str:
    start, end = _span(text, random)
    rest = text[:start] + text[end:]
    place = random.randint(0, len(rest))
    return rest[:place] + text[start:end] + rest[place:]


def _other_character(text: str, random: Random) -> str:
    place = random.randint(0, max(len(text) - 1, 0))
    code = random.choice([random.randint(0, 127), random.randint(0, 0x2FFF), random.randint(0, 0x10FFFF)])
    return text[:place] + chr(code) + text[place + 1 :]


DAMAGES: tuple[Callable[[str, Random], str], ...] = (
    _without,
    _with_a_word,
    _with_a_word,
    _twice,
    _moved,
    _other_character,
)


def repeated(random: Random) -> str:
    """A long text of few words: what is not linear shows in it."""
    words = [random.choice(WORDS) for _ in range(random.choice([1, 1, 2, 3, 4]))]
    return random.choice(["", "x = 1; ", "max(", "(", "x"]) + "".join(words) * random.choice([300, 1000, 3000])


# Taken as they stand: an integer of more digits than Python converts, and lists within lists.
HEXADECIMAL = "0x" + "f" * 4000
DEEP = "[" * 600 + "]" * 600


def content(random: Random, depth: int = 2) -> object:
    """What a file of values may hold, and what it may not."""
    kinds: list[Callable[[], object]] = [
        lambda: random.choice([0, 1, -2, 2.5, 1e308, -0.0, 10**30, 10**400, True, None]),
        lambda: random.choice(NUMBERS),
        lambda: random.choice([HEXADECIMAL, DEEP, 10**400, 1e308]) if random.random() < 0.3 else 3,
        lambda: random.choice([*NAMES, *STRANGE, "", "x*y", "=cmd|'/c calc'!A0", "<b>&", "int -5..5", "[red]x[/red]"]),
        lambda: sentence(random),
    ]
    if depth:
        kinds += [
            lambda: [content(random, depth - 1) for _ in range(random.randint(0, 3))],
            lambda: {str(content(random, 0)): content(random, depth - 1) for _ in range(random.randint(0, 3))},
        ]
    return random.choice(kinds)()


def toml(value: object) -> str:
    """A value as TOML has it; what TOML has no form for becomes a string."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if value in (HEXADECIMAL, DEEP):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join([toml(each) for each in value])}]"
    if isinstance(value, dict):
        return f"{{ {', '.join([f'{toml(str(name))} = {toml(each)}' for name, each in value.items()])} }}"
    return json.dumps(str(value)).replace("\\ud", "\\u0")


def toml_lines(table: dict[str, object]) -> str:
    """A table as the lines of a TOML file."""
    return "".join([f"{name} = {toml(value)}\n" for name, value in table.items()])


def bytes_of(text: str, random: Random) -> bytes:
    """The text as a file has it: mostly UTF-8, once in a while with a byte that is not, or in another encoding."""
    kind = random.random()
    if kind < 0.02:
        return text.encode("utf-16", "surrogatepass")
    raw = text.encode("utf-8", "surrogatepass")
    if kind < 0.05:
        place = random.randint(0, len(raw))
        return raw[:place] + bytes([random.randint(0, 255)]) + raw[place:]
    return b"\xef\xbb\xbf" + raw if kind < 0.06 else raw
