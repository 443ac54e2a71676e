"""Adds an outlet to a checkout: looks at its site, writes the declaration, saves two of its pages and tests both."""

import ast
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from scrapy.settings import Settings

from crawler import outlets
from crawler.container import find_container
from crawler.dates import KST
from crawler.families import GENERIC, Family, levels, recognise
from crawler.newsite import Site, look, opened, target
from crawler.patterns import ROOT_SLUG, article_pattern
from crawler.text import unescape
from crawler.urls import clean_url, host
from crawler.warc import utc_now

ROOT = Path(__file__).resolve().parents[1]
SYSTEMS = {
    "ndsoft": "NDsoft",
    "wordpress": "WordPress",
    "foundry": "Foundry's WordPress",
    "sedaily": "the system of 서울경제",
    "arc": "Arc XP",
    "breaknews": "the system of 브레이크뉴스",
    "next": "a Next app",
    "nuxt": "a Nuxt app",
}
"""What a declaration's first line calls a family."""


ATTRIBUTES = {"name", "korean_name", "home", "category", "family", "feeds", "lists", "article_url", "selectors"}


class CannotAdd(Exception):
    """Why no outlet was added, for the person who asked."""


def add_outlet(name: str, url: str, settings: Settings, *, korean_name: str, category: str, list_page: str) -> int:
    """Add the outlet that has its home page or an article at ``url``; returns the exit code of its tests.

    ``list_page`` is where a site without a feed lists its articles, ``{page}`` for the number of the page.

    Raises :class:`CannotAdd` where the site cannot be read well enough, before anything is written.
    """
    _refuse(name, url)
    url = clean_url(url)
    found = look(url, list_page, settings)
    if found.problem:
        raise CannotAdd(found.problem)
    family = recognise(opened(*next(iter(found.pages.items()))))
    declaration = _declaration(name, korean_name or _site_name(found), category, family, found)
    _refuse_code(declaration)
    spider = ROOT / "crawler" / "spiders" / f"{name}.py"
    spider.write_text(declaration, "utf-8")
    print(f"{spider.relative_to(ROOT)}:\n\n{declaration}")
    return _save_and_test(name, found)


def _refuse(name: str, url: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,29}", name) or iskeyword(name) or iskeyword(name.title()):
        raise CannotAdd(f"{name!r} is no name: two to thirty lower-case letters and digits, a letter first")
    if name in outlets.outlets():
        raise CannotAdd(f"there is an outlet {name} already")
    if not url.startswith(("https://", "http://")) or not host(url):
        raise CannotAdd(f"{url!r} is no web address")
    if known := outlets.outlet_of(url):
        raise CannotAdd(f"{host(url)} is the outlet {known.name} already")
    if find_spec("pytest") is None:
        raise CannotAdd("pytest is needed for the test of the new outlet: make test installs it")
    if not (ROOT / "tests" / "pages").is_dir():
        raise CannotAdd(f"{ROOT} is no checkout of the project: there is no tests/pages to save pages in")


# --- the declaration


def _site_name(found: Site) -> str:
    """What the site calls itself: in its meta tags, in its feed, else the shortest part of its page's title."""
    page = opened(*found.first)
    node = page.tree.css_first('meta[property="og:site_name"]')
    channel = re.search(rb"<title>\s*(?:<!\[CDATA\[)?([^<\]]{2,80})", found.feed_body) if found.feed else None
    named = (node.attributes.get("content") if node else None) or (
        channel[1].decode("utf-8", "replace") if channel else ""
    )
    title = re.split(r"\s*[-–—|:<>]\s+", page.first_text(("title",)))
    return _plain(unescape(named or min(filter(None, title), key=len, default=host(found.home))))[:40]


def _declaration(name: str, korean_name: str, category: str, family: Family, found: Site) -> str:
    attributes = {"name": _quoted(name), "korean_name": _quoted(korean_name), "home": _quoted(found.home)}
    attributes["category"] = _quoted(category)
    used: list[str] = []
    if family is not GENERIC:
        attributes["family"] = family.name.upper()
        used.append(family.name.upper())
    announced = found.feed or found.list_page
    attributes["feeds" if found.feed else "lists"] = f"({_quoted(announced.removeprefix(found.home))},)"
    if pattern := _article_url(family, found):
        attributes["article_url"] = pattern
        used += ["SLUG"] if pattern == "SLUG" else []
    if body := _body_selector(found, family):
        attributes["selectors"] = f"Selectors(body=({_quoted(body)},))"
    lines = [
        f'"""{_plain(korean_name)}: {SYSTEMS.get(family.name, "its own system")}."""\n',
        f"from crawler.article import ArticleSpider{', Selectors' if body else ''}",
        *([f"from crawler.families import {', '.join(sorted(used))}"] if used else []),
        f"\n\nclass {name.title().replace('_', '')}(ArticleSpider):",
        *(f"    {attribute} = {value}" for attribute, value in attributes.items()),
    ]
    return "\n".join(lines) + "\n"


