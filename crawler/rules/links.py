"""Rules of links: where a line, an offer of a recommendation box or an entry in a page's data leads, and who pays for it."""

import re

from crawler.rules.rule import Rule

# fmt: off

SAID_INSIDE = re.compile(
    r"제휴\s?링크|수수료[가를]?\s?(?:일부\s?)?(?:제공|지급|받)|소개비|(?:매체|본지|글쓴이|필자|에디터|저희"
    r"|제)[가-힣]{0,2}\s.{0,12}(?:수수료|적립)|파트너스\s?(?:활동|링크)|유료\s?광고|[\[(](?:광고|AD|협찬)[\])]", re.I
)
"""Words by which a line discloses its own link; they count only together with a link that pays."""

SAID_BESIDE = re.compile(r"\b(?:ads?|advertisements?|sponsored|promoted)\b|광고|스폰서|협찬|제휴", re.I)
"""Words by which the head of a box, or a line beside an offer, calls it advertising."""

AFFILIATE_ONLY = re.compile(r"제휴\s?링크|파트너스|(?:링크|주소|구매|구입|가입|판매).{0,40}(?:수수료|소개비|적립|일부를)")
"""A disclosure of links in the text, not of the text itself."""

CHANNELS = frozenset(
    "t.me youtube.com open.kakao.com pf.kakao.com twitter.com x.com facebook.com instagram.com page.stibee.com maily.so "
    "discord.gg podbbang.com band.us".split()
)
"""Hosts of the outlet's own channels: links to them are no further reading."""

SOURCES = frozenset(
    "youtu.be vimeo.com tiktok.com linkedin.com reddit.com tradingview.com coinmarketcap.com coingecko.com dune.com "
    "cryptoquant.com glassnode.com wikipedia.org flickr.com unsplash.com pixabay.com pexels.com github.com".split()
)
"""Sites that pictures, charts and clips are quoted from: a picture that links there is no banner."""

PUBLIC_BODY = re.compile(r"\.(?:go|or|ac|re)\.kr$|\.gov$")
"""Hosts of authorities, schools and associations: they sell nothing."""

ARTICLE_LIKE = re.compile(r"(?:\d{5,}|/20\d\d[/-]?\d\d|articleView|/article|/archives?/|/news/)")
"""What the addresses of articles hold, on an outlet whose own are known: a long number is enough."""

NEWS = re.compile(
    r"/20\d\d[/-]?\d\d|articleView|/articles?[/.?]|/archives?/|/news/|/(?:news)?view[/.?]|/read[/.?]|newsId=|idxno="
    r"|[?&](?:idx|aid|oid)=\d"
)
"""What the address of an article holds on any paper's site, where a number alone may be that of a shop's article."""

# --- link: where a line leads

