"""What kind of article a page is, from its title tags, section, disclosure, closing lines and shape; the unknown stays news."""

import re

from crawler.evidence import PLAIN_END
from crawler.items import Article

KINDS = (
    "news", "flash", "press_release", "advertorial", "column", "interview", "review", "market", "notice", "correction",
)  # fmt: skip
"""Every kind there is."""

_FLASH_LENGTH = 200  # characters; a wire's flash is a sentence or two
_SHORT_FLASH = 600  # characters of a text in the section of flashes
_CLOSING_LINES = 4

# --- title tags: what stands in brackets at either end of a title, or before a bar or colon at its head

_HEAD_TAG = re.compile(r"\s*[\[(<〈《【「［]\s*([^\])>〉》】」］\[(<]{1,24}?)\s*[\])>〉》】」］]")
_BAR_TAG = re.compile(r"\s*([^|ㅣ｜:：\[(]{2,14}?)\s*[|ㅣ｜:：]\s*(?=\S)")
_END_TAG = re.compile(r"[\[(<【]\s*([^\])>】\[(<]{1,24}?)\s*[\])>】]\s*$")
_MOST_TAGS = 3
_LONGEST_HEAD = 100  # characters of a title in which its tags stand
# behind a tag's word: its number in a series, its part, or whom it is about
_MORE = r"(?:\s?(?:[①-⑳]|\d{1,3}|[상중하上中下끝完]|전문|영상|시리즈)|\s?[-–—|:·/+&]\s?.{1,18}|\s?\(.{1,8})?"


def _tag(words: str, before: str = "", after: str = _MORE) -> re.Pattern[str]:
    return re.compile(rf"(?:{before})(?:{words}){after}", re.I)


_TITLE = (
    ("press_release", _tag(r"보도자료|PR|press\s?release|프레스\s?릴리[즈스]")),
    ("advertorial", _tag(
        r"(?:유료\s?)?광고|AD|협찬|Sponsored|제휴|광고성\s?기사|스폰서드?(?:\s?콘텐츠)?|애드버토리얼|advertorial")),
    ("correction", _tag(
        r"정정(?:\s?보도)?(?:문)?|바로\s?잡습니다|바로\s?잡기|반론(?:\s?보도)?(?:문)?|추후\s?보도(?:문)?"
        r"|정정\s?[·및]\s?반론\s?보도(?:문)?")),
    ("notice", _tag(
        r"인사|부고|부음|동정|공지(?:사항)?|알림|알립니다|알려드립니다|사고\(社告\)|모집|채용|화촉|결혼"
        r"|인사\s?[·/]\s?동정|모임")),
    ("flash", _tag(r"속보|긴급(?:\s?속보)?|[1-9]보|flash", r"(?:\S{1,8}\s)?")),
    ("interview", _tag(r"인터뷰|일문일답|대담|interview", r".{0,12}")),
    ("column", _tag(
        r"칼럼|기고(?:문)?|사설|시론|시평|기자수첩|취재수첩|데스크(?:\s?(?:시각|칼럼|의\s?눈))?|오피니언|논단"
        r"|기자의\s?(?:눈|시각)|발언대|독자투고|오늘과\s?내일",
        r".{0,12}")),
    ("market", _tag(
        r"시황|시황\s?브리핑|마켓\s?(?:브리핑|리뷰|뷰)|시세|(?:원[/·]?달러\s?|외환\s?|오늘의\s?)?환율|[국뉴]\S{0,2}증시"
        r"|(?:오전장|오후장|장|코스피|코스닥|증시|.{0,4}증시|환율|채권|외환)?\s?(?:마감|개장|출발)(?:\s?시황)?", r".{0,8}")),
    ("review", _tag(
        r"리뷰|써\s?보니|써\s?봤(?:다|더니|습니다)|타\s?보니|타봤더니|사용기|체험기|시승기|관람기|review",
        r"(?!.{0,4}(?:주간|위클리|월간|연간|뉴스|시장|마켓)).{0,10}")),
)  # fmt: skip
_ONLY_AT_HEAD = ("notice", "market")  # "원서 접수 (마감)", "홍길동 대표 (결혼)" say nothing of the article
_BARE_TITLE = (
    ("correction", re.compile(r"(?:정정\s?[·및]?\s?)?(?:반론|정정|추후)\s?보도문?|바로\s?잡습니다.{0,20}|바로\s?잡기")),
    ("notice", re.compile(r"(?:\S{1,12}\s)?(?:인사|부고)")),
)
# --- sections: each part of a path such as "오피니언 > 칼럼"

