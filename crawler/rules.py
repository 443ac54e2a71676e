"""The rules that part body, related links and advertising: one readable table, each with its reason and examples.

Words such as 사전판매 or 제휴 are news as often as they are advertising, so no rule decides on words alone: a rule looks at
the markup (``css``), a whole line (``line``), a link (``link``) or the shape of a group of blocks (``shape``).
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to give blocks a role. ``example`` matches the pattern, ``counter`` looks alike and must not."""

    id: str
    role: str
    pattern: str
    why: str
    example: str = ""
    counter: str = ""


# --- css: elements whose contents are never body text, wherever they stand in the container

CSS = (
    Rule("css.hidden", "boilerplate",
         "[hidden], [style*=\"display:none\"], [style*=\"display: none\"], [aria-hidden=true], .show-for-sr, .sr-only, .blind, .screen-reader-text, .is_blind, .u_skip",
         "text for screen readers or scripts, not printed"),
    Rule("css.control", "boilerplate", "button, select, form, nav, input",
         "controls of the page"),
    Rule("css.share", "boilerplate",
         ".sharedaddy, .sns_share, .share_box, .article-sns, .user-sns-send, [class^=sns_], [id^=sns_]",
         "share buttons that stand inside the container"),
    Rule("css.caption", "caption", "figcaption, caption, .img_desc, em.desc, .txt_caption, .photo_desc, .wp-caption-text, .caption",
         "captions marked as such"),
    Rule("css.subtitle", "subtitle", "", "the sub-headline box, named by a selector"),
    Rule("css.related", "related", "", "a list of related articles, named by a selector"),
    Rule("css.byline", "byline", "", "the reporter's line, named by a selector"),
    Rule("css.drop", "boilerplate", "", "furniture of the page, named by a selector"),
)  # fmt: skip

# --- slot: boxes that an advertising network fills; the rest of the id is the network's name (crawler.networks)

SLOT = Rule("slot.", "ad", "", "a box, frame or script of an advertising network, or one the outlet sells itself")
SLOT_SCRIPT = Rule(
    "slot.script", "ad", "", "a network's loader without any box of its own: it places its boxes in the browser"
)

_NOT_PLAIN = r"(?!.*(?<!니)다[.\"”’]?$)"  # …니다 may be the publisher's own voice

# --- line: whole lines (after the marks ▶☞■ and brackets are taken off)

ROLE = r"(?:선임|인턴|수습|전문|객원|대학생|편집|논설|시민|명예)?\s?(?:기자|특파원|통신원|논설위원|칼럼니스트|평론가|해설위원|에디터|PD|앵커|리포터|편집장|데스크|대표기자)"

