"""What the wheel holds beside the package: the grammars, their parse tables, and the manual page."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from lark import Lark

# Where systems look for it, below the place where the programs are.
PAGE = "share/man/man1/backprop.1"


class WheelHook(BuildHookInterface[Any]):
    """Makes a `.table` out of each `.lark`, so that a read-only installation starts fast, too, and the manual page."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by Hatchling before it builds; an editable installation uses the files of the checkout."""
        self.folder = TemporaryDirectory()
        sys.path.insert(0, self.root)
        try:
            if version == "standard":
                self.add_tables(build_data)
                self.add_page(build_data)
        finally:
            sys.path.remove(self.root)

    def add_tables(self, build_data: dict[str, Any]) -> None:
        """Add each grammar and its parse table to the package."""
        for grammar in Path(self.root, "grammar").glob("*.lark"):
            table = Path(self.folder.name, f"{grammar.stem}.table")
            self.make(grammar, table)
            build_data["force_include"] |= {str(file): f"backprop_cli/grammar/{file.name}" for file in (grammar, table)}

    def make(self, grammar: Path, table: Path) -> None:
        """Write the parse table of a grammar, with the code that will read it."""
        from backprop_cli.language import tables

        text = grammar.read_text(encoding="utf-8")
        parser = Lark(text, **tables.OPTIONS[grammar.stem], postlex=tables.Words(grammar.stem))
        tables.write_table(str(table), text, parser)
        if tables.read_table(str(table), text) is None:
            raise OSError(f"the parse table cannot be written to {table}")

    def add_page(self, build_data: dict[str, Any]) -> None:
        """Add the manual page, which the help of the commands makes."""
        from backprop_cli.cli.manual import page

        file = Path(self.folder.name, "backprop.1")
        file.write_text(page(), encoding="ascii")
        build_data["shared_data"][str(file)] = PAGE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called by Hatchling after it has built."""
        self.folder.cleanup()
