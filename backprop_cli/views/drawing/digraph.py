"""`graphviz.Digraph`, drawn by the layout program that this project found."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import graphviz

from ...errors import UsageError
from . import dot
from .layout import render
from .parts import Picture
from .svg import described

PathLike = str | os.PathLike[str]


class Drawing(graphviz.Digraph):  # type: ignore[misc] # graphviz ships no types
    """A Digraph that needs no `dot` on the PATH, and whose SVG has a title and a description.

    Everything else is as in the graphviz package: `view` and what notebooks show come down to the methods below.
    """

    def __init__(self, *args: Any, title: str = "", description: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = title
        self.description = description

    def copy(self) -> Drawing:
        """An independent copy."""
        copied: Drawing = super().copy()
        copied.title, copied.description = self.title, self.description
        return copied

    def pipe(
        self, format: str | None = None, renderer: str | None = None, formatter: str | None = None,  # noqa: A002 - as there
        neato_no_op: bool | int | None = None, quiet: bool = False, *, engine: str | None = None,
        encoding: str | None = None,
    ) -> bytes | str:  # fmt: skip
        """The drawing: text if an encoding is given, else bytes. The arguments are those of `graphviz.Digraph`.

        Raises:
            ValueError: there is no such format, engine, renderer or formatter.
            LayoutError: there is no layout program that can draw it, or it failed.
        """
        drawn = self._with(format, renderer, formatter, engine)._drawn(neato_no_op)
        return drawn if encoding is None else drawn.decode(encoding)

    def render(
        self, filename: PathLike | None = None, directory: PathLike | None = None, view: bool = False,
        cleanup: bool = False, format: str | None = None, renderer: str | None = None,  # noqa: A002 - as there
        formatter: str | None = None, neato_no_op: bool | int | None = None, quiet: bool = False,
        quiet_view: bool = False, *, outfile: PathLike | None = None, engine: str | None = None,
        raise_if_result_exists: bool = False, overwrite_source: bool = False,
    ) -> str:  # fmt: skip
        """Save the source, and the drawing beside it or as `outfile`. The arguments are those of `graphviz.Digraph`.

        Returns:
            The path of the drawing.

        Raises:
            ValueError: an argument is unknown, or the drawing would be written over its source.
            graphviz.FileExistsError: `raise_if_result_exists`, and it does.
            LayoutError: there is no layout program that can draw it, or it failed.
        """
        if outfile is not None:
            outfile = Path(outfile if directory is not None else os.path.join(self.directory, outfile))
            format = _format_of(outfile, format)
            filename = outfile.with_suffix(".gv") if filename is None else filename
        wanted = self._with(format, renderer, formatter, engine)
        source = Path(self.save(filename, directory=directory))
        target = wanted._beside(source) if outfile is None else outfile
        if raise_if_result_exists and target.exists():
            raise graphviz.FileExistsError(f"output file exists: {os.fspath(target)!r}")
        if not overwrite_source:
            _refuse_overwriting(source, target)
        target.write_bytes(wanted._drawn(neato_no_op))
        if cleanup:
            source.unlink()
        if view or quiet_view:
            graphviz.view(target, quiet=quiet_view)
        return os.fspath(target)

    def _with(
        self, file_format: str | None, renderer: str | None, formatter: str | None, engine: str | None
    ) -> Drawing:
        """A copy that is drawn so; the graphviz package refuses what it does not know."""
        wanted = self.copy()
        options = {"format": file_format, "renderer": renderer, "formatter": formatter, "engine": engine}
        for name, value in options.items():
            if value is not None:
                setattr(wanted, name, value)
        if wanted.formatter and not wanted.renderer:
            raise graphviz.RequiredArgumentError("a formatter needs a renderer")
        return wanted

    def _drawn(self, neato_no_op: bool | int | None) -> bytes:
        options = [f"-n{neato_no_op:d}"] if neato_no_op else []
        plugins = [name for name in (self.renderer, self.formatter) if name]
        drawn = render(self.source, ":".join([self.format, *plugins]), self.engine, options=options)
        if self.format == "svg" and self.title:
            return described(drawn.decode(), self.title, self.description).encode()
        return drawn

    def _beside(self, source: Path) -> Path:
        """The source's name with the format added, as the graphviz package names a drawing."""
        plugins = [name for name in (self.formatter, self.renderer) if name]
        return source.with_name(".".join([source.name, *plugins, self.format]))


def _refuse_overwriting(source: Path, target: Path) -> None:
    if target.resolve() == source.resolve():
        raise ValueError(f"outfile {target.name!r} must be different from the source file")


def _format_of(outfile: Path, given: str | None) -> str:
    """The format that was given, else that of the file's ending; where they differ, a warning tells."""
    ending = outfile.suffix[1:].lower()
    if given is None:
        return ending
    if given.lower() != ending:
        warnings.warn(f"{outfile.name!r} is written as {given!r}", graphviz.FormatSuffixMismatchWarning, stacklevel=3)
    return given


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
        node_attr=dot.node_attributes(picture),
        edge_attr=dot.edge_attributes(picture),
        body=dot.body_of(picture),
        title=picture.title,
        description=picture.description,
    )