_SECTION_PARTS = re.compile(r"\s*[>›»/|,]\s*")
_SECTION = (
    ("press_release", re.compile(r"보도자료|프레스\s?릴리[즈스]|PR\s?뉴스|PR|press(?:\s?releases?)?|뉴스와이어", re.I)),
    ("advertorial", re.compile(
        r"스폰서드?(?:\s?(?:콘텐츠|기사|뉴스))?|sponsored(?:\s\w+)?|애드버토리얼|advertorials?|협찬"
        r"|(?:브랜드|파트너|광고)\s?콘텐츠", re.I)),
    ("column", re.compile(
        r".{0,8}(?:칼럼|기고|사설|기자수첩|시론|논단)|사설[·ㆍ]칼럼|칼럼[·ㆍ]기고|오피니언.{0,8}"
        r"|opinions?|columns?|editorials?", re.I)),
    ("interview", re.compile(r".{0,8}인터뷰|인터뷰[·ㆍ].{1,6}|interviews?", re.I)),
    ("review", re.compile(r"(?:제품|신제품|IT|게임|영화|도서|디바이스)?\s?리뷰|리뷰[·ㆍ].{1,6}|(?:product\s)?reviews?", re.I)),
    ("market", re.compile(r"(?:마켓|코인|증권|증시|가상자산)?\s?(?:시황|시세)|시황[·ㆍ].{1,6}", re.I)),
    ("notice", re.compile(r"인사|부고|부음|동정|인사[·ㆍ](?:부고|동정).{0,4}|부고[·ㆍ]인사|공지(?:사항)?|알림", re.I)),
    ("correction", re.compile(r"정정\s?보도|바로\s?잡습니다|정정[·ㆍ]반론(?:\s?보도)?", re.I)),
)  # fmt: skip
_FLASH_SECTION = re.compile(r"(?:\S{1,8}\s)?속보|flash|breaking(?:\snews)?", re.I)

# --- closing lines: the publisher's own word on what it printed; a reporter's sentence ends in a plain 다

_CLOSING = (
    ("press_release", re.compile(
        r"[\[(<※*■▶\s]{0,3}(?:(?:본|이|위)\s?보도자료(?:는|를)\s.{0,80}|(?:이|본|위)\s?(?:뉴스|자료|기사|글)(?:는|은)\s.{0,40}(?:제공한|배포한)\s?(?:것|자료).{0,40}|언론\s?연락처\s?[:：].{0,80}|(?:사진[·ㆍ/,]\s?)?자료\s?제공\s?[=:]\s?.{1,30}|자료\s?(?:제공|출처)\s?[=:].{1,40}보도자료.{0,10}|(?:자료|출처|제공)\s?[=:]?\s?.{0,30}(?:보도자료|뉴스와이어)(?:\s?제공)?"
        r"|.{0,20}보도자료\s?(?:제공|전문|출처)(?:\s?[=:].{1,40})?|보도자료"
        r"|(?:이|본|위|해당)\s?(?:기사|글|자료|뉴스|콘텐츠)(?:는|은)\s.{0,60}보도자료.{0,40})[\])>.\s]{0,3}")),
    ("column", re.compile(
        r"[\[(<※*■▶\s]{0,3}(?:외부\s?(?:필자|기고|필진|칼럼).{0,80}|(?:이|본|위|해당)\s?(?:글|기고|기고문|칼럼|기사)(?:은|는|의)\s.{0,60}(?:기고|필자|외부\s?필진|칼럼).{0,60}"
        r"|(?:이|본|위)\s?(?:기고|기고문|칼럼)(?:은|는|의)\s.{0,100})[\])>.\s]{0,3}")),
)  # fmt: skip

# --- shape

