"""Puts the parse table into the wheel, so that an installation that its users cannot write to starts fast too."""

import os
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ParseTableHook(BuildHookInterface[Any]):
    """Makes `grammar/expression.table` and adds it beside the grammar."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by Hatchling before it builds."""
        sys.path.insert(0, self.root)
        from backprop_cli.language.tables import grammar_path, make_parser, table_path

        make_parser(None)
        table = table_path(grammar_path())
        if version == "standard" and os.path.exists(table):
            build_data["force_include"][table] = "backprop_cli/grammar/expression.table"
