"""`graphviz.Digraph`, drawn by the layout program that this project found."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import graphviz

from ...errors import UsageError
from . import dot
from .layout import render
from .picture import Picture
from .svg import described


class Drawing(graphviz.Digraph):  # type: ignore[misc] # graphviz ships no types
    """A Digraph that needs no `dot` on the PATH, and whose SVG has a title and a description.

    Everything else is as in the graphviz package; it calls the three methods below for the layout alone.
    """

    def __init__(self, *args: Any, title: str = "", description: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = title
        self.description = description

    def _copy_kwargs(self, **kwargs: Any) -> Any:
        return super()._copy_kwargs(**kwargs) | {"title": self.title, "description": self.description}

    def _drawn(self, source: str, engine: str, file_format: str, **wanted: Any) -> bytes:
        """The source as a drawing; `wanted` are the options that only some layout programs have."""
        plugins = [name for name in (wanted.get("renderer"), wanted.get("formatter")) if name]
        no_op = wanted.get("neato_no_op")
        options = [f"-n{no_op:d}"] if no_op else []
        drawn = render(source, ":".join([file_format, *plugins]), engine, options=options)
        if file_format == "svg" and self.title:
            return described(drawn.decode(), self.title, self.description).encode()
        return drawn

    def _pipe_lines(self, engine: str, file_format: str, lines: Iterable[str], **wanted: Any) -> bytes:
        return self._drawn("".join(lines), engine, file_format, **wanted)

    def _pipe_lines_string(
        self, engine: str, file_format: str, lines: Iterable[str], *, encoding: str, **wanted: Any
    ) -> str:
        return self._drawn("".join(lines), engine, file_format, **wanted).decode(encoding)

    def _render(
        self,
        engine: str,
        file_format: str,
        filepath: str,
        *,
        outfile: str | os.PathLike[str] | None = None,
        raise_if_result_exists: bool = False,
        overwrite_filepath: bool = False,
        **wanted: Any,
    ) -> str:
        target = _target(filepath, file_format, outfile, wanted)
        if raise_if_result_exists and target.exists():
            raise graphviz.FileExistsError(f"output file exists: {os.fspath(target)!r}")
        if target.resolve() == Path(filepath).resolve() and not overwrite_filepath:
            raise ValueError(f"outfile {target.name!r} must be different from the source file")
        source = Path(filepath).read_text(encoding=self.encoding)
        target.write_bytes(self._drawn(source, engine, file_format, **wanted))
        return os.fspath(target)


def drawing_of(picture: Picture, file_format: str = "svg") -> Drawing:
    """The picture as a Digraph.

    Raises:
        UsageError: Graphviz has no such format.
    """
    if str(file_format).lower() not in graphviz.FORMATS:
        raise UsageError(
            f"cannot draw the format {file_format!r}", hint="write svg, png, pdf, dot or another format of Graphviz"
        )
    return Drawing(
        dot.NAME,
        format=file_format,
        graph_attr=dot.graph_attributes(picture),
        node_attr=dot.NODE,
        edge_attr=dot.EDGE,
        body=dot.body_of(picture),
        title=picture.title,
        description=picture.description,
    )


def _target(filepath: str, file_format: str, outfile: str | os.PathLike[str] | None, wanted: dict[str, Any]) -> Path:
    """Where the drawing goes: `outfile`, or beside the source with the format added to its name."""
    if outfile is not None:
        return Path(outfile)
    plugins = [name for name in (wanted.get("formatter"), wanted.get("renderer")) if name]
    return Path(".".join([os.fspath(filepath), *plugins, file_format]))
