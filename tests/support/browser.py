"""Chromium without a window, as the tests of the page drive it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PROGRAM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

needs_browser = pytest.mark.skipif(
    PROGRAM is None or DRIVER is None, reason="no Chromium with its driver here: apt install chromium chromium-driver"
)

# It asks nobody in the network, and keeps nothing.
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1400,1000",
)  # fmt: skip


class Browser:
    """A browser with one page in it.

    Args:
        driver: the driver of the browser.
    """

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, page: Path, address: str = "") -> None:
        """Load a file anew."""
        self.driver.get("about:blank")
        self.driver.get(page.as_uri() + address)

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns in the page."""
        return self.driver.execute_script(script, *arguments)

    def all(self, selector: str) -> list[Any]:
        """The elements that a selector of CSS means."""
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> Any:
        """The one element that it means."""
        [found] = self.all(selector)
        return found

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        from selenium.webdriver import ActionChains, Keys

        actions = ActionChains(self.driver)
        for key in keys:
            actions = actions.send_keys(getattr(Keys, key, key))
        actions.perform()

    def write(self, selector: str, text: str) -> None:
        """Write a text into a field, in the place of what is there."""
        from selenium.webdriver import Keys

        self.one(selector).send_keys(Keys.CONTROL, "a")
        self.one(selector).send_keys(text)

    def emulate(self, width: int, **features: str) -> None:
        """Show the page at a width, to somebody who prefers dark colours, or less motion."""
        told = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": told})
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, at most some seconds."""
        from selenium.webdriver.support.wait import WebDriverWait

        WebDriverWait(self.driver, 20, 0.02).until(lambda _: holds())

    def complaints(self) -> list[str]:
        """What the console says since it was last asked: errors, and what the policy of the page refuses."""
        return [json.dumps(entry) for entry in self.driver.get_log("browser")]


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser with a new profile."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = PROGRAM
    for option in (*OPTIONS, f"--user-data-dir={folder}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
