"""Reporters' names and addresses, and the bylines glued to the first and last sentence of an article."""

import re

from crawler.items import Author
from crawler.rules import _ROLE as ROLE

_EMAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WITH_ROLE = re.compile(
    rf"(?:(?<![가-힣])|(?<=뉴스)|(?<=일보)|(?<=조선)|(?<=경제))((?:[가-힣]{{2,4}}\s?[·,ㆍ/&]\s?){{0,5}}[가-힣]{{2,4}}|[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){{1,2}})\s?(?:\([^)]{{0,30}}\)\s?)?{ROLE}"
)
_HANGUL_NAME = re.compile(r"[가-힣]{2,4}")
_LATIN_NAME = re.compile(r"[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){1,3}")
_SPLIT = re.compile(r"\s*[,·ㆍ/&|;]\s*|\s{2,}|\s+(?:and|및|와|과)\s+")
_LABELLED = re.compile(r"(?:기자명|글쓴이|필자|작성자)\s*[:：]?\s*([가-힣]{2,7})")
_TITLE = re.compile(rf"\s*{ROLE}$|^(?:글|취재|작성|기자명|By|by)\s*[:=]?\s*")
_NOT_NAMES = frozenset(
    [
        "온라인",
        "편집부",
        "편집국",
        "뉴스팀",
        "취재팀",
        "디지털",
        "뉴스",
        "본지",
        "인턴",
        "객원",
        "선임",
        "전문",
        "경제부",
        "산업부",
        "사회부",
        "정치부",
        "관리자",
        "운영자",
        "서울",
        "부산",
    ]
)

LEAD = re.compile(
    rf"^\s*(?:(?:[\[(【<][^\])】>\n]{{0,40}}(?:{ROLE}|=\s?[^\])】>\n]{{1,20}}|뉴스|일보|신문|타임즈?|투데이|데일리)[^\])】>\n]{{0,30}}[\])】>]\s*)"
    rf"(?:(?:[가-힣]{{2,4}}(?:\s?[·,ㆍ]\s?[가-힣]{{2,4}}){{0,4}}\s?{ROLE}(?:\s?[·,ㆍ]?\s?[가-힣]{{2,4}}\s?{ROLE}){{0,3}})\s*)?=?\s*"
    rf"|(?:[가-힣]{{2,4}}(?:\s?[·,ㆍ]\s?[가-힣]{{2,4}}){{0,4}}\s?{ROLE})\s*=\s*)"
)
"""A dateline or byline that opens the first paragraph: ``[서울=한빛뉴스] 홍길동 기자 =``, ``[한빛신문 홍길동 기자]``."""

TAIL = re.compile(
    rf"(?:(?<=[.!?”’\"'」)])|(?<=다)|(?<=\n))\s*(?:[\[(/=<|]?\s?(?:[가-힣]{{2,6}}\s?=\s?)?(?:[가-힣A-Z]{{2,12}}\s)??[가-힣]{{2,4}}(?:\s?[·,ㆍ/]\s?[가-힣]{{2,4}}){{0,4}}\s?{ROLE}"
    rf"\s?[\])>]?\s*[\[(|/<]?\s?(?:{_EMAIL.pattern})?\s?[\])>]?|[\[(<]?\s?{_EMAIL.pattern}\s?[\])>]?)\s*$"
)
"""A byline glued to the end of the last sentence: ``…했다.홍길동 기자 gildong@news.example``."""


def authors_in(text: str, *, named: bool = False) -> list[Author]:
    """Return the reporters a short text names.

    ``named`` says the text is known to hold names (a meta tag); otherwise a name needs a role (기자, 특파원 …) or an
    address beside it.
    """
    text = text[:300]
    emails = list(dict.fromkeys(_EMAIL.findall(text)))
    plain = _EMAIL.sub(" ", text)
    names = [part for match in _WITH_ROLE.finditer(plain) for part in _SPLIT.split(match[1])]
    if not names and (label := _LABELLED.search(plain)):
        names = [label[1]]
    if not names and named:
        names = [_TITLE.sub("", part.strip(" ()[]=")) for part in _SPLIT.split(plain)]
        names = [n for n in names if n and not n.startswith("http") and len(n) <= 40]
    elif not names and emails:
        names = _HANGUL_NAME.findall(plain)[:1]
    names = [name.strip() for name in names if name.strip() and name.strip() not in _NOT_NAMES]
    paired = emails if len(emails) == len(names) else (emails[:1] if len(names) == 1 else [])
    return [Author(name, paired[i] if i < len(paired) else None) for i, name in enumerate(dict.fromkeys(names))]
