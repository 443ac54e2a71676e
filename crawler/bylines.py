"""Reporters' names and addresses, and the bylines glued to the first and last sentence of an article."""

import re

from crawler.items import Author
from crawler.rules import ADDRESS, ROLE

_WEB = re.compile(r"https?://\S+")
_WITH_ROLE = re.compile(
    rf"(?:(?<![가-힣])|(?<=뉴스)|(?<=일보)|(?<=조선)|(?<=경제))((?:[가-힣]{{2,4}}\s?[·,ㆍ/&]\s?){{0,5}}[가-힣]{{2,4}}|[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){{1,2}})\s?(?:\([^)]{{0,30}}\)\s?)?{ROLE}"
)
_HANGUL_NAME = re.compile(r"[가-힣]{2,4}")
_SPLIT = re.compile(r"\s*[,·ㆍ/&|;]\s*|\s{2,}|\s+(?:and|및|와|과)\s+")
_LABELLED = re.compile(r"(?:기자명|글쓴이|필자|작성자)\s*[:：]?\s*([가-힣]{2,7})")
_TITLE = re.compile(rf"\s*{ROLE}$|^(?:글|취재|작성|기자명|By|by)\s*[:=]?\s*")
_NOT_NAMES = frozenset(
    "온라인 편집부 편집국 뉴스팀 취재팀 디지털 뉴스 본지 인턴 객원 선임 전문 취재 관리자 운영자 공감언론 기자명 글쓴이 스포츠 경제 방송 일보 신문 서울 부산 글 사진".split()
)
_DESK = re.compile(r"(?:부|팀|국|뉴스|일보|신문|방송|스포츠|경제|데일리|이코노믹|저널|타임스|닷컴|미디어|TV)$")
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구나민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_IN_ENGLISH = re.compile(
    r"[Bb]y\s(?P<by>[A-Z][\w.'-]{1,20}(?:\s[A-Z][\w.'-]{0,20}){1,3})(?:,\s.{2,30})?"
    r"|(?P<name>[A-Z][\w.'-]{1,20}(?:\s[A-Z][\w.'-]{0,20}){1,3}),?\s(?:[A-Z]\w{2,12}\s){0,2}(?:Reporter|Writer|Editor|Correspondent|Contributor)"
)
_NO_BYLINE = re.compile(r"제보|문의|구독|광고|뉴스레터|고객센터")
_BYLINE_TOKEN = re.compile(
    rf"(?P<email>{ADDRESS.pattern}|[A-Za-z0-9_.]{{2,20}}@(?![A-Za-z]))|(?P<role>(?:[가-힣]{{2,4}})?{ROLE})(?![가-힣])|(?P<word>[A-Za-z가-힣]{{2,12}})"
    r"|[\s\[\](){}<>【】〔〕|/·,ㆍ=:☞.]+"
)

LEAD = re.compile(
    rf"^\s*(?:(?:[\[(【〔<][^\])】〕>\n]{{0,40}}(?:{ROLE}|=\s?[^\])】〕>\n]{{1,20}}|뉴스|일보|신문|타임즈?|투데이|데일리)[^\])】〕>\n]{{0,30}}[\])】〕>]\s*)"
    rf"(?:(?:(?:[가-힣]{{2,4}}[\s·,ㆍ]+){{1,5}}{ROLE}\s*=\s*)|(?:(?:[가-힣]{{2,4}}(?:\s?[·,ㆍ]\s?[가-힣]{{2,4}}){{0,4}}\s?{ROLE}(?:\s?[·,ㆍ]?\s?[가-힣]{{2,4}}\s?{ROLE}){{0,3}})\s*)?=?\s*)"
    rf"|(?:[가-힣A-Za-z0-9]{{2,12}}\s)?(?:[가-힣]{{2,4}}(?:\s?[·,ㆍ]\s?[가-힣]{{2,4}}){{0,4}}|[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){{1,2}})\s?{ROLE}\s*=\s*)"
)
"""A dateline or byline that opens the first paragraph: ``[서울=한빛뉴스] 홍길동 기자 =``, ``[한빛신문 홍길동 기자]``."""

GLUED_LEAD = re.compile(rf"[\[(【〔][^\])】〕\n]{{2,40}}{ROLE}\s?[\])】〕]")
"""A byline in brackets that follows a caption without a break."""