RELATED_LABEL = Rule(
    "label.related", "label",
    r"(?:키워드\s?|이\s?기사와?\s?|함께\s?보는\s?)?관련(?:된|있는)?\s?(?:기사|뉴스|글|콘텐츠|영상|링크)(?:\s?(?:더\s?보기|모음|보기|바로가기))?"
    r"|(?:함께|같이)\s?(?:읽으면|보면|읽어볼|볼|본)\s?(?:좋은\s?|만한\s?)?(?:기사|글|뉴스|콘텐츠)?|이어\s?(?:읽기|보기)|더\s?읽어\s?보기"
    r"|(?:AI\s?)?(?:추천|연관|지난|이전)\s?(?:기사|뉴스|글)|(?:기자의?\s)?다른\s?기사|주요\s?기사|이런\s?기사\s?어때요\??|related(?:\s(?:articles?|posts?|stories))?",
    "the head of a list of further reading", "관련기사", "관련기사가 쏟아지자 회사는 해명에 나섰다",
)  # fmt: skip
SITE_LIST_LABEL = Rule(
    "label.site_list", "boilerplate",
    r"(?:(?:이\s?시각|지금|오늘의?|실시간|주간|독자들?의|당신이)\s?)?(?:많이\s?(?:본|보는|읽은)|가장\s?많이\s?본|주요|인기|핫|HOT|PICK|최신|헤드라인|베스트|관심\s?있을\s?만한)\s?(?:뉴스|기사|이슈|클릭|글)?!?",
    "the head of a list that stands under every article of the outlet", "많이 본 뉴스", "인기 없는 코인",
)  # fmt: skip
AD_LABEL = Rule(
    "label.ad", "label",
    r"광고|AD|ADs?|ADVERTISEMENTS?|ADVERTISING|sponsored(?:\s(?:by|content|post|link))?.{0,30}|협찬|제휴|제휴\s?(?:광고|콘텐츠|링크)|스폰서(?:드)?(?:\s?(?:콘텐츠|링크))?"
    r"|유료\s?광고|파트너\s?콘텐츠|promoted|PR",
    "the page itself calls what follows advertising", "ADVERTISEMENT", "광고 시장",
)  # fmt: skip
RATING = Rule(
    "card.rating", "ad", r"(?:자체\s?)?(?:평가\s?지수|평점|신뢰\s?지수|추천\s?지수)\s?[:：]?\s?(?:[★☆⭐]+|[\d.]+\s?(?:/\s?\d+|점)?)?",
    "the site's own rating of a product it sells", "자체 평가지수", "평가지수가 3점 올랐다",
)  # fmt: skip
DISCLOSURE = Rule(
    "line.disclosure", "label",
    _NOT_PLAIN + r"(?:(?:[※*]\s?)?(?:이|본|해당|위)\s?(?:글|기사|콘텐츠|포스팅|게시물|리뷰|영상)(?:은|는|에는|에)\s?.{0,80}"
    r"(?:원고료|협찬|광고|제작비|대가|경제적|무상|제휴|스폰서|수수료).{0,80}(?:받|제공|지급|작성|포함|제작|게재|입니다).{0,60}"
    r"|.{0,60}파트너스\s?활동의\s?일환.{0,100}|.{0,80}(?:소정의|일정액?의)\s?(?:원고료|수수료|대가).{0,40}(?:받|제공|지급).{0,30}니다\.?"
    r"|.{0,30}유료\s?광고(?:를|가)?\s?포함.{0,30}|.{0,60}광고성\s?(?:기사|글|콘텐츠)입니다\.?)",
    "a sentence that says the text was paid for",
    "이 글은 온빛랩스로부터 소정의 원고료를 지급받아 작성된 광고성 기사입니다.", "경찰은 A씨가 업체에서 광고비를 받아 챙긴 혐의를 수사하고 있다고 밝혔다.",
)  # fmt: skip
ADDRESS = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_EMAIL = ADDRESS.pattern
_REPORTER = rf"(?:[가-힣]{{2,4}}(?:\s?[·,ㆍ/]\s?[가-힣]{{2,4}}){{0,4}}|[A-Z][a-z]+(?:\s[A-Z][a-z]+){{1,2}})\s?{ROLE}\s?[\])>】]?\s*[\[(|/]?\s?(?:{_EMAIL})?\s?[\])]?"
BYLINE = Rule(
    "line.byline", "byline",
    rf"[\[(【/<]?\s*(?:[가-힣A-Za-z0-9·\s]{{0,14}}=\s?)?(?:(?:[가-힣A-Za-z]{{1,9}}[\s·|/,]{{1,3}}){{1,3}})??"
    rf"{_REPORTER}(?:\s?[·,/]?\s?{_REPORTER}){{0,3}}",
    "a line that only names the reporter", "홍길동 기자 gildong@news.example", "홍길동 기자는 현장에서 이렇게 전했다",
)  # fmt: skip
EMAIL = Rule(
    "line.email", "byline",
    rf"[\[(</]?\s?(?:[가-힣]{{2,4}}\s?[(/|]?\s?)?{_EMAIL}(?:\s?[,·/]?\s?{_EMAIL}){{0,4}}\s?[\])>]?(?:\s?\(끝\))?|\(끝\)",
    "a line that only holds e-mail addresses", "gildong@news.example", "gildong@news.example로 제보해 달라고 밝혔다",
)  # fmt: skip
_CREW = r"(?:촬영|영상|편집|그래픽|취재|구성|작가|자막|CG)[가-힣]{0,4}\s?[:：]\s?[가-힣]{2,4}"
CREDIT_LINE = Rule(
    "line.credit", "caption",
    r"[\[(<【#]\s?(?:자료\s?)?(?:사진|자료|그래픽|이미지|일러스트|출처|포토|제공|영상|Photo|Image|Source)[^.!?]{0,44}[\])>】]?"
    r"|(?:[가-힣A-Za-z ]{2,16}[|ㅣ]\s?)?(?:자료\s?)?(?:사진|자료|그래픽|이미지|일러스트|출처|포토|영상|Photo|Image|Source)"
    r"(?:\s?(?:제공|출처|촬영|캡처|캡쳐)\s?[=:ㅣ|/·]?|\s?[=:ㅣ|/·])\s?[^.!?]{0,40}|[ⓒ©]\s?[^.!?]{1,40}"
    r"|[\[(<][^\])>.!?]{0,24}(?:자료\s?사진|제공|캡처|캡쳐)[\])>]"
    rf"|{_CREW}(?:[\s/·,]+{_CREW}){{0,6}}",
    "a line that only says whose picture it is", "(사진=한빛랩 제공)", "사진관 문을 닫은 사연",
)  # fmt: skip
CAPTION_LINE = Rule(
    "line.caption", "caption", r"[▲△▴◀▶▼▽]\s?.{2,200}(?<![▲△▴◀▶▼▽])",
    "a plain paragraph beside a picture that opens with a pointer to it", "▲ 한빛랩 연구원이 시연하고 있다.", "▼ 2년 후 상장 목표 ▼",
)  # fmt: skip
COPYRIGHT = Rule(
    "line.copyright", "boilerplate",
    r".{0,40}(?:\bcopyrights?\b|all\s?rights?\s?reserved|저작권자\s?[ⓒⒸ©(<:]|무단\s?(?:전재|복제|배포|사용|수집).{0,40}금지|재배포\s?금지).{0,120}"
    r"|※?\s?저작권자\s[\w가-힣 ]{2,20}|[<\[(]?\s?[Ⓒⓒ©]\s?[\w가-힣.,\s()'‘’&]{2,40}[>\])]?",
    "the copyright line", "저작권자 © 한빛신문 무단전재 및 재배포 금지", "경찰은 영상을 무단 배포한 혐의로 A씨를 입건했다.",
)  # fmt: skip
SUBSCRIBE = Rule(
    "line.subscribe", "boilerplate",
    _NOT_PLAIN + r"(?:.{0,30}(?:텔레그램|카카오톡|카톡|유튜브|페이스북|트위터|인스타그램|뉴스레터|구글\s?뉴스|네이버|채널|앱|홈페이지|이메일).{0,30}"
    r"(?:으로|에서|구독|추가|클릭|제보|받아|만나|팔로우|친구).{0,30}(?:클릭\s?\)?|세요|십시오|주시기\s?바랍니다|기다립니다|하기|보기|바로가기|추가|\))\.?"
    r"|(?:[▷▶■※]\s?)?(?:뉴스|기사)?\s?제보(?:는|하기|\s|:).{0,80}|.{0,30}구독\s?(?:하기|신청|하세요|해\s?주세요).{0,20}|☞?\s?공감언론.{0,60}"
    r"|(?:[▷▶]\s?)?(?:전화|이메일|카카오톡)\s?:\s?.{4,60}"
    r"|(?:좋아요|댓글|공유하기|인쇄|스크랩|프린트|목록|맨위로|기사\s?공유|이\s?(?:기사|글)(?:를|을)?\s?공유.{0,20}|글자\s?크기.{0,20}|URL\s?복사|링크\s?복사|이미지\s?확대|크게\s?보기)\s?:?\s?\d*"
    r"|(?:다른\s?기사\s?보기|기자\s?페이지|기자의?\s?(?:다른\s?)?기사\s?(?:더\s?)?보기|더\s?보기|키워드\s?Tags?|태그|추천\s?키워드|상품\s?자세히\s?보기)\s?:?|\d{4}/\d\d/\d\d \d\d:\d\d 송고)",
    "share, subscribe, tip-off lines at the head or tail", "속보는 한빛 텔레그램으로(클릭)", "이용자는 카카오톡 채널에서 상담을 받을 수 있습니다.",
)  # fmt: skip
TAGS = Rule(
    "line.tags", "boilerplate", r"(?:#[\w가-힣·&+.-]{1,30}[\s,]*)+",
    "a line of hashtags at the tail", "#스테이블코인 #한국은행", "#1 과제는 비용이다",
)  # fmt: skip
NOTICE = Rule(
    "line.notice", "boilerplate",
    _NOT_PLAIN + r"(?:[※*■◇]?\s?(?:이|본|위)\s?(?:기사|콘텐츠|글|뉴스|칼럼|기고|기고문)(?:는|은|의)\s?.{0,60}(?:필자|기고자|외부\s?필진|본지|편집\s?(?:방향|방침)|자동(?:으로)?\s?(?:작성|생성)|뉴스봇|로봇|AI\s?(?:번역|요약|기자)|저작권|인공지능).{0,60}"
    r"|※\s?(?:우울감|자살|본\s?정보|투자).{0,200}|[<\[(]?면책\s?(?:조항|공고|고지).{0,300}|※.{0,20}제보.{0,120})",
    "notices of the publisher at the tail", "이 기사는 한빛뉴스봇이 자동으로 작성했습니다.", "이 기사는 로봇이 작성했다는 의혹을 샀다.",
)  # fmt: skip

