"""Crawls one outlet of a loopback server through the real runner, in a process of its own."""

import json
import sys
from pathlib import Path

from crawler.apis import Api
from crawler.article import ArticleSpider
from crawler.runner import Plan, crawl


def main() -> None:
    job = json.load(sys.stdin)
    declared = {
        "name": "local",
        "korean_name": "한빛뉴스",
        "home": job["url"] + "/",
        "feeds": tuple(job["url"] + path for path in job.get("feeds", ["/rss"])),
        "sitemaps": tuple(job["url"] + path for path in job.get("sitemaps", [])),
        "lists": tuple(job["url"] + path for path in job.get("lists", [])),
        "apis": tuple(Api(job["url"] + path, **fields) for path, fields in job.get("apis", [])),
        "article_url": r"/news/(?P<key>\d+)",
        "browser": job.get("browser", False),
    }
    spider = type("Local", (ArticleSpider,), declared)
    allow = job["url"].partition("//")[2]
    settings = {"GUARD_ALLOW": [allow], "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_LEVEL": "ERROR"}
    settings |= {"SNAPSHOT_DIR": job["snapshots"], "RETRY_TIMES": 0} | job.get("settings", {})
    asked = {name: job[name] for name in ("since", "until", "limit") if name in job}
    plan = Plan([spider], Path(job["archive"]), settings=settings, **asked)
    sys.exit(crawl(plan))


if __name__ == "__main__":
    main()
