"""What kind of article a page is, from its title tags, section, disclosure and shape; the unknown stays news."""

import re

from crawler import rules
from crawler.items import Article

_TITLE = (
    ("press_release", re.compile(r"^\s*[\[(](?:보도자료|PR)[\])]", re.I)),
    ("advertorial", re.compile(rules.TITLE_AD.pattern, re.I)),
    (
        "correction",
        re.compile(
            r"^\s*[\[(](?:정정|정정보도|바로잡습니다|반론보도|정정·?반론\s?보도)[\])]|^(?:정정보도문?|바로잡습니다)"
        ),
    ),
    ("notice", re.compile(r"^\s*[\[(](?:인사|부고|동정|공지|알림|모집|화촉|결혼)[\])]")),
    ("flash", re.compile(r"^\s*[\[(](?:속보|긴급|\d보|상보)[\])]")),
    ("interview", re.compile(r"[\[(][^\])]{0,10}인터뷰[^\])]{0,6}[\])]|^인터뷰")),
    (
        "column",
        re.compile(
            r"[\[(][^\])]{0,14}(?:칼럼|기고|사설|시론|기자수첩|데스크|취재수첩|오피니언|논단|기자의\s?눈|특별기고)[^\])]{0,6}[\])]"
        ),
    ),
    ("review", re.compile(r"[\[(][^\])]{0,8}(?:리뷰|써보니|사용기|체험기|신상리뷰)[^\])]{0,6}[\])]")),
    ("market", re.compile(r"[\[(][^\])]{0,8}(?:시황|마감|개장|장\s?마감|코인시황|환율|마켓\s?브리핑)[^\])]{0,6}[\])]")),
)
_SECTION = (
    ("press_release", re.compile(r"보도자료|프레스\s?릴리즈|PR뉴스|press", re.I)),
    ("column", re.compile(r"칼럼|오피니언|기고|사설|기자수첩|opinion|column", re.I)),
    ("interview", re.compile(r"인터뷰|interview", re.I)),
    ("review", re.compile(r"^리뷰$|review", re.I)),
    ("market", re.compile(r"^(?:시황|마켓\s?시황|시세)$")),
    ("notice", re.compile(r"인사[·/]?부고|^인사$|^부고$|^공지(?:사항)?$")),
)


def kind_of(article: Article) -> str:
    """Return the kind of an article that has been separated."""
    title, section = article.title or "", article.section or ""
    for kind, pattern in _TITLE:
        if pattern.search(title):
            return kind
    if any(ad.kind == "advertorial" for ad in article.ads):
        return "advertorial"
    for kind, pattern in _SECTION:
        if pattern.search(section):
            return kind
    return "news"
