"""Reading and writing files: text, tables of JSON and TOML, and output that appears whole or not at all."""

from .reading import opened, read_export, read_text
from .tables import json_table, toml_table
from .writing import require_folder, same_file, write_file, written_whole

__all__ = [
    "json_table", "opened", "read_export", "read_text", "require_folder", "same_file", "toml_table", "write_file",
    "written_whole",
]  # fmt: skip
