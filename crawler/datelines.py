"""When a page says in print that it was published and changed: labelled dates (입력, 승인, 수정), wherever they stand."""

import re
from datetime import datetime
from itertools import islice

from crawler.dates import parse_date
from crawler.families import Selectors
from crawler.page import Page, visible_text

_SOON = r"(?=\d{1,4}\s*(?:[-./년월:]|(?:초|분|시간|일|주|달|개월)\s?전)|오[전후]\s?\d|방금|조금\s전|어제|그제|오늘|하루\s전)"
_LABELLED = re.compile(rf"(기사\s?입력|최초\s?입력|입력|승인|등록|게시|발행|송고|작성)\s*[:：]?\s*(?:일시)?\s*{_SOON}")
_LABELLED_EDIT = re.compile(rf"(최종\s?수정|기사\s?수정|수정|업데이트|최종\s?편집|편집)\s*[:：]?\s*(?:일시)?\s*{_SOON}")
_BETWEEN = r"(?:\s|&nbsp;|<[^>]{0,80}>|[:：|]|일시?|시간|날짜){0,8}"
_WHEN = (
    r"(\d{4}\s?[-./년]\s?\d{1,2}\s?[-./월]\s?\d{1,2}[일.]?(?:\s|&nbsp;|[\[(]|\([월화수목금토일]\))*(?:오[전후]\s?)?"
    r"(?:\d{1,2}(?::\d\d){1,2}|\d{1,2}시\s?\d{1,2}분)?)"
)
_LABELLED_LOOSE = re.compile(rf"(?:기사\s?입력|입력|승인|등록|게시|발행|송고|Posted){_BETWEEN}{_WHEN}")
_EDITED_LOOSE = re.compile(rf"(?:수정|업데이트|Updated){_BETWEEN}{_WHEN}")
_ALONE = re.compile(
    r">[^<>]{0,40}?((?:19|20)\d\d[-./]\s?\d{1,2}[-./]\s?\d{1,2}\.?\s+(?:오[전후]\s)?\d{1,2}:\d\d(?::\d\d)?)\s*<"
)


def printed_dates(page: Page, selectors: Selectors) -> tuple[str, str]:
    """The printed publication and modification texts: labelled ones (입력, 승인, 수정) first, else any date of a selector."""
    published = modified = fallback = ""
    now = datetime.fromisoformat(page.fetched_at) if page.fetched_at else None
    for selector in selectors.published:
        for node in page.tree.css(selector)[:8]:
            attributes = node.attributes
            text = visible_text(node)
            exact = attributes.get("data-date-time") or attributes.get("datetime") or ""
            if label := _LABELLED.search(text):
                published = published or exact or text[label.end() :]
            if label := _LABELLED_EDIT.search(text):
                modified = modified or text[label.end() :]
            elif not fallback and (parse_date(exact, now=now) or parse_date(text, now=now)):
                fallback = exact or text
    for selector in selectors.modified:
        for node in page.tree.css(selector)[:2]:
            attributes = node.attributes
            modified = (
                modified or attributes.get("data-modify-date-time") or attributes.get("datetime") or visible_text(node)
            )
    if not published and not fallback:
        published = _labelled_anywhere(page)
    return published or fallback, modified


def edited_anywhere(page: Page) -> str:
    """The first date behind 수정, 업데이트 or Updated anywhere in the markup, else ``""``."""
    for word in ("수정", "업데이트", "Updated"):
        at = page.text.find(word)
        while at != -1:
            if match := _EDITED_LOOSE.match(page.text, at):
                return match[1]
            at = page.text.find(word, at + 1)
    return ""


def _labelled_anywhere(page: Page) -> str:
    """The first labelled (입력, 승인, 등록) date in the markup, else the first full time that stands alone between tags."""
    for pattern in (_LABELLED_LOOSE, _ALONE):
        for match in islice(pattern.finditer(page.text), 20):
            if parse_date(match[1]):
                return match[1]
    return ""
