"""Every setting of a crawl, and every ``SINMUNGO_*`` variable of the crawler, in one place.

=========================  ====================================================================================
``SINMUNGO_CONTACT``       web or mail address named in the user agent, so that an outlet can reach the operator
``SINMUNGO_SNAPSHOTS``     directory of the raw responses (WARC), default ``data/snapshots``
``SINMUNGO_FILTERS``       directory of the filter lists that were added, default ``data/filters``
``SINMUNGO_GUARD_ALLOW``   ``host-or-ip[:port],…`` that may be fetched although it is not public (tests, mirrors)
``SINMUNGO_LOG_LEVEL``     ``DEBUG``, ``INFO`` (default), ``WARNING`` or ``ERROR``
=========================  ====================================================================================

The runner's own settings: ``REPLAY_WARC`` (list of WARC files that answer every request; nothing touches the network)
and ``REPLAY_AT`` (ISO 8601 instant; the newest capture not later answers; empty means the newest of all). Both must be
settings of the process, since the resolver is shared by all spiders in it.
"""

import os
from importlib.metadata import version

BOT_NAME = "sinmungo"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

CONTACT = os.environ.get("SINMUNGO_CONTACT", "").strip()
USER_AGENT = f"Sinmungo/{version('sinmungo')}" + (f" (news archive; +{CONTACT})" if CONTACT else "")
ROBOTSTXT_USER_AGENT = "Sinmungo"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ko,en;q=0.5",
    # brotli and zstd bodies stay unreadable to common WARC tools
    "Accept-Encoding": "gzip, deflate",
}

# Politeness
ROBOTSTXT_OBEY = True
ROBOTSTXT_TIMEOUT = 15  # seconds; an outlet waits for this answer before anything else is fetched
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.5
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.5
AUTOTHROTTLE_MAX_DELAY = 120
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 belong to crawler.retryafter
# Stock list without CannotResolveHostError: a name that does not resolve will not a second later, and a machine
# without a network must find that out quickly.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    "twisted.internet.error.ConnectionDone",
    "twisted.internet.error.ConnectError",
    "twisted.internet.error.ConnectionLost",
]
RETRY_GIVE_UP_LOG_LEVEL = "WARNING"
RETRY_AFTER_MAX_WAIT = 120  # seconds; a host that asks for more ends the outlet's run instead of stalling it
RETRY_AFTER_DEFAULT = 10  # seconds, doubled on every retry, when 429 or 503 comes without a usable Retry-After
REFUSALS_MAX = 3  # refusals (403, 429, 503) in a row by one host that end the outlet's run

# Safety
COOKIES_ENABLED = False
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy from cron's environment would bypass the resolver's check
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 4
REFERRER_POLICY = "no-referrer"
GUARD_ALLOW = [entry for entry in os.environ.get("SINMUNGO_GUARD_ALLOW", "").split(",") if entry.strip()]
TWISTED_DNS_RESOLVER = "crawler.guard.GuardResolver"
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.guard.GuardMiddleware": 10,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.FailClosedRobots": 100,
    "crawler.retryafter.RetryAfter": 549,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "crawler.snapshots.SnapshotCache": 900,
}

# Bounds
DOWNLOAD_MAXSIZE = 8 * 2**20
DOWNLOAD_WARNSIZE = 3 * 2**20
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 10
URLLENGTH_LIMIT = 2000
DEPTH_LIMIT = 3
CLOSESPIDER_TIMEOUT = 2400
CLOSESPIDER_PAGECOUNT = 3000
CLOSESPIDER_ERRORCOUNT = 50
CLOSESPIDER_TIMEOUT_NO_ITEM = 600
MEMUSAGE_LIMIT_MB = 1024
MEMUSAGE_CHECK_INTERVAL_SECONDS = 5
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleLifoSQLiteQueue"  # read only with JOBDIR; survives a kill

# Snapshots
HTTPCACHE_ENABLED = True  # inert until an archive is there to index what is kept (see crawler.snapshots)
HTTPCACHE_POLICY = "crawler.snapshots.StoreAndRevalidate"
HTTPCACHE_STORAGE = "crawler.snapshots.WarcStorage"
SNAPSHOT_DIR = os.environ.get("SINMUNGO_SNAPSHOTS") or "data/snapshots"
FILTER_DIR = os.environ.get("SINMUNGO_FILTERS") or "data/filters"
REPLAY_WARC: list[str] = []
REPLAY_AT = ""

ITEM_PIPELINES = {
    "crawler.pipelines.Normalize": 100,
    "crawler.pipelines.Separate": 200,
    "crawler.pipelines.Validate": 300,
    "crawler.pipelines.Keep": 400,
}

LOG_LEVEL = os.environ.get("SINMUNGO_LOG_LEVEL") or "INFO"
