"""Reporters' names and addresses, and the bylines glued to the first and last sentence of an article."""

import re
from collections.abc import Collection

from crawler.items import Author
from crawler.rules import ADDRESS, ROLE
from crawler.text import squeeze

_WEB = re.compile(r"https?://\S+")
_WITH_ROLE = re.compile(
    rf"(?:(?<![가-힣])|(?<=뉴스)|(?<=일보)|(?<=조선)|(?<=경제))((?:[가-힣]{{2,4}}\s?[·,ㆍ/&]\s?){{0,5}}[가-힣]{{2,4}}|[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){{1,2}})\s?(?:\([^)]{{0,30}}\)\s?)?{ROLE}"
)
_HANGUL_NAME = re.compile(r"[가-힣]{2,4}")
_SPLIT = re.compile(r"\s*[,·ㆍ/&|;]\s*|\s{2,}|\s+(?:and|및|와|과)\s+")
_LABELLED = re.compile(
    r"(?:기자명|글쓴이|필자|작성자)\s*[:：]?\s*(?P<who>[가-힣]{2,7})|^\s*글\s?[:：=.]\s?(?P<wrote>[가-힣]{2,4})(?!\S)"
)
_TITLE = re.compile(rf"\s*{ROLE}$|^(?:글|취재|작성|기자명|By|by)\s*[:=]?\s*")
_PROFESSION = re.compile(
    r"(?P<name>[가-힣]{2,4})\s(?:수석|책임|선임|전임|객원|초빙|겸임|석좌|명예|부|공동)?\s?"
    r"(?:변호사|변리사|회계사|세무사|노무사|관세사|의사|약사|교수|교사|박사|대표|대표이사|이사|이사장|원장|소장|센터장|본부장|팀장"
    r"|연구원|연구위원|애널리스트|작가|시인|번역가|컨설턴트|디자이너|개발자|마케터|심사역|파트너|필자|님)"
)
"""A contributor with the profession behind the name: ``홍길동 변호사``."""
_NOT_NAMES = frozenset(
    (
        "온라인 편집부 편집국 뉴스팀 취재팀 디지털 뉴스 본지 인턴 객원 선임 전문 취재 관리자 운영자 공감언론 기자명 글쓴이 스포츠 경제 방송 일보 "
        "신문 서울 부산 글 사진 외부기고 기고 기고자 독자기고 외부필자 외부필진 필진 필자 작성자 에디터 리포터 기자 객원기자 인턴기자 편집자 익명 "
        "회원 게스트 보도자료 콘텐츠 공지 공지사항"
    ).split()
)
_DESK = re.compile(
    r"(?:부|팀|국|뉴스|일보|신문|방송|스포츠|경제|데일리|이코노믹|저널|타임[스즈]|투데이|포스트|닷컴|미디어|네트워크|코리아|TV)$"
)
_BEHIND_OUTLET = re.compile(r"^\s?[\[(【〔<]\s?([가-힣]{2,4})\s?[/|]\s?(?=[가-힣])")
"""What opens a byline in brackets before a slash: ``[한빛투데이/홍길동 기자]``."""
_OFFICES = frozenset(
    "dl editor editors edit editorial news newsroom newsdesk press desk help helpdesk webmaster admin info contact support cs "
    "master office service jebo report ad ads".split()
)
"""Local parts of addresses that a newsroom reads."""
_ALONE = re.compile(r"(?:(?:글|[Bb]y|필자|작성자|기자명)\s?[:：.=]?\s?)?(?P<name>[가-힣]{2,4})")
"""A box that holds a name and nothing else: ``홍길동``, ``by 홍길동``."""
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
    # a full stop between two letters of the alphabet stands in an address, and ends no sentence
    rf"(?:(?<=[!?”’\"'」)])|(?<=[^\w+-]\.)|(?<=[가-힣]\.)|(?<=\.)(?![A-Za-z0-9_+-])|(?<=다)|(?<=\n))\s*(?:[\[(/=<|]?\s?(?:[가-힣]{{2,6}}\s?=\s?)?(?:[가-힣A-Z]{{2,12}}\s)??[가-힣]{{2,4}}(?:\s?[·,ㆍ/]\s?[가-힣]{{2,4}}){{0,4}}\s?{ROLE}"
    rf"\s?[\])>]?\s*[\[(|/<]?\s?(?:{ADDRESS.pattern})?\s?[\])>]?|[\[(</]?\s?(?!\.){ADDRESS.pattern}\s?[\])>]?)\s*(?:\(끝\))?\s*$"
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