TAIL = re.compile(
    rf"(?:(?<=[.!?”’\"'」)])|(?<=다)|(?<=\n))\s*(?:[\[(/=<|]?\s?(?:[가-힣]{{2,6}}\s?=\s?)?(?:[가-힣A-Z]{{2,12}}\s)??[가-힣]{{2,4}}(?:\s?[·,ㆍ/]\s?[가-힣]{{2,4}}){{0,4}}\s?{ROLE}"
    rf"\s?[\])>]?\s*[\[(|/<]?\s?(?:{ADDRESS.pattern})?\s?[\])>]?|[\[(</]?\s?{ADDRESS.pattern}\s?[\])>]?)\s*(?:\(끝\))?\s*$"
)
"""A byline glued to the end of the last sentence: ``…했다.홍길동 기자 gildong@news.example``."""


_AGENCY = (
    r"(?:이미지투데이|게티\s?이미지(?:뱅크|스|코리아)?|셔터스톡|클립아트코리아|픽사베이|언스플래시|프리픽|연합뉴스(?:TV)?|연합|뉴시스|뉴스1|로이터"
    r"|(?:AP|AFP|EPA|UPI)(?:\s?통신)?|getty\s?images(?:bank)?|shutterstock|pixabay|unsplash|freepik|reuters)"
)
_SOURCES = rf"{_AGENCY}(?:\s?[=·/,]\s?{_AGENCY}){{0,2}}(?:\s?제공)?"
BARE_CREDIT = re.compile(
    rf"[/\s]{{0,2}}(?P<who>{_SOURCES}|(?:photo|image|사진)\s?(?:by\s)?[:=]?\s?[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){{0,2}})",
    re.I,
)
"""A line of nothing but picture agencies, or of a photographer in English, under a picture."""
SIGNED_CAPTION = re.compile(
    rf"(?P<what>[^\n]{{3,140}}[.!?다])\s?/?\s?(?P<who>{_SOURCES})|(?P<what2>[^\n]{{3,140}}?)\s?/\s?(?P<who2>{_SOURCES})",
    re.I,
)
"""A caption that ends in the agency's name: ``온빛거래소 본사 전경. 연합뉴스``."""

PICTURE_CREDIT = re.compile(r"\s*[\[(<](?:자료\s?)?사진\s?[=:/|]?[^\])>\n]{0,40}[\])>]\s*$")
"""A picture's credit glued to the end of a sentence: ``…밝혔다. (자료사진=한빛랩 제공)``."""


def is_byline(line: str) -> bool:
    """Say whether a short line is made of nothing but names, places, desks, roles and addresses, at least one of the last two."""
    if len(line) > 80 or _NO_BYLINE.search(line):
        return False
    if _IN_ENGLISH.fullmatch(line.strip()):
        return True
    position, kinds = 0, []
    while position < len(line):
        token = _BYLINE_TOKEN.match(line, position)
        if not token or token.end() == position:
            return False
        if token.lastgroup:
            kinds.append(token.lastgroup)
        position = token.end()
    return 1 < len(kinds) <= 10 and kinds.count("word") <= 4 and ("email" in kinds or "role" in kinds[1:])


def authors_in(text: str, *, named: bool = False) -> list[Author]:
    """Return the reporters a short text names.

    ``named`` says the text is known to hold names (a meta tag); otherwise a name needs a role (기자, 특파원 …) or an
    address beside it.
    """
    text = text[:300]
    emails = list(dict.fromkeys(ADDRESS.findall(text)))
    plain = ADDRESS.sub(" ", _WEB.sub(" ", text))
    names = [part for match in _WITH_ROLE.finditer(plain) for part in _colleagues(plain, match)]
    if not names and (label := _LABELLED.search(plain)):
        names = [label[1]]
    if not names and not named and (english := _IN_ENGLISH.fullmatch(plain.strip())):
        names = [english["by"] or english["name"]]
    if not names and named:
        names = [_TITLE.sub("", part.strip(" ()[]=")) for part in _SPLIT.split(plain)]
        names = [n for n in names if n and len(n) <= 40]
    elif not names and emails:
        names = _HANGUL_NAME.findall(plain)[:1]
    names = [name.strip() for name in names if name.strip() and name.strip() not in _NOT_NAMES]
    names = [name for name in names if named or not _DESK.search(name)]
    paired = emails if len(emails) == len(names) else (emails[:1] if len(names) == 1 else [])
    return [Author(name, paired[i] if i < len(paired) else None) for i, name in enumerate(dict.fromkeys(names))]


def _colleagues(text: str, match: re.Match[str]) -> list[str]:
    """The names before a role; those joined by mere spaces (이세원 한지훈 기자) count if each is built like a name."""
    names = _SPLIT.split(match[1])
    for word in reversed(text[: match.start(1)].split()):
        if (
            len(word) != 3
            or word[0] not in _SURNAMES
            or word in _NOT_NAMES
            or _DESK.search(word)
            or not _HANGUL_NAME.fullmatch(word)
        ):
            break
        names.insert(0, word)
    return names
