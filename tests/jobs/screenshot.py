"""What the page looks like, for the README, in light and dark: `python -m tests.jobs.screenshot`; it needs Chromium."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory

from backprop_cli.cli import run
from tests.support.browser import browser

from .readme import PICTURES

NEURON = ["n = x1*w1 + x2*w2 + b; o = tanh(n)", "x1=2", "x2=0", "w1=-3", "w2=1", "b=6.88"]
STEP = 14
WIDTH = 960


def main() -> None:
    """Write both pictures."""
    with TemporaryDirectory() as folder, browser(Path(folder, "profile")) as chromium:
        page = Path(folder, "neuron.html")
        if run(["graph", *NEURON, "-o", str(page)]):
            raise RuntimeError("there is no page")
        for scheme in ("light", "dark"):
            chromium.emulate(WIDTH, prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
            chromium.open(page, f"#step={STEP}")
            height = chromium.run("return document.querySelector('footer').getBoundingClientRect().top")
            clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
            shot = chromium.driver.execute_cdp_cmd(
                "Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True}
            )
            (PICTURES / f"page-{scheme}.png").write_bytes(b64decode(shot["data"]))


if __name__ == "__main__":
    main()
