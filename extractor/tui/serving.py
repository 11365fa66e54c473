"""The workbench in a browser on this machine, and in no other.

Whoever reaches the server reads the documents, so it listens on the loopback alone and answers
only to a key that is made anew each time: other users of the machine and other pages of the
browser do not have it. Nothing is fetched from the network.
"""

from __future__ import annotations

import secrets
import shlex
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server

from extractor.errors import UsageError

HOST: Final = "127.0.0.1"
_COOKIE: Final = "extractor"
_PAGES: Final = Path(__file__).parent / "web"


class LocalServer(Server):
    """A workbench for each page that is opened with the key."""

    def __init__(self, command: str, port: int) -> None:
        super().__init__(command, HOST, port, "extractor", templates_path=_PAGES)
        self.key = secrets.token_urlsafe(16)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard())
        return app

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path.startswith("/static/"):
                return await handler(request)
            given = request.query.get("key") or request.cookies.get(_COOKIE, "")
            if not secrets.compare_digest(given.encode(), self.key.encode()):
                raise web.HTTPForbidden(text="open the whole address that the terminal shows")
            response = await handler(request)
            if not response.prepared:
                response.set_cookie(_COOKIE, self.key, httponly=True, samesite="Strict")
            return response

        return guard

    async def on_startup(self, app: web.Application) -> None:
        self.console.print(f"the workbench is at {self.public_url}/?key={self.key}", soft_wrap=True)
        self.console.print("[dim]Ctrl+C ends it[/]")


def serve_workbench(arguments: Sequence[str], port: int) -> None:
    """Serves `extractor ARGUMENTS` until it is interrupted. Raises UsageError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            said = error.strerror or "cannot be used"
            raise UsageError(said, at=f"port {port}", hint="name another with --port") from error
    command = shlex.join([sys.executable, "-m", "extractor", *arguments])
    LocalServer(command, port).serve()
