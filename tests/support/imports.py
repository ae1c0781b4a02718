"""Who imports whom, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "backprop_cli"
FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> tuple[str, ...]:
    """The name of a file as a module, within the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def room_of(path: Path) -> str:
    return module_of(path)[0]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST, path: Path) -> Iterator[tuple[str, ...]]:
    """Everything that a file imports, anywhere in it: ("lark", "exceptions"), ("", "views", "table") for our own."""
    package = path.relative_to(PACKAGE).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = tuple((node.module or "").split(".")) if node.module else ()
            if not node.level:
                yield module
                continue
            home = ("", *package[: len(package) - node.level + 1], *module)
            yield from ((*home, alias.name) for alias in node.names)


def own_imports() -> Iterator[tuple[Path, tuple[str, ...]]]:
    """(file, what it imports), for each import within the package."""
    for path in FILES:
        yield from ((path, name[1:]) for name in imports(parsed(path), path) if name[0] == "" and len(name) > 1)


def module_imports() -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    """For each module those that it imports while it runs, anywhere in it: `from .views import table` is the table."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {module_of(path): set() for path in FILES}
    for path in FILES:
        tree = Running().visit(parsed(path))
        for name in [name[1:] for name in imports(tree, path) if name[0] == ""]:
            beginnings = [name[:length] for length in range(len(name), 0, -1)]
            found[module_of(path)].update([module for module in beginnings if module in found][:1])
    return found


class Running(ast.NodeTransformer):
    """Leaves out what is there for type checkers."""

    def visit_If(self, node: ast.If) -> ast.AST:
        hidden = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return ast.Pass() if hidden else self.generic_visit(node)
