"""The workbench in a browser: for whoever has the key, and without a call to the network."""

from __future__ import annotations

import asyncio
import re
import sys

from aiohttp.test_utils import TestClient, TestServer

from extractor.tui.serving import HOST, LocalServer

ECHO = f"{sys.executable} -c pass"


def ask(*paths: str) -> list[tuple[int, str]]:
    """Status and body of each path, asked by one browser; KEY stands for the key."""
    server = LocalServer(ECHO, 8999)
    server.console.quiet = True

    async def play() -> list[tuple[int, str]]:
        async with TestClient(TestServer(await server._make_app(), host=HOST)) as client:
            answers = []
            for path in paths:
                answer = await client.get(path.replace("KEY", server.key))
                answers.append((answer.status, await answer.text()))
            return answers

    return asyncio.run(play())


def test_without_the_key_nothing_is_shown() -> None:
    assert [status for status, _ in ask("/", "/?key=guess", "/ws", "/download/x")] == [403] * 4


def test_with_the_key_the_page_is_shown_and_the_browser_is_known() -> None:
    (first, _), (again, _) = ask("/?key=KEY", "/")
    assert (first, again) == (200, 200)


def test_the_page_fetches_nothing_from_elsewhere() -> None:
    ((_, page),) = ask("/?key=KEY")
    hosts = re.findall(r"(?:https?|wss?)://([^/:\"]+)", page)
    assert set(hosts) == {HOST}
