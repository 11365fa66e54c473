"""`extractor tui --web` in a real browser: it opens, is drawn, and hears keys."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from PIL import Image, ImageStat

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
SECONDS = 60.0  # a busy machine starts slowly

HOSTS = """JSON.stringify(
    performance.getEntriesByType("resource").map(one => new URL(one.name).hostname)
)"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")


class Tab:
    """A page of the browser, spoken to by its DevTools protocol."""

    def __init__(self, line: ClientWebSocketResponse) -> None:
        self._line = line
        self._number = 0

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        await self._line.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            told = await self._line.receive_json(timeout=SECONDS)
            if told.get("id") == self._number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result

    async def press(self, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            text = {"text": key} if kind == "keyDown" else {}
            await self.ask("Input.dispatchKeyEvent", type=kind, key=key, **text)

    async def picture(self) -> Image.Image:
        shot = await self.ask("Page.captureScreenshot", format="png")
        return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")

    async def until(self, true: Callable[[Image.Image], bool]) -> Image.Image:
        """The picture as soon as it is as expected."""
        end = time.monotonic() + SECONDS
        while not true(shot := await self.picture()):
            assert time.monotonic() < end, f"brightness: {brightness(shot):.0f}"
            await asyncio.sleep(0.3)
        return shot


def brightness(picture: Image.Image) -> float:
    """From 0, black, to 255, white."""
    return float(ImageStat.Stat(picture.convert("L")).mean[0])


def drawn(picture: Image.Image) -> bool:
    """Whether there is more to see than a ground: letters, in many tones."""
    return len(picture.getcolors(1 << 24) or ()) > 200


def in_browser(address: str, folder: Path, steps: Callable[[Tab], Awaitable[None]]) -> None:
    """Opens the address without a window and lets `steps` look at it."""
    assert BROWSER is not None
    port = folder / "DevToolsActivePort"
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    size = ["--window-size=1280,800", "--remote-debugging-port=0", f"--user-data-dir={folder}"]
    browser = subprocess.Popen(
        [BROWSER, *options, *size, address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    async def play() -> None:
        end = time.monotonic() + SECONDS
        while not port.exists() or not port.read_text().strip():
            assert time.monotonic() < end, "the browser did not start"
            await asyncio.sleep(0.1)
        root = f"http://127.0.0.1:{port.read_text().splitlines()[0]}"
        async with ClientSession() as session:
            found: list[str] = []
            while not found:
                assert time.monotonic() < end, "the browser did not open the page"
                await asyncio.sleep(0.2)
                async with session.get(f"{root}/json/list") as answer:
                    pages = await answer.json()
                found = [
                    one["webSocketDebuggerUrl"]
                    for one in pages
                    if one["type"] == "page" and one["url"].startswith("http://127.0.0.1")
                ]
            async with session.ws_connect(found[0], max_msg_size=0) as line:
                await steps(Tab(line))

    try:
        asyncio.run(play())
    finally:
        browser.terminate()
        browser.wait(20)


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Where the command says that the workbench is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--schema", "vendor, total float", "--web", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, "-m", "extractor", "tui", str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert server.stdout is not None
    told, end, found = "", time.monotonic() + SECONDS, None
    try:
        while found is None:
            assert time.monotonic() < end, f"no address was told: {told}"
            if select.select([server.stdout], [], [], 0.2)[0]:
                told += os.read(server.stdout.fileno(), 4096).decode()
            found = re.search(r"(http://\S+key=\S+)\s", told)
        yield found[1]
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()


def test_the_workbench_is_drawn_and_hears_keys(address: str, tmp_path: Path) -> None:
    async def steps(tab: Tab) -> None:
        await tab.until(lambda shot: drawn(shot) and brightness(shot) < 60)
        await tab.press("t")
        await tab.until(lambda shot: drawn(shot) and brightness(shot) > 180)
        told = await tab.ask("Runtime.evaluate", expression=HOSTS, returnByValue=True)
        hosts = set(json.loads(told["result"]["value"]))
        assert hosts == {"127.0.0.1"}, "nothing comes from elsewhere"

    in_browser(address, tmp_path / "browser", steps)
