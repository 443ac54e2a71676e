"""Pages that answer 200 and are no article: gone, walled off, asking for proof or consent, lists, and pages cut in half."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from crawler.evidence import PLAIN_END, SENTENCE_END
from crawler.items import Article
from crawler.page import Page, PageRefused, visible_text
from crawler.walls import refuse_walled

_SMALL = 1_500  # characters of visible text; a real article page prints more
_BARE = 600  # characters of visible text; nothing but a message
_TEXT = 200  # characters of body; with more, the page tells something
_NO_TEXT = 40
_LINE = 160  # characters of a message
_HEAD = 50_000  # characters of markup in which a page says what it is

_SAYS_ARTICLE = re.compile(r"[\"']@type[\"']\s*:\s*[\"'](?:News)?Article|content=[\"']article[\"']")
_THING = r"(?:기사|게시물|페이지|뉴스|콘텐츠|(?<!댓)글)"
_DELETED = re.compile(
    rf"삭제\s?(?:된|되었거나|처리된)\s?.{{0,8}}{_THING}|{_THING}(?:가|이|는|은)?\s?삭제(?:되|된|했|하였)|존재하지\s?않는\s?{_THING}|없는\s?기사"
    r"|서비스하지\s?않는\s?기사|서비스가\s?(?:중단|종료)된\s?기사|요청에\s?(?:의해|따라)\s?삭제|노출\s?중단|(?:찾을|볼)\s?수\s?없는\s?기사"
    r"|기사를\s?찾을\s?수\s?없|해당\s?기사(?:가|는)\s?(?:없|존재하지)|비공개\s?(?:처리된\s?)?기사"
)
_MISSING = re.compile(
    r"(?:페이지|주소|화면)를\s?찾을\s?수\s?없|요청하신\s?(?:페이지|주소)|(?:찾을|볼)\s?수\s?없는\s?페이지|존재하지\s?않는\s?(?:주소|URL)|404\s?(?:not\s?found|error|에러|오류)"
    r"|page\s?not\s?found|error\s?404|잘못된\s?(?:접근|주소|경로|요청)|접근(?:이|할\s?수)\s?(?:불가|없)",
    re.I,
)
_CHALLENGE_MARK = re.compile(r"_cf_chl_opt|cf-browser-verification|_Incapsula_Resource|px-captcha|sucuri_cloudproxy")
_CHALLENGE = re.compile(
    r"just a moment\.\.\.|attention required|checking (?:if the site|your browser)|verify (?:that )?you are (?:a )?human|자동\s?등록\s?방지"
    r"|비정상적인\s?(?:접근|접속|트래픽)|자동화된\s?(?:접근|요청)|로봇이\s?아닙니다|사람인지\s?확인|보안\s?문자를?\s?입력|브라우저를\s?확인|access denied",
    re.I,
)
_CAPTCHA = re.compile(r"g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile")
_LOGIN = re.compile(
    r"로그인\s?(?:후|이|하셔야|해야|하시면).{0,20}(?:이용|볼\s?수|보실\s?수|가능|필요)|로그인이\s?필요|(?:sign|log)\s?in\s?to\s?(?:continue|read)",
    re.I,
)
_LOGIN_TITLE = re.compile(r"(?:회원\s?)?로그인|(?:log|sign)\s?in", re.I)
_CONSENT = re.compile(
    r"before you continue|we value your privacy|쿠키.{0,40}동의|동의하고\s?(?:계속|이용|기사)|개인정보.{0,30}동의.{0,30}(?:계속|이용|필요|보실|볼)|성인\s?인증|연령\s?(?:확인|인증)",
    re.I,
)
_ALERT = re.compile(r"alert\(\s*[\"']([^\"']{2,200})")
_LEAVES = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.replace\(|http-equiv=[\"']?refresh[\"']?\s+content=[\"']?\d+\s*;\s*url=)\s*[\"']?([^\"'>\s)]{1,200})",
    re.I,
)
_FRONT = ("", "/", "/index.html", "/index.htm", "/index.php", "/main", "/main.html", "/home")
_SITE_SHAPES = (
    ('link[rel=next], link[rel=prev], .pagination, .paging, .paginate, .page-numbers, [class*=pagination]', "a pager"),
    ("body.archive, body.category, body.tag, body.search, body.author, body.home", "a body of a list"),
    ('meta[property="og:type"][content=website], meta[property="og:type"][content=profile], meta[property="og:type"][content^=video]',
     "an og:type other than article"),
)  # fmt: skip
_LIST_TYPE = re.compile(
    r"[\"']@type[\"']\s*:\s*[\"'](?:CollectionPage|SearchResultsPage|ItemList|ImageGallery|ProfilePage|VideoObject)[\"']"
)
_LIST_PATH = re.compile(
    r"/(?:photos?|videos?|tv|gallery|rankings?|popular|tags?|categor(?:y|ies)|lists?|search|reporters?|authors?|journalists?)(?:[/.?]|$)"
    r"|/article_?list|/page/\d+|[?&](?:page|sc_word|lstcode|keyword)=", re.I
)  # fmt: skip
_HEADLINES = "h2 a, h3 a, h4 a, dt a, li > a, li strong a"
_MOST_HEADLINES = 5
_MEDIA_TITLE = re.compile(
    r"\s*[\[(<](?:포토|사진|화보|포토\s?뉴스|포토\s?슬라이드|영상|동영상|카드\s?뉴스|만평|TV|쇼츠|숏폼|인포그래픽|그래픽)[\])>]",
    re.I,
)
_MEDIA_SECTION = re.compile(r"포토|사진|화보|영상|동영상|카드\s?뉴스|만평|photo|video|gallery", re.I)


def refuse_non_article(page: Page, title: str | None, container: LexborNode | None, length: int) -> None:
    """Raise :class:`PageRefused` with the reason when the page says, or shows by its shape, that it is no whole article.

    ``length`` is the number of characters in ``container``. A long text is refused only as a teaser, as a list or as
    cut off: news about deleted articles, pay walls and captchas is news.
    """
    says = page.mentions("article:published_time") or _SAYS_ARTICLE.search(page.text[:_HEAD]) is not None
    if length < _TEXT:
        _refuse_message(page, title, container, length, says)
    refuse_walled(page, container, length)
    if not says:
        _refuse_list(page, container, length)
    if container is not None:
        _refuse_truncated(page, container)


def refuse_bare_media(article: Article) -> None:
    """Raise ``not_article`` for a picture, video or card-news page: it is called so, and has hardly any text of its own."""
    path = urlsplit(article.url).path
    said = _MEDIA_TITLE.match(article.title or "") or _MEDIA_SECTION.fullmatch(article.section or "")
    if len(article.body) < _TEXT and (said or _LIST_PATH.match(path)):
        raise PageRefused(
            "not_article", f"{len(article.body)} characters beside pictures or a video, at least {_TEXT} wanted"
        )


# --- a page that prints a message


def _refuse_message(page: Page, title: str | None, container: LexborNode | None, length: int, says: bool) -> None:
    shown = visible_text(page.tree.body) if page.tree.body is not None else ""
    head = page.text[:_HEAD]
    if _CHALLENGE_MARK.search(head) or _asks_for_proof(head, title, shown, length, says):
        raise PageRefused("challenge", "the page asks to prove that a browser is reading")
    text = visible_text(container) if container is not None and length else ""
    told = list(_messages(head, title, text, shown))
    for reason, pattern in (("deleted", _DELETED), ("soft_404", _MISSING)):
        if match := next(filter(None, map(pattern.search, told)), None):
            raise PageRefused(reason, match[0])
    if says or len(shown) >= _SMALL:
        return
    if length < _NO_TEXT and _asks_to_log_in(page, title, shown):
        raise PageRefused("login", "the page asks to log in")
    if match := _CONSENT.search(shown):
        raise PageRefused("consent", match[0])
    if target := _leaves_for_front(page, head):
        raise PageRefused("soft_404", f"leads to {target}")


def _messages(head: str, title: str | None, text: str, shown: str) -> Iterator[str]:
    """What the page may have to say instead of an article: alerts, a short text, and where there is none, title and page."""
    yield from _ALERT.findall(head[:20_000])
    if PLAIN_END.search(text):
        return
    if len(text) <= _LINE:
        yield text
    if len(text) < _NO_TEXT:
        yield from (title or "", shown[:_BARE])


def _asks_for_proof(head: str, title: str | None, shown: str, length: int, says: bool) -> bool:
    if says:
        return False
    if _CHALLENGE.search(title or "") or (len(shown) < _BARE and _CHALLENGE.search(shown)):
        return True
    return length < _NO_TEXT and len(shown) < _BARE and _CAPTCHA.search(head) is not None


def _asks_to_log_in(page: Page, title: str | None, shown: str) -> bool:
    if _LOGIN.search(shown):
        return True
    return bool(_LOGIN_TITLE.search(title or "")) and page.tree.css_first("input[type=password]") is not None


def _leaves_for_front(page: Page, head: str) -> str | None:
    """The front page the visitor is sent on to, or that the page says it is; None when it stays where it was asked for."""
    if urlsplit(page.url).path.lower() in _FRONT and not urlsplit(page.url).query:
        return None
    own = page.tree.css_first("link[rel=canonical]")
    targets = [*_LEAVES.findall(head[:20_000])[:5], (own.attributes.get("href") or "#") if own else "#"]
    for target in targets:
        try:
            there = urlsplit(urljoin(page.url, target))
        except ValueError:
            continue
        if not target.startswith("#") and there.path.lower() in _FRONT and not there.query:
            return target
    return None


# --- a page of many articles


def _refuse_list(page: Page, container: LexborNode | None, length: int) -> None:
    """Two signs of a list and the headlines of one; an article that stands under an odd address has no more than one."""
    signs = [name for css, name in _SITE_SHAPES if page.tree.css_first(css) is not None]
    if _LIST_TYPE.search(page.text[:_HEAD]):
        signs.append("a JSON-LD type")
    if _LIST_PATH.search(page.url[len("https://") :]):
        signs.append("its address")
    if len(signs) < 2:
        return
    inside = container if container is not None and length >= _TEXT else page.tree.body
    headlines = len(inside.css(_HEADLINES)) if inside is not None else 0
    if length < _TEXT or headlines >= _MOST_HEADLINES:
        raise PageRefused("not_article", f"a list or gallery: {', '.join(signs)}, {headlines} headlines")


# --- a page that ends too early


def _refuse_truncated(page: Page, container: LexborNode) -> None:
    """Refuse a page whose bytes end within the text: many pages lack ``</html>``, but none stops in mid-sentence."""
    tail = page.text[-4_000:].rstrip()
    if tail.endswith(">") and not _in_script(tail) or "</body" in tail.lower() or "</html" in tail.lower():
        return
    if _text_behind(container):
        return
    text = visible_text(container)
    mid_tag = tail.rfind("<") > tail.rfind(">")
    if text and (mid_tag or _in_script(tail) or not SENTENCE_END.search(text[-_LINE:])):
        raise PageRefused("truncated", f"the page ends within the text: …{text[-40:]}")


def _in_script(tail: str) -> bool:
    return tail.rfind("<script") > tail.rfind("</script") or tail.rfind("<!--") > tail.rfind("-->")


def _text_behind(container: LexborNode) -> bool:
    """Whether anything is printed below the container."""
    node: LexborNode | None = container
    while node is not None and node.tag not in ("body", "html"):
        following = node.next
        while following is not None:
            shown = following.text_content if following.tag == "-text" else visible_text(following)
            if shown and shown.strip():
                return True
            following = following.next
        node = node.parent
    return False
