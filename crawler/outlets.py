"""The registry of outlets: every spider class of the project, found by walking the spiders' package."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from re import escape
from typing import TYPE_CHECKING, Any

from crawler.urls import UrlKeys, host

if TYPE_CHECKING:
    from crawler.article import ArticleSpider

SPIDERS = "crawler.spiders"


@cache
def outlets() -> dict[str, type["ArticleSpider"]]:
    """Slug → spider class of every outlet, in the order of the slugs."""
    package = import_module(SPIDERS)
    modules = [import_module(f"{SPIDERS}.{module.name}") for module in iter_modules(package.__path__)]
    found = [thing for module in modules for thing in vars(module).values() if _declared_in(thing, module.__name__)]
    return {outlet.name: outlet for outlet in sorted(found, key=lambda outlet: outlet.name)}


@cache
def url_keys(*others: type["ArticleSpider"]) -> UrlKeys:
    """The article keys of all outlets, and of spiders that are not among them (``scrapy runspider``, tests)."""
    known = {**outlets(), **{other.name: other for other in others}}
    return UrlKeys((slug, escape(host(outlet.home)) + outlet.article_url) for slug, outlet in known.items())


def outlet_of(url: str) -> type["ArticleSpider"] | None:
    """The outlet whose host the URL names, whether or not the URL is an article; None for an unknown host."""
    slug, _ = url_keys().match(url)
    return outlets().get(slug) if slug else None


def row(outlet: type["ArticleSpider"]) -> dict[str, Any]:
    """The outlet as the archive's table of outlets holds it."""
    return {
        "slug": outlet.name,
        "name": outlet.korean_name,
        "home": outlet.home,
        "category": outlet.category,
        "cms": outlet.family.name,
        "feeds": [*outlet.feeds, *outlet.sitemaps],
    }


def _declared_in(thing: Any, module: str) -> bool:
    return isinstance(thing, type) and thing.__module__ == module and hasattr(thing, "korean_name")
