"""Names that a language allows, each given once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from unicodedata import name as name_of
from unicodedata import normalize


class Names:
    """The names of a piece of code, each given once.

    Args:
        taken: what nothing may be called.
        fitting: a name as the language allows it.
        folds_case: whether a name is the same in large letters.
    """

    def __init__(self, taken: Iterable[str], fitting: Callable[[str], str], folds_case: bool) -> None:
        self.fitting = fitting
        self.key: Callable[[str], str] = str.casefold if folds_case else str
        self.taken = set(map(self.key, taken))
        self.renamed: dict[str, str] = {}
        self._nameless = (f"t{number}" for number in count(1))

    def own(self, wanted: str) -> str:
        """A name that is as much like the one that is wanted as may be."""
        plain = self.fitting(wanted)
        found = plain if self._is_free(plain) else self._first_free(f"{plain}_{number}" for number in count(1))
        if found != wanted:
            self.renamed[wanted] = found
        return found

    def nameless(self) -> str:
        """The next free one of t1, t2, and so on."""
        return self._first_free(self._nameless)

    def _first_free(self, names: Iterable[str]) -> str:
        return next(name for name in names if self._is_free(name))

    def _is_free(self, name: str) -> bool:
        """Whether nothing has this name yet, which is taken from then on."""
        key = self.key(name)
        if key in self.taken:
            return False
        self.taken.add(key)
        return True


def letters_as_they_are(name: str) -> str:
    """A name in which only the letters are changed that Python does not take for letters of a name."""
    if name.isascii():
        return name
    return "".join([letter if _may_stand_in_a_name(letter) else _plain(letter) for letter in name])


def _may_stand_in_a_name(letter: str) -> bool:
    # Python takes a name for the same as its normal form: ﬁ for fi.
    return letter.isascii() or (f"a{letter}".isidentifier() and normalize("NFKC", letter) == letter)


def _plain(letter: str) -> str:
    """A digit or a letter for what stands for one, such as ₀; else what Unicode calls it: α is alpha."""
    plain = normalize("NFKD", letter)
    if plain.isascii():
        return plain
    called = name_of(letter, "").rpartition(" ")[2].lower()
    return called if called.isidentifier() and called.isascii() else f"u{ord(letter):x}"


def ascii_name(name: str) -> str:
    """A name without letters beyond ASCII."""
    return name if name.isascii() else "".join([c if c.isascii() else _plain(c) for c in name])
