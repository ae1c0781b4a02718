"""Whether something escapes from an input, and how to make that input small."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from backprop_cli import BackpropError, parse

from .inputs import PARSE, TARGETS, VALUES, Input
from .running import control_characters, escapes, in_process
from .working import TooLongError, alarm

# Far above what an input needs: 0.2 seconds, and a fifth of a millisecond a character.
SECONDS, SECONDS_A_CHARACTER = 0.2, 2e-4
HANGS = 30
SLOW = "far too slow:"


def escaping(given: Input, timed: bool = True) -> list[str]:
    """What escapes from an input, each in words that are the same for the same fault."""
    for name, content in given.files.items():
        Path(name).write_bytes(content)
    seconds = []
    for _ in range(3):
        start = time.process_time()
        found = _escaping(given)
        seconds.append(time.process_time() - start)
        if found or not timed or min(seconds) <= SECONDS + SECONDS_A_CHARACTER * given.size:
            return found
    return [f"{SLOW} {given.arguments[0]}"]


def _escaping(given: Input) -> list[str]:
    try:
        with alarm(HANGS):
            if given.arguments[0] == PARSE:
                return _escaping_from_the_library(given.arguments[1])
            return escapes(in_process(*given.arguments), given.arguments)
    except TooLongError:
        return [f"more than {HANGS} seconds for {given.arguments[0]}"]
    except Exception as error:
        return [f"{type(error).__name__} in {_place(error)}"]


def _place(error: Exception) -> str:
    """The innermost function of the package on the way to an exception."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "backprop_cli" in f.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "no function of the package"


def _escaping_from_the_library(text: str) -> list[str]:
    try:
        program = parse(text)
        bindings = {name: VALUES[i % len(VALUES)] for i, name in enumerate(program.variables)}
        program(**bindings).backward()
    except BackpropError as error:
        return _wrong_with(error)
    return []


def _wrong_with(error: BackpropError) -> list[str]:
    """What is never right about an error: its place is in its text, and it is one line that a terminal may have."""
    found = []
    if error.span and error.text is not None:
        start, end = error.span
        # At the end of the text there is a place for what is missing.
        if not (0 <= start < end <= len(error.text) + 1) or start > len(error.text):
            found.append(f"a place outside the text: {error.message[:20]}")
    if control_characters(str(error)) or "\n" in str(error):
        found.append("a control character in an error")
    return found


def small(given: Input, fault: str, timed: bool = True, tries: int = 400) -> Input:
    """A shorter input from which the same escapes."""
    left = tries // 20 if fault.startswith(SLOW) else tries
    chunk = max(given.size // 2, 1)
    while chunk and left > 0:
        for candidate in _shorter(given, chunk):
            left -= 1
            if fault in escaping(candidate, timed):
                given = candidate
                break
            if left <= 0:
                break
        else:
            chunk //= 2
    return given


def _shorter(given: Input, chunk: int) -> Iterator[Input]:
    """The input without some characters, or without a whole word."""
    words = given.arguments
    for i in range(1, len(words)):
        if words[0] != PARSE:
            yield given._replace(arguments=(*words[:i], *words[i + 1 :]))
        for start in range(0, len(words[i]), chunk):
            yield given._replace(arguments=(*words[:i], words[i][:start] + words[i][start + chunk :], *words[i + 1 :]))
    for name, content in given.files.items():
        for start in range(0, len(content), chunk):
            yield given._replace(files={**given.files, name: content[:start] + content[start + chunk :]})


def fuzz(target: str, count: int, seed: Any = 0, timed: bool = True) -> dict[str, Input]:
    """Each kind of escape among `count` inputs of a target, with the shortest input that shows it, made small.

    The folder at hand is written to.
    """
    random = Random(f"{target} {seed}")
    found: dict[str, Input] = {}
    for _ in range(count):
        given = TARGETS[target](random)
        for fault in escaping(given, timed):
            if fault not in found or given.size < found[fault].size:
                found[fault] = given
    return {fault: small(given, fault, timed) for fault, given in found.items()}
