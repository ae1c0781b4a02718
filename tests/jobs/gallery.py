"""Pages that step through the models of the gallery: `python -m tests.jobs.gallery FOLDER` writes them and an index."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path

from backprop_cli.cli import run

from .readme import PICTURES

NEURON = ["tanh(x1*w1 + x2*w2 + b)", "x1=2", "x2=0", "w1=-3", "w2=1", "b=6.8813735870195432"]
CIRCUIT = ["3*(a+b*c)", "a=5", "b=4", "c=2"]

# What each page is of: its name, the title in the index, and what `graph` is given.
Page = tuple[str, str, list[str]]
PAGES: list[Page] = [
    ("neuron", "A neuron", NEURON),
    ("circuit", "A circuit: 3*(a + b*c)", CIRCUIT),
    ("network", "A network of two layers with the squared loss", ["-f", str(PICTURES / "network.txt")]),
    ("batchnorm", "Batch normalization", ["-f", str(PICTURES / "batchnorm.txt")]),
]

INDEX = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>backprop: pages that step through backpropagation</title>
<style>
body {{ font: 1.1rem/1.6 sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark }}
</style>
<h1>Backpropagation, step by step</h1>
<p>Each page shows both passes over a computational graph. Change its inputs, and everything follows.</p>
<ul>
{items}
</ul>
</html>
"""


def written(folder: Path, pages: Sequence[Page] = PAGES) -> list[Path]:
    """The pages, and the index of them, as files of a folder.

    Raises:
        RuntimeError: a page could not be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, title, arguments in pages:
        files.append(folder / f"{name}.html")
        code = run(
            ["graph", *arguments, "--title", title, "--rankdir", "auto", "--hide-constants", "-o", str(files[-1])]
        )
        if code:
            raise RuntimeError(f"there is no page of {name}")
    items = [f'<li><a href="{name}.html">{escape(title)}</a></li>' for name, title, _ in pages]
    index = folder / "index.html"
    index.write_text(INDEX.format(items="\n".join(items)), encoding="utf-8")
    return [*files, index]


if __name__ == "__main__":
    for file in written(Path(sys.argv[1])):
        print(file)
