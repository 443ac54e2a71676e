"""Every saved feed, sitemap, list and JSON answer names the articles that its JSON says, with their dates.

``python tests/test_announcements.py OUTLET`` writes what is missing beside an outlet's samples; read it against them.
"""

import json
import sys
from pathlib import Path

import pytest

from crawler import outlets
from crawler.apis import matches_address, read_api
from crawler.discovery import Candidate, is_sitemap, read_feed, read_sitemap
from crawler.listing import read_list
from crawler.routes import routes

PAGES = Path(__file__).parent / "pages"
AT = "2026-11-20T03:00:00+00:00"


def route_of(outlet, url):
    """The route of the outlet that asks for this address, None for the children of a sitemap index."""
    known = [route for group in routes(outlet).values() for route in group]
    return next((route for route in known if matches_address(url, route.address)), None)


def told(outlet, url: str, body: bytes) -> list[dict]:
    """What an announcement names: per article its key, its date and its title, in order."""
    route = route_of(outlet, url)
    candidates: list[Candidate]
    if is_sitemap(body):
        sitemap = read_sitemap(body, url)
        if sitemap.children:
            return [{"sitemap": child, "changed_at": changed} for child, changed in sitemap.children]
        candidates = sitemap.candidates
    elif route is not None and route.api:
        candidates = read_api(body, url, route.api).candidates
    elif route is not None and route.kind == "list":
        candidates = read_list(body, url, outlet.name, outlets.url_keys(), AT)
    else:
        candidates = read_feed(body, url)
    key = outlets.url_keys().key
    return [{"url_key": key(one.url), "dated_at": one.dated_at, "title": one.title} for one in candidates]


def samples(slug: str) -> dict[Path, str]:
    """File → address of everything saved of an outlet that announces articles."""
    site, outlet = PAGES / slug / "site.json", outlets.outlets()[slug]
    entries = json.loads(site.read_text("utf-8")) if site.exists() else []
    served = {PAGES / slug / entry["file"]: entry["url"] for entry in reversed(entries) if "file" in entry}
    return {file: url for file, url in served.items() if file.suffix == ".xml" or route_of(outlet, url)}


def beside(file: Path) -> Path:
    return file.with_suffix(".announced.json")


CRAWLED = [slug for slug, outlet in outlets.outlets().items() if not outlet.stored_only]
SAMPLES = [(slug, file, url) for slug in CRAWLED for file, url in samples(slug).items() if beside(file).exists()]


@pytest.mark.parametrize("slug", CRAWLED)
def test_an_outlet_has_a_sample_of_where_its_articles_are_announced(slug):
    assert [file.name for file in samples(slug) if beside(file).exists()]


@pytest.mark.parametrize(("slug", "file", "url"), SAMPLES, ids=[f"{slug}/{file.name}" for slug, file, _ in SAMPLES])
def test_an_announcement_names_what_its_json_says(slug, file, url):
    assert told(outlets.outlets()[slug], url, file.read_bytes()) == json.loads(beside(file).read_text("utf-8"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for sample, address in samples(name).items():
            if not beside(sample).exists():
                named = told(outlets.outlets()[name], address, sample.read_bytes())
                lines = ",\n ".join(json.dumps(one, ensure_ascii=False) for one in named)
                beside(sample).write_text(f"[{lines}]\n", "utf-8")
                print(beside(sample))