def authors_in(text: str, *, named: bool = False, outlets: Collection[str] = ()) -> list[Author]:
    """Return the reporters a short text names.

    ``named`` says the text is known to hold names (a meta tag); otherwise a name needs a role (기자, 특파원 …) or an
    address beside it. ``outlets`` are names, in lower case without white space, of no person.
    """
    text = text[:300]
    emails = list(dict.fromkeys(ADDRESS.findall(text)))
    plain = ADDRESS.sub(" ", _WEB.sub(" ", text))
    names = [name.strip() for name in _names(plain, named=named, addressed=bool(emails))]
    names = [name for name in names if name and name not in _NOT_NAMES and squeeze(name).lower() not in outlets]
    names = list(dict.fromkeys(name for name in names if named or not _DESK.search(name)))
    paired = emails if len(emails) == len(names) else (emails[:1] if len(names) == 1 else [])
    return [Author(name, paired[i] if i < len(paired) else None) for i, name in enumerate(names)]


def _names(plain: str, *, named: bool, addressed: bool) -> list[str]:
    """What may be names in a text without its addresses, by the strongest sign of them that it has."""
    if (opening := _BEHIND_OUTLET.match(plain)) and not _is_built_like_a_name(opening[1]):
        plain = plain[opening.end() :]
    if names := [part for match in _WITH_ROLE.finditer(plain) for part in _colleagues(plain, match)]:
        return names
    if label := _LABELLED.search(plain):
        return [label["who"] or label["wrote"]]
    if named:
        return [name for part in _SPLIT.split(plain) if (name := _bare_name(part)) and len(name) <= 40]
    if english := _IN_ENGLISH.fullmatch(plain.strip()):
        return [english["by"] or english["name"]]
    return _HANGUL_NAME.findall(plain)[:1] if addressed else []


def _bare_name(part: str) -> str:
    """A name without the role or profession behind it and the word in front of it."""
    name = _TITLE.sub("", part.strip(" ()[]="))
    profession = _PROFESSION.fullmatch(name)
    return profession["name"] if profession else name


def is_office(address: str, outlets: Collection[str]) -> bool:
    """Say whether an address is of the newsroom and of no reporter: by its desk, or by the outlet's name in it."""
    local = address.partition("@")[0].lower()
    words = re.split(r"[-._+\d]+", local)
    return not _OFFICES.isdisjoint(words) or any(name in words or (len(name) > 3 and name in local) for name in outlets if name)


def name_alone(text: str) -> str | None:
    """Return the Korean name that a box of the byline holds and nothing else, without ``by`` before it and what they do."""
    text = text.strip()
    alone = _ALONE.fullmatch(text) or _PROFESSION.fullmatch(text)
    name = alone["name"] if alone else ""
    return name if name and name not in _NOT_NAMES and not _DESK.search(name) else None


def _colleagues(text: str, match: re.Match[str]) -> list[str]:
    """The names before a role; those joined by mere spaces (이세원 한지훈 기자) count if each is built like a name."""
    names = _SPLIT.split(match[1])
    for word in reversed(text[: match.start(1)].split()):
        if not _is_built_like_a_name(word):
            break
        names.insert(0, word)
    return names


def _is_built_like_a_name(word: str) -> bool:
    """Whether a word is a surname with two syllables behind it, as nearly every Korean name is."""
    if len(word) != 3 or word[0] not in _SURNAMES or not _HANGUL_NAME.fullmatch(word):
        return False
    return word not in _NOT_NAMES and not _DESK.search(word)
