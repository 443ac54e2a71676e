"""The registry of outlets: every spider class of the project, found by walking the spiders' package."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from crawler.apis import Api, matches_address
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
def url_keys() -> UrlKeys:
    """The article keys of all outlets."""
    return _keys(outlets().values())


def url_keys_with(spider: type["ArticleSpider"]) -> UrlKeys:
    """The article keys of all outlets and of a spider that need not be among them (``scrapy runspider``)."""
    return url_keys() if spider in outlets().values() else _keys([spider, *outlets().values()])


def outlet_of(url: str) -> type["ArticleSpider"] | None:
    """The outlet whose host the URL names, whether or not the URL is an article; None for an unknown host."""
    slug, _ = url_keys().match(url)
    return outlets().get(slug) if slug else None


def api_of(url: str) -> tuple[type["ArticleSpider"], Api] | None:
    """The outlet and its JSON that is served at this address and holds whole articles."""
    for outlet in outlets().values():
        for api in (*outlet.apis, *([outlet.page_api] if outlet.page_api else [])):
            if api.content and matches_address(url, api.address):
                return outlet, api
    return None


def row(outlet: type["ArticleSpider"]) -> dict[str, Any]:
    """The outlet as the archive's table of outlets holds it."""
    return {
        "slug": outlet.name,
        "name": outlet.korean_name,
        "home": outlet.home,
        "category": outlet.category,
        "cms": outlet.family.name,
        "feeds": list(outlet.announcements),
    }


def _keys(spiders: Iterable[type["ArticleSpider"]]) -> UrlKeys:
    return UrlKeys((spider.name, (host(spider.home), *spider.twins), spider.article_url) for spider in spiders)


def _declared_in(thing: Any, module: str) -> bool:
    return isinstance(thing, type) and thing.__module__ == module and hasattr(thing, "korean_name")
