"""Names of students as names of files: no way out of the folder, nothing that a system forbids, and no two alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

# What is no letter, digit or one of these signs is written `_`.
_UNSAFE = re.compile(r"[^\w.@+ -]")

# A name in bytes, which leaves room for an ending and a number, and what Windows keeps for devices.
LONGEST = 120
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
NAMELESS = "student"


def file_names(students: Sequence[str], ending: str) -> list[str]:
    """A file for each student, two that would be called alike numbered: `Ada.html`, `ada-2.html`.

    Args:
        students: their names.
        ending: that of the files, with its dot.
    """
    found: list[str] = []
    taken: set[str] = set()
    for student in students:
        name = safe = _safe(student)
        number = 1
        while _folded(name) in taken:
            number += 1
            name = f"{safe}-{number}"
        taken.add(_folded(name))
        found.append(name + ending)
    return found


def _safe(student: str) -> str:
    """The name without what steers: `../Ada` is `_Ada`."""
    name = _UNSAFE.sub("_", normalize("NFC", student)).strip(" .")
    while len(name.encode()) > LONGEST:
        name = name[:-1].rstrip(" .")
    # A name that begins with - is taken for an option.
    name = name.replace("-", "_", 1) if name.startswith("-") else name
    return (f"_{name}" if _RESERVED.fullmatch(name) else name) or NAMELESS


def _folded(name: str) -> str:
    """What makes two names one for a system that tells no A from a, and no é from e and an accent."""
    return normalize("NFKC", name).casefold()