def _refuse_code(declaration: str) -> None:
    """Raise where a stranger's page made more of the declaration than a class of plain values."""
    try:
        *head, spider = ast.parse(declaration).body
    except (SyntaxError, ValueError) as error:
        raise CannotAdd(f"its addresses cannot be written down safely: {error}") from error
    body = spider.body if isinstance(spider, ast.ClassDef) else []
    names = [one.targets[0].id for one in body if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)]
    plain = all(isinstance(one, ast.Expr | ast.ImportFrom) for one in head) and len(names) == len(body) > 0
    if not plain or len(set(names)) != len(names) or not set(names) <= ATTRIBUTES:
        raise CannotAdd("its addresses cannot be written down safely")


def _article_url(family: Family, found: Site) -> str:
    """The value of ``article_url``, ``""`` where the family's will do; says what it does not match."""
    urls = [one.url for one in found.announced] or list(found.pages)
    if family.article_url and all(re.match(family.article_url, target(url)) for url in urls):
        return ""
    pattern = article_pattern(urls)
    if pattern is None:
        raise CannotAdd(f"the addresses of its articles have nothing in common: {' '.join(urls[:3])}")
    strange = [url for url in urls if not re.match(pattern, target(url))]
    if strange:
        print(f"article_url leaves out {len(strange)} of {len(urls)} announced addresses: {' '.join(strange[:3])}")
    if pattern == ROOT_SLUG:
        print("Articles stand right below the home page: article_url may take other pages for articles, too.")
        return "SLUG"
    return f'r"{pattern}"'


def _quoted(text: str) -> str:
    """A Python string literal of what a stranger's page said; braces only where they count pages."""
    safe = re.sub(r"\{(?!page\})|(?<!\{page)\}", lambda brace: "%7B" if brace[0] == "{" else "%7D", _plain(text))
    return json.dumps(safe, ensure_ascii=False)


def _plain(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable() and c not in '"\\')


def _body_selector(found: Site, family: Family) -> str:
    """A selector for the element whose density alone gave the text away, where it has a name of its own."""
    url, body = next(iter(found.pages.items()))
    page = opened(url, body)
    node, source = find_container(page, levels(page, None)[1])
    if node is None or source != "density":
        return ""
    names = [f"#{node.attributes.get('id')}", *(f".{name}" for name in (node.attributes.get("class") or "").split())]
    usable = [name for name in names if re.fullmatch(r"[.#][A-Za-z][\w-]{2,40}", name)]
    return next((name for name in usable if len(page.tree.css(name)) == 1), "")


# --- pages and tests


def _save_and_test(name: str, found: Site) -> int:
    """Save what the site served, with what is read from it beside, and run the tests of this outlet."""
    folder = ROOT / "tests" / "pages" / name
    folder.mkdir(parents=True, exist_ok=True)
    at, day = utc_now()[:19] + "Z", f"{datetime.now(KST):%Y-%m-%d}"
    entries: list[dict[str, Any]] = [
        {"url": urljoin(found.home, "/robots.txt"), "status": found.robots[0] or 404, "at": at}
    ]
    if found.robots[1]:
        (folder / "robots.txt").write_bytes(found.robots[1])
        entries[0] |= {"file": "robots.txt"}
    announces = "feed.xml" if found.feed else "list.html"
    (folder / announces).write_bytes(found.feed_body)
    entries.append({"url": found.feed or found.list_page.format(page=1), "file": announces, "at": at})
    for number, (url, body) in enumerate(found.pages.items(), 1):
        (folder / f"{day}-page-{number}.html").write_bytes(body)
        entries.append({"url": url, "file": f"{day}-page-{number}.html", "at": at})
    lines = ",\n  ".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    (folder / "site.json").write_text(f"[\n  {lines}\n]\n", "utf-8")
    examples = ROOT / "tests" / "outlet_urls.json"
    known = json.loads(examples.read_text("utf-8"))
    known[name] = {"articles": [[url] for url in found.pages], "others": [found.home]}
    rows = ",\n".join(f"{json.dumps(slug)}: {json.dumps(known[slug], ensure_ascii=False)}" for slug in sorted(known))
    examples.write_text(f"{{\n{rows}\n}}\n", "utf-8")
    return _test(name, folder, list(found.pages))


def _test(name: str, folder: Path, urls: list[str]) -> int:
    """In processes of their own, which know the new declaration."""
    here: dict[str, Any] = {"cwd": ROOT, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    python = [sys.executable, "-m", "crawler.cli"]
    for page, url in zip(sorted(folder.glob("*-page-*.html")), urls, strict=True):
        told = subprocess.run([*python, "extract", str(page), "--url", url], capture_output=True, text=True, **here)
        value = json.loads(told.stdout)
        page.with_suffix(".json").write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"{page.relative_to(ROOT)}: {value.get('title') or value.get('quarantine')}")
    subprocess.run([sys.executable, "tests/test_announcements.py", name], stdout=subprocess.DEVNULL, **here)
    tests = ("tests/test_pages.py", "tests/test_announcements.py", "tests/crawler/test_outlets.py")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", *tests, "-k", name], **here)
    print(
        f"\nNow read {folder.relative_to(ROOT)}/*.json against the pages, and correct by hand what was read wrongly;"
        f"\n  sinmungo outlets --check {name}\nsays what else its site offers. The saved pages are the outlet's own:"
        " publish none of them."
    )
    return done.returncode