SPONSORED = Rule(
    "link.sponsored", "ad", r"\bsponsored\b",
    "the link itself says rel=sponsored",
    "nofollow sponsored noopener", "nofollow noopener",
)
AFFILIATE = Rule(
    "link.affiliate", "ad",
    r"(?:^|\.)(?:link\.coupang\.com|coupa\.ng|ads-partners\.coupang\.com|linkprice\.com|click\.linkprice\.com"
    r"|adcr\.naver\.com|s\.click\.aliexpress\.com|amzn\.to|tenping\.kr|app\.ac|toptoon\.link)$",
    "a host that pays for the click, or that of an advertising network",
    "link.coupang.com", "coupang.com",
)
REFERRAL = Rule(
    "link.referral", "ad",
    r"[?&](?:ref(?:erral)?(?:_?(?:code|id))?|invite(?:_?code)?|aff(?:iliate)?(?:_?id)?|cid|clickid|subid|partner)=",
    "an off-site address that carries a referral code, beside words that call to act",
    "https://x.example/join?ref=K12", "https://x.example/news?id=3",
)
LANDING = Rule(
    "link.landing", "ad",
    r"바로\s?가기|참여하기|가입하기|구매하기|신청하기|다운로드|받기|할인|최저가|공식\s?(?:홈페이지|사이트|웹사이트)"
    r"|지금\s?(?:가입|구매|참여)|presale|buy\s?now|join\s?now",
    "a call to act on an off-site page that also promises something or names a ticker or referral",
    "구름고래 사전판매 바로가기 >>", "사전판매 사기 피해 급증",
)
LINK_LINE = Rule(
    "link.line", "related", r"^[\s▶▷▸▹☞☛►➤→↳👉■●◎◦▪※▲△◆◇✓✔·*\-\[]+",
    "a line that is nothing but a marked link to another article",
    "▶ 리플, 소송 끝났다", "▶ 거래대금: 3조원",
)
PITCH = Rule(
    "link.pitch", "ad",
    r"(?=.{0,200}\d{1,2}\s?%\s?(?:할인|세일))"
    r"(?=.{0,200}(?:한정\s?판매|특가|최저가|선착순|무료\s?배송|만\s?원[’'\"”]?대))",
    "a line of further reading that promises a discount and presses to buy: a shop window, not a headline",
    "안마의자 70%할인 '90만원대' 한정판매", "전기차 보조금 20% 할인 논란",
)
HOUSE = Rule(
    "link.house", "ad",
    r"[/.](?:events?|promotions?|campaigns?|newsletters?|subscri(?:be|ption)|membership|academy|seminars?|webinars?"
    r"|conferences?|forums?|lectures?|class(?:es)?|courses?|books?|plus|premium|pro|letters?|contests?|quiz|club|goods"
    r"|edu|apps?|stores?|shop|survey)\d*(?=[/?.]|$)",
    "a line or picture that leads to a page on which the outlet advertises itself",
    "https://x.example/event/12", "https://x.example/events-of-the-week-2026",
)
REDIRECT = Rule(
    "link.redirect", "ad", r"/(?:go|out|goto|visit|ext|refer|aff|recommends?)/[\w-]+/?(?:\?|$)",
    "an address of the outlet's own that only sends the reader on to somebody's page",
    "https://x.example/go/mintbay/", "https://x.example/going-out/1",
)
LIST_PAGE = Rule(
    "link.list_page", "boilerplate",
    r"/(?:collect(?:ion)?s?|series|tags?|keywords?|hashtags?|search|reporters?|journalists?|authors?"
    r"|articleList(?:\.html)?)(?=[/?]|$)",
    "a link of the outlet's own to a list of articles, in a list of further reading: it is no article",
    "https://x.example/Collect/9692", "https://x.example/news/tagging-along",
)
PROMO = Rule(
    "link.promo", "boilerplate", ARTICLE_LIKE.pattern,
    "a marked line that leads to no article (a quiz, a list, a channel): the pattern is what article addresses hold",
    '<a href="/event/quiz/">▶ 오늘의 코인 퀴즈 풀기</a>',
    '<a href="/news/articleView.html?idxno=1">▶ 코인 퀴즈 열풍</a>',
)

# --- widget: offers in recommendation boxes

WIDGET_HEAD = Rule(
    "widget.head", "label",
    r"(?:오늘의\s?|당신을\s?위한\s?|회원님을\s?위한\s?|언론사\s?|편집자\s?|독자\s?맞춤\s?|AI\s?)?(?:맞춤\s?)?추천"
    r"(?:\s?(?:콘텐츠|컨텐츠|링크|글|정보|아이템))?|(?:당신이\s?)?(?:좋아할|관심\s?있을)\s?만한\s?(?:콘텐츠|컨텐츠)"
    r"|(?:함께\s?)?볼\s?만한\s?(?:콘텐츠|컨텐츠)|recommended(?:\sfor\syou)?",
    "the head of a recommendation box of the outlet's own, in which places are for sale",
    "오늘의 추천 콘텐츠", "추천 종목이 쏟아졌다",
)
WIDGET_ITEM = Rule(
    "widget.item", "ad",
    r"(?:(?:sponsored\s)?by\s|(?:광고주|제공|협찬|후원)\s?[:=]\s?)(?!.*(?:기자|특파원|앵커|PD)$)([^\s=:].{0,24})",
    "an offer in a recommendation box or list that is marked as an ad, names who brings it, or leads to somebody's "
    "landing page",
    "by 온빛랩스", "by 홍길동 기자",
)
WIDGET_OWN = Rule(
    "widget.own", "related", NEWS.pattern,
    "an offer in a network's recommendation box that leads to no seller: to a page of the outlet's own, another paper's "
    "article, a public body, a known source or channel",
    "https://x.example/news/articleView.html?idxno=1", "https://x.example/item/1234567",
)

# --- data: what a page drawn by scripts holds

DATA_RELATED = Rule(
    "data.related", "related", "",
    "an article in a list that the data of a page drawn by scripts calls related",
    '{"related-content": [{"title": "둘째 기사 제목", "url": "/news/2"}]}',
    '{"top-pages": [{"title": "둘째 기사 제목", "url": "/news/2"}]}',
)