LINES = (
    RELATED_LABEL,
    SITE_LIST_LABEL,
    AD_LABEL,
    RATING,
    DISCLOSURE,
    BYLINE,
    EMAIL,
    CREDIT_LINE,
    CAPTION_LINE,
    COPYRIGHT,
    SUBSCRIBE,
    TAGS,
    NOTICE,
)
TAIL = (COPYRIGHT, SUBSCRIBE, TAGS, NOTICE)

# --- link: where a block leads

SAID_INSIDE = re.compile(
    r"제휴\s?링크|수수료를?\s?(?:제공|지급)|파트너스\s?(?:활동|링크)|유료\s?광고|[\[(](?:광고|AD|협찬)[\])]", re.I
)
"""Words by which a line discloses its own link; they count only together with a link that pays."""
AFFILIATE_ONLY = re.compile(r"제휴\s?링크|파트너스")
"""A disclosure of links in the text, not of the text itself."""
CHANNELS = frozenset(
    "t.me youtube.com open.kakao.com pf.kakao.com twitter.com x.com facebook.com instagram.com".split()
)
"""Hosts of the outlet's own channels: links to them are no further reading."""
PUBLIC_BODY = re.compile(r"\.(?:go|or|ac|re)\.kr$|\.gov$")

SPONSORED = Rule(
    "link.sponsored",
    "ad",
    r"\bsponsored\b",
    "the link itself says rel=sponsored",
    "nofollow sponsored noopener",
    "nofollow noopener",
)
AFFILIATE = Rule(
    "link.affiliate", "ad",
    r"(?:^|\.)(?:link\.coupang\.com|coupa\.ng|ads-partners\.coupang\.com|linkprice\.com|click\.linkprice\.com|adcr\.naver\.com|s\.click\.aliexpress\.com"
    r"|amzn\.to|tenping\.kr|app\.ac|toptoon\.link)$",
    "a host that pays for the click", "link.coupang.com", "coupang.com",
)  # fmt: skip
REFERRAL = Rule(
    "link.referral", "ad", r"[?&](?:ref(?:erral)?(?:_?(?:code|id))?|invite(?:_?code)?|aff(?:iliate)?(?:_?id)?|cid|clickid|subid|partner)=",
    "an off-site address that carries a referral code", "https://x.example/join?ref=K12", "https://x.example/news?id=3",
)  # fmt: skip
LANDING = Rule(
    "link.landing", "ad", r"바로\s?가기|참여하기|가입하기|구매하기|신청하기|다운로드|받기|할인|최저가|공식\s?(?:홈페이지|사이트|웹사이트)|지금\s?(?:가입|구매|참여)|presale|buy\s?now|join\s?now",
    "a call to act on an off-site page", "구름고래 사전판매 바로가기 >>", "사전판매 사기 피해 급증",
)  # fmt: skip
LINK_LINE = Rule(
    "link.line", "related", r"^[\s▶▷☞☛►➤→■●※▲△◆◇*\-\[]+",
    "a line that is nothing but a marked link to another article", "▶ 리플, 소송 끝났다", "▶ 거래대금: 3조원",
)  # fmt: skip

