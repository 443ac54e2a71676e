"""Runs one crawl as the JSON job on standard input says and prints, as JSON, what came of it."""

import json
import socket
import sys
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.utils.project import get_project_settings

OVERRIDES = {
    "ITEM_PIPELINES": {},
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "LOG_LEVEL": "INFO",
    "STATS_DUMP": False,
}


class FileIndex:
    """The archive's part for snapshots, kept in a JSON file."""

    def __init__(self, path: str):
        self.path = Path(path)
        self.rows = json.loads(self.path.read_text()) if self.path.exists() else {}

    def find_snapshot(self, url: str) -> dict[str, Any] | None:
        return self.rows.get(url)

    def add_snapshot(self, url, fetched_at, status, validators, digest, file, offset, length) -> None:
        row = {"fetched_at": fetched_at, "status": status, "digest": digest, **validators}
        self.rows[url] = {**row, "file": file, "offset": offset, "length": length, "touched": 0}
        self.path.write_text(json.dumps(self.rows))

    def touch_snapshot(self, url: str, at: str) -> None:
        self.rows[url]["touched"] += 1
        self.path.write_text(json.dumps(self.rows))


class Probe(scrapy.Spider):
    """Fetches the job's URLs and, if told so, their links."""

    name = "probe"
    custom_settings: dict[str, Any] = {}

    async def start(self):
        for url in self.job["urls"]:
            yield self.ask(url, dont_filter=True)

    def ask(self, url: str, **kwargs: Any) -> scrapy.Request:
        meta = {"handle_httpstatus_list": [400, 401, 403, 404, 410, 429, 500, 503]}
        return scrapy.Request(url, callback=self.page, errback=self.failed, meta=meta, **kwargs)

    def page(self, response):
        page = {"url": response.url, "status": response.status, "flags": response.flags}
        page["text"] = getattr(response, "text", response.body.decode("latin-1"))
        self.pages.append({**page, "fetched_at": response.meta.get("fetched_at")})
        if self.job.get("links") and hasattr(response, "css"):
            for href in response.css("a::attr(href)").getall():
                yield self.ask(href)

    def failed(self, failure):
        error = failure.value
        found = {"url": failure.request.url, "type": type(error).__name__, "text": str(error)}
        self.failures.append({**found, "reason": getattr(error, "reason", None)})


def main() -> None:
    job = json.load(sys.stdin)
    names = job.get("names", {})
    real = socket.gethostbyname
    if names:
        socket.gethostbyname = lambda name: names.get(name) or real(name)
    settings = get_project_settings()
    settings.setdict({**OVERRIDES, **job["settings"]}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = Crawler(Probe, settings)
    Probe.job, Probe.pages, Probe.failures = job, [], []
    if job.get("hosts") is not None:
        Probe.allowed_hosts = set(job["hosts"])
    if job.get("index"):
        crawler.sinmungo_archive = FileIndex(job["index"])
    process.crawl(crawler)
    process.start()
    stats = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, int | float | str)}
    reason = stats.get("finish_reason")
    json.dump({"pages": Probe.pages, "failures": Probe.failures, "stats": stats, "finish_reason": reason}, sys.stdout)


if __name__ == "__main__":
    main()
