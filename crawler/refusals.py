"""Pages that answer 200 and are no article: deleted notices, challenges, pay walls, login pages."""

import re

from selectolax.lexbor import LexborNode

from crawler.page import Page, PageRefused, visible_text

_SMALL = 1_500  # characters of visible text; a real article page prints more
_TEASER = 600  # characters of body; a pay wall's teaser is shorter
_DELETED = re.compile(
    r"삭제\s?(?:된|되었|처리된?)\s?.{0,8}(?:기사|게시물|페이지|뉴스|글)|(?:기사|게시물|페이지|뉴스|(?<!댓)글)(?:가|이|는|은)?\s?삭제(?:되|된|했|하였)|존재하지\s?않는\s?(?:기사|페이지|뉴스|게시물)|없는\s?기사"
    r"|서비스하지\s?않는\s?기사|요청에\s?의해\s?삭제|노출\s?중단|(?:찾을|볼)\s?수\s?없는\s?(?:기사|페이지)|기사를\s?찾을\s?수\s?없|해당\s?기사(?:가|는)\s?(?:없|존재하지)"
)
_MISSING = re.compile(
    r"페이지를\s?찾을\s?수\s?없|요청하신\s?페이지|404\s?not\s?found|page\s?not\s?found|접근(?:이|할\s?수)\s?(?:불가|없)",
    re.I,
)
_CHALLENGE = re.compile(
    r"_cf_chl_opt|just a moment\.\.\.|cf-browser-verification|g-recaptcha|hcaptcha|자동\s?등록\s?방지|비정상적인\s?접근",
    re.I,
)
_LOGIN = re.compile(r"로그인\s?(?:후|이|하셔야|해야).{0,20}(?:이용|볼\s?수|가능|필요)")
_PAYWALL = re.compile(
    r"(?:구독자|회원|유료\s?회원|멤버십|프리미엄)\s?(?:전용|만\s?(?:볼|읽을)|가입\s?후).{0,30}|남은\s?(?:기사|내용).{0,20}(?:구독|로그인)|이\s?기사는\s?유료"
)
_ALERT = re.compile(r"alert\(\s*[\"']([^\"']{2,200})")


def refuse_non_article(page: Page, title: str | None, container: LexborNode | None, length: int) -> None:
    """Raise :class:`PageRefused` with the reason when the page's little text says that it is no article.

    ``length`` is the number of characters in ``container``.
    """
    if length >= _TEASER:
        return
    shown = visible_text(page.tree.body) if page.tree.body is not None else ""
    alerts = " ".join(_ALERT.findall(page.text[:20_000])) if length < 200 else ""
    head = f"{title or ''} {alerts} {shown[:600] if len(shown) < _SMALL or length < 200 else ''}"
    if _CHALLENGE.search(page.text[:20_000]) and len(shown) < _SMALL:
        raise PageRefused("challenge", "the page asks to prove that a browser is reading")
    if length < 200 and (match := _DELETED.search(head)):
        raise PageRefused("deleted", match[0])
    if length < 200 and (match := _MISSING.search(head)):
        raise PageRefused("soft_404", match[0])
    if container is not None and (match := _PAYWALL.search(visible_text(container))):
        raise PageRefused("paywall", match[0])
    if length < 200 and (match := _LOGIN.search(shown)):
        raise PageRefused("login", match[0])