_QUESTION = re.compile(r"\s*(?:Q\s?\d{0,2}\s?[.:)▶]|문\s?[.:]|질문\s?\d{0,2}\s?[.:)]|[-–—―]\s?\S.{2,})", re.I)
_DASHED = re.compile(r"\s*[-–—―]")
_ANSWER = re.compile(r"\s*(?:[▲△▶A“\"]|답\s?[.:])")
_MET = re.compile(r"인터뷰|만났|만나\s?(?:이야기|얘기|물었|들었|봤)|일문일답|대담|와의\s대화")
_QUOTED = re.compile(r"[“\"'‘]")
_MARKET_WORD = re.compile(r"시황|시세|환율|마감|주요\s?지수|증시")
_PRICE = re.compile(r"\d[\d,.]*\s?(?:%|원|달러|포인트|p\b|엔|위안|만|억|조)|[▲▼△▽+-]\s?\d", re.I)
_FEWEST_PRICES = 4  # lines


def kind_of(article: Article) -> str:
    """Return the kind of an article that has been separated, one of :data:`KINDS`.

    What the page discloses comes first: an advertisement among ``article.ads`` that is the text itself outweighs the
    form it takes. Then the outlet's tag in the title, its section, its closing line, and last the shape of the text.
    """
    if any(ad.kind == "advertorial" for ad in article.ads):
        return "advertorial"
    guesses = (_by_title, _by_section, _by_closing, _by_shape)
    return next((kind for guess in guesses if (kind := guess(article))), "news")


def _by_title(article: Article) -> str | None:
    title = (article.title or "").strip()
    head = _head_tags(title[:_LONGEST_HEAD])
    end = [match[1]] if (match := _END_TAG.search(title[-_LONGEST_HEAD:])) else []
    for kind, pattern in _TITLE:
        tags = head if kind in _ONLY_AT_HEAD else [*head, *end]
        if any(pattern.fullmatch(tag) for tag in tags):
            return kind
    return next((kind for kind, pattern in _BARE_TITLE if pattern.fullmatch(title)), None)


def _head_tags(title: str) -> list[str]:
    tags: list[str] = []
    position = 0
    while len(tags) < _MOST_TAGS and (match := _HEAD_TAG.match(title, position)):
        tags.append(match[1])
        position = match.end()
    if bar := _BAR_TAG.match(title, position):
        tags.append(bar[1])
    return tags


def _by_section(article: Article) -> str | None:
    parts = _SECTION_PARTS.split((article.section or "")[:100].strip())
    for kind, pattern in _SECTION:
        if any(pattern.fullmatch(part) for part in parts):
            return kind
    flash = any(_FLASH_SECTION.fullmatch(part) for part in parts)
    return "flash" if flash and len(article.body) < _SHORT_FLASH else None


def _by_closing(article: Article) -> str | None:
    lines = [line for block in article.blocks if block.text for line in block.text.split("\n")]
    own = [line for line in lines[-_CLOSING_LINES:] if len(line) <= 160 and not PLAIN_END.search(line)]
    return next((kind for kind, pattern in _CLOSING if any(pattern.fullmatch(line) for line in own)), None)


def _by_shape(article: Article) -> str | None:
    lines = [line for block in article.blocks if block.role == "body" for line in block.text.split("\n")]
    if _is_interview(article, lines):
        return "interview"
    priced = sum(_PRICE.search(line[:200]) is not None and not PLAIN_END.search(line) for line in lines)
    if _MARKET_WORD.search(article.title or "") and priced >= max(_FEWEST_PRICES, 0.6 * len(lines)):
        return "market"
    wired = any(block.role == "byline" and "=" in block.text for block in article.blocks)
    return "flash" if wired and len(article.body) < _FLASH_LENGTH else None


def _is_interview(article: Article, lines: list[str]) -> bool:
    """Three questions, each with its answer, and a person who gives them: questions alone are a list of what is asked often."""
    asked = sum(
        _QUESTION.match(line[:200]) is not None and (not _DASHED.match(line) or _ANSWER.match(after[:20]) is not None)
        for line, after in zip(lines, [*lines[1:], ""], strict=False)  # the last line has none behind it
    )
    return asked >= 3 and bool(_QUOTED.search(article.title or "") or any(_MET.search(line) for line in lines[:4]))
