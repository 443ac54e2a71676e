"""Writes ``docs/outlets.md`` from the declarations: ``python -m crawler.outletbook``."""

from importlib import import_module
from pathlib import Path

from crawler.article import ArticleSpider
from crawler.outlets import outlets
from crawler.routes import Route, live_routes, routes_back

PAGE = Path(__file__).resolve().parents[1] / "docs" / "outlets.md"
CATEGORIES = {
    "crypto": "가상자산 Crypto",
    "tech": "IT Technology",
    "business": "경제 Business",
    "portal": "포털 Portals",
}
_HEAD = """# 매체 Outlets

Written from the declarations in `crawler/spiders/` by `make docs`; do not edit. *Found through* is what an ordinary crawl
asks, in order: the kinds of one group in parentheses are asked only where those before them fail. *Back-fill* is what
`sinmungo crawl NAME --since … --until …` walks through. *Checked* is the day on which `sinmungo outlets --check NAME` held on
the live site.

이 문서는 `crawler/spiders/`의 선언에서 `make docs`로 만든 것이니 직접 고치지 마십시오. Found through는 평소 수집 때 묻는 곳(괄호
안은 앞의 것이 실패할 때만), Back-fill은 `--since … --until …`로 지난 기사를 채울 때 따라가는 곳, Checked는 실제 사이트에서
`sinmungo outlets --check NAME`으로 확인한 날입니다.
"""


def page() -> str:
    """The page as Markdown: a table for each category."""
    known = list(outlets().values())
    parts = [_HEAD]
    for category, title in CATEGORIES.items():
        rows = [_row(outlet) for outlet in known if outlet.category == category]
        head = "| name | outlet | system | found through | back-fill | checked | |\n|---|---|---|---|---|---|---|\n"
        parts.append(f"\n## {title} ({len(rows)})\n\n{head}" + "".join(rows))
    return "".join(parts)


def _row(outlet: type[ArticleSpider]) -> str:
    back = dict.fromkeys(_kind(route) for group in routes_back(outlet) for route in group)
    about = " ".join((import_module(outlet.__module__).__doc__ or "").split()).partition(": ")[2]
    cells = [f"`{outlet.name}`", f"[{outlet.korean_name}]({outlet.home})", outlet.family.name, _found(outlet)]
    return f"| {' | '.join([*cells, ', '.join(back) or '–', outlet.verified or 'no', about])} |\n"


def _found(outlet: type[ArticleSpider]) -> str:
    if outlet.stored_only:
        return "stored pages only"
    groups, lists = live_routes(outlet)
    told = ["".join([group[0].kind, *(f" ({route.kind})" for route in group[1:])]) for group in groups]
    if lists:
        told.append("(list)" if groups else "list")
    return ", ".join(told) + (", browser" if outlet.browser else "")


def _kind(route: Route) -> str:
    return f"{route.kind} by day" if route.daily else route.kind


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
