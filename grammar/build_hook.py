"""Puts the grammars and their parse tables into the wheel, so that a read-only installation starts fast, too."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from lark import Lark


class ParseTableHook(BuildHookInterface[Any]):
    """Makes a `.table` out of each `.lark` and adds both to the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by Hatchling before it builds; an editable installation uses the files of the checkout."""
        self.folder = TemporaryDirectory()
        if version == "standard":
            for grammar in Path(self.root, "grammar").glob("*.lark"):
                table = Path(self.folder.name, f"{grammar.stem}.table")
                self.make(grammar, table)
                build_data["force_include"] |= {
                    str(file): f"backprop_cli/grammar/{file.name}" for file in (grammar, table)
                }

    def make(self, grammar: Path, table: Path) -> None:
        """Write the parse table of a grammar, with the code that will read it."""
        sys.path.insert(0, self.root)
        try:
            from backprop_cli.language import tables
        finally:
            sys.path.remove(self.root)
        text = grammar.read_text(encoding="utf-8")
        parser = Lark(text, **tables.OPTIONS[grammar.stem], postlex=tables.Words(grammar.stem))
        tables.write_table(str(table), text, parser)
        if tables.read_table(str(table), text) is None:
            raise OSError(f"the parse table cannot be written to {table}")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called by Hatchling after it has built."""
        self.folder.cleanup()
