"""What one answer announces, whichever way the outlet tells it: a feed, a sitemap, a list page or JSON. Pure."""

from dataclasses import dataclass, field

from crawler.apis import read_api
from crawler.discovery import Candidate, is_sitemap, read_feed, read_sitemap
from crawler.listing import read_list
from crawler.routes import Route
from crawler.urls import UrlKeys


@dataclass(slots=True)
class Announcement:
    """Articles in the order they stand, and what leads further.

    ``children`` are the sitemaps of an index with the dates of their last change, ``pages`` the articles that the answer
    holds whole, by address, ``older`` is the address of what is older than all of it.
    """

    candidates: list[Candidate] = field(default_factory=list)
    children: list[tuple[str, str | None]] = field(default_factory=list)
    pages: dict[str, bytes] = field(default_factory=dict)
    older: str = ""

    def dates(self, keys: UrlKeys) -> dict[str, str | None]:
        """Key of each article → when it was published, as far as that is told."""
        return {keys.key(one.url): one.dated_at for one in reversed(self.candidates)}


def read_announcement(body: bytes, url: str, route: Route, *, slug: str, keys: UrlKeys, now: str) -> Announcement:
    """Read an answer to ``route``, fetched from ``url`` at ``now``; a feed may be a sitemap, and the other way round.

    Raises :class:`crawler.discovery.DiscoveryError` for what names no article.
    """
    if route.api:
        answer = read_api(body, url, route.api)
        return Announcement(answer.candidates, pages=answer.pages, older=answer.older or "")
    if route.kind == "list":
        return Announcement(read_list(body, url, slug, keys, now))
    if is_sitemap(body):
        sitemap = read_sitemap(body, url)
        return Announcement(sitemap.candidates, sitemap.children)
    return Announcement(read_feed(body, url))
