"""Puts the grammar and its parse table into the wheel, so that a read-only installation starts fast, too."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from lark import Lark


class ParseTableHook(BuildHookInterface[Any]):
    """Makes `expression.table` out of `expression.lark` and adds both to the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by Hatchling before it builds; an editable installation uses the files of the checkout."""
        self.folder = TemporaryDirectory()
        if version == "standard":
            table = Path(self.folder.name, "expression.table")
            self.make(table)
            build_data["force_include"] |= {
                str(Path(self.root, "grammar", "expression.lark")): "backprop_cli/grammar/expression.lark",
                str(table): "backprop_cli/grammar/expression.table",
            }

    def make(self, table: Path) -> None:
        """Write the parse table, with the code that will read it."""
        sys.path.insert(0, self.root)
        try:
            from backprop_cli.language import tables
        finally:
            sys.path.remove(self.root)
        grammar = Path(self.root, "grammar", "expression.lark").read_text(encoding="utf-8")
        tables.write_table(str(table), grammar, Lark(grammar, **tables.OPTIONS))
        if tables.read_table(str(table), grammar) is None:
            raise OSError(f"the parse table cannot be written to {table}")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called by Hatchling after it has built."""
        self.folder.cleanup()