# --- shape: groups of blocks that are built like a product card

PROMO = Rule(
    "link.promo", "boilerplate", r"(?:\d{5,}|/20\d\d[/-]?\d\d|articleView|/article|/archives?/|/news/)",
    "a marked line that leads to no article (a quiz, a list, a channel): the pattern is what article addresses hold",
    "https://x.example/news/articleView.html?idxno=1", "https://x.example/event/quiz/",
)  # fmt: skip
LIST_HEAD = Rule(
    "shape.list_head", "label", "", "a short line with two or more lines of links to articles right under it"
)
TABLE_CAPTION = Rule(
    "shape.table_caption", "caption", "", "the only short text that shares a table or figure with a picture"
)
BEFORE_LEAD = Rule(
    "shape.before_lead", "subtitle", "", "a short line without a full stop that stands before the byline"
)
SUB_HEADLINES = Rule(
    "shape.sub_headlines", "subtitle", "", "two or more short lines in an element of their own that open the text"
)
AFTER_END = Rule(
    "shape.after_end", "boilerplate", "", "short lines after the closing byline or copyright line, with no prose behind"
)
MARKS = Rule("shape.marks", "boilerplate", "", "a line of marks only at the tail")
TITLE_AD = Rule(
    "title.ad", "ad", r"^\s*[\[(]\s*(광고|AD|협찬|Sponsored|제휴|광고성\s?기사)\s*[\])]",
    "the headline itself is marked as paid for", "[광고] 온빛 지갑 출시", "광고 시장 되살아난다",
)  # fmt: skip
CARD = Rule(
    "shape.card",
    "ad",
    "",
    "heading with a product, benefit bullets, rating, logo or call to act, and no article behind it",
)
PROMO_WORDS = re.compile(
    r"사전\s?판매|프리세일|presale|러그풀|스테이킹|에어드랍|에어드롭|보상|-to-earn|밈코인|최초의|할인|증정|무료|수익률|APY|보너스|레버리지|잠금|상장\s?예정|한정|특전|당첨|혜택",
    re.I,
)
TICKER = re.compile(r"\$([A-Z][A-Z0-9]{1,9})\b|\(\$?([A-Z][A-Z0-9]{1,9})\)")

