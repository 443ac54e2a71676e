"""Loopback web servers with a memory, and real crawls against them in a process of their own."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Reply:
    """What a server says to one request; ``delay`` seconds pass first."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass
class Hit:
    """One request as the server saw it."""

    path: str
    at: float
    headers: dict[str, str]


Route = Reply | Callable[[Hit], Reply]


class Site:
    """A threaded web server on a loopback address: ``routes`` maps a path to its reply, ``hits`` keeps every request.

    Without a route ``/robots.txt`` is 404 and everything else is a page that names its path.
    """

    def __init__(self, address: str = "127.0.0.1"):
        self.routes: dict[str, Route] = {}
        self.hits: list[Hit] = []
        self._server = ThreadingHTTPServer((address, 0), self._handler())
        self._server.daemon_threads = True
        self.host, self.port = address, self._server.server_address[1]
        self.netloc = f"{self.host}:{self.port}"
        self.url = f"http://{self.netloc}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, hit: Hit) -> Reply:
        default = Reply(status=404) if hit.path == "/robots.txt" else Reply(f"<html>{hit.path}</html>".encode())
        route = self.routes.get(hit.path, default)
        return route if isinstance(route, Reply) else route(hit)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                hit = Hit(self.path, monotonic(), {name.lower(): value for name, value in self.headers.items()})
                site.hits.append(hit)
                reply = site.answer(hit)
                threading.Event().wait(reply.delay)
                self.send_response(reply.status)
                for name, value in {"Content-Type": "text/html", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *args: Any) -> None:
                pass

        return Handler


def crawl(urls: list[str], *, timeout: float = 40, **options: Any) -> dict[str, Any]:
    """Crawl ``urls`` with this project's settings in a subprocess and return what came of it.

    Options: ``settings`` (overrides), ``hosts`` (the spider's ``allowed_hosts``), ``names`` (host name → address for
    the resolver), ``index`` (a JSON file that plays the archive), ``links`` (follow every href). The answer has
    ``pages``, ``failures``, ``stats``, ``finish_reason``, ``log``.
    """
    job = {"urls": urls, "settings": {}, **options}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("probe.py"))],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
    )
    assert done.returncode == 0, done.stderr
    return {**json.loads(done.stdout), "log": done.stderr}
