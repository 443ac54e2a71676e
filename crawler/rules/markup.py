"""Rules of markup: elements that are never body text, boxes of advertising networks, what filter lists name."""

from crawler.rules.rule import Rule

# fmt: off

# --- css: elements whose contents are never body text, wherever they stand in the container

CSS_HIDDEN = Rule(
    "css.hidden", "boilerplate",
    "[hidden], [style*=\"display:none\"], [style*=\"display: none\"], [aria-hidden=true], .show-for-sr, "
    ".sr-only, .blind, .screen-reader-text, .is_blind, .u_skip",
    "text for screen readers or scripts, not printed",
    '<span class="blind">기사 본문 시작</span>', '<p class="blindspot">규제의 사각지대가 드러났다.</p>',
)
CSS_CONTROL = Rule(
    "css.control", "boilerplate", "button, select, form, nav, input",
    "controls of the page",
    "<button>스크랩하기</button>", "<b>스크랩하기</b> 버튼을 새로 달았다.",
)
CSS_SHARE = Rule(
    "css.share", "boilerplate",
    ".sharedaddy, .sns_share, .share_box, .article-sns, .user-sns-send, [class^=sns_], [id^=sns_]",
    "share buttons that stand inside the container",
    '<div class="sns_share">카카오톡으로 보내기</div>', '<div class="stake_box">지분은 41%로 늘었다.</div>',
)
CSS_CAPTION = Rule(
    "css.caption", "caption",
    "figcaption, caption, .img_desc, em.desc, .txt_caption, .photo_desc, .wp-caption-text, .caption",
    "captions marked as such",
    "<figcaption>한빛랩 본사 전경</figcaption>", "<p>한빛랩 본사 전경을 찍은 사진이 공개됐다.</p>",
)
CSS_SUBTITLE = Rule(
    "css.subtitle", "subtitle", "",
    "the sub-headline box, named by a selector of the outlet, its system or the generic reader",
    '<div class="mid_title">거래량 두 배로</div>', '<p>첫 문단이다.</p> <div class="mid_title">중간 제목</div>',
)
CSS_RELATED = Rule(
    "css.related", "related", "",
    "a list of related articles, named by a selector",
    '<ul class="related-news"><li><a href="/news/2">…</a></li></ul>', '<ul class="news-points"><li>…</li></ul>',
)
CSS_DROP = Rule(
    "css.drop", "boilerplate", "",
    "furniture of the page, named by a selector",
    '<div class="comment_count">댓글 12</div>', '<div class="commend">표창을 받았다.</div>',
)

CSS = (CSS_HIDDEN, CSS_CONTROL, CSS_SHARE, CSS_CAPTION, CSS_SUBTITLE, CSS_RELATED, CSS_DROP)

# --- slot: boxes that an advertising network fills; the rest of the id is the network's name (crawler.networks)

SLOT = Rule(
    "slot.", "ad", "",
    "a box, frame or script of an advertising network, or one the outlet sells itself",
    '<ins class="adsbygoogle"></ins>', "<ins>새로 넣은 문장이다.</ins>",
)
SLOT_SCRIPT = Rule(
    "slot.script", "ad", "",
    "a network's loader without any box of its own: it places its boxes in the browser",
    '<script src="//pagead2.googlesyndication.com/pagead/js/adsbygoogle.js">', '<script src="/js/article.js">',
)

# --- filter: what a rule of an ad-block list names (crawler.filters); the rule's own text is the evidence

FILTER_ELEMENT = Rule(
    "filter.element", "ad", "",
    "a rule of an ad-block list names this box, it looks like one, and no sentence of the article is in it",
    '<div class="promo"><a href="https://shop.example/"><img></a></div> and onbit.example##.promo',
    '<div class="promo"><p>새 규정을 내놨다고 밝혔다.</p></div> and the same rule',
)
FILTER_NETWORK = Rule(
    "filter.network", "ad", "",
    "a rule of an ad-block list blocks the address of a frame or script, or where a whole line leads",
    '<iframe src="https://ads.example/1"> and ||ads.example^',
    '밝혔다. <a href="https://ads.example/1">자료</a>에 따르면 … and the same rule',
)

FILTERS = "filter."
BOXES = (SLOT.id, FILTERS)
"""What the ids of rules begin with that name boxes of advertising by their markup."""


def slot_of(network: str) -> str:
    """Return the id of the rule for the boxes of one network."""
    return f"{SLOT.id}{network}"