_POINTER_MARKS = " \t\n▶▷☞☛►➤→■□●◆◇※▲△*·-="
_LONGEST_LABEL = 400  # characters
_MARKS = re.compile(r"^[\s▶▷☞☛►➤→■□●◆◇※▲△*<\[【「(·\-=]+|[\s>\]】」):：▼▽◀◁·=]+$")


def bare(line: str) -> str:
    """Return the line without leading marks and brackets and the colon at its end: ``[관련기사]:`` → ``관련기사``."""
    line = line[:_LONGEST_LABEL]
    if line[:1].isalnum() and line[-1:].isalnum():
        return line
    return _MARKS.sub("", _MARKS.sub("", line))


def without_marks(title: str) -> str:
    """Return a title without the pointer in front of it; brackets that belong to it (``[현장] …``) stay."""
    return title.lstrip(_POINTER_MARKS).rstrip(" ▶▷◀◁>").strip()


def compile_line(rule: Rule) -> re.Pattern[str]:
    """Return the pattern of a line rule, to be used with ``fullmatch`` on one line of at most 400 characters."""
    return re.compile(rule.pattern, re.I)


TABLE = (
    *CSS, SLOT, SLOT_SCRIPT, *LINES, SPONSORED, AFFILIATE, REFERRAL, LANDING, LINK_LINE, PROMO, LIST_HEAD,
    TABLE_CAPTION, BEFORE_LEAD, SUB_HEADLINES, AFTER_END, MARKS, TITLE_AD, CARD,
)  # fmt: skip
"""Every rule, in the order in which they are documented."""
_BY_ID = {rule.id: rule for rule in TABLE}


def rule_of(rule_id: str) -> Rule:
    """Return the rule an id names; ``slot.<network>`` is one rule. Raises KeyError for an unknown id."""
    return _BY_ID.get(rule_id) or (SLOT if rule_id.startswith(SLOT.id) else _BY_ID[rule_id])
