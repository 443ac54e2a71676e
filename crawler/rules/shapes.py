"""Rules of shape: how blocks stand to each other, which no single line shows, and what the headline says of them."""

import re

from crawler.rules.rule import Rule

# fmt: off

PROMO_WORDS = re.compile(
    r"사전\s?판매|프리세일|presale|러그풀|스테이킹|에어드랍|에어드롭|보상|-to-earn|밈코인|최초의|할인|증정|무료|수익률|APY"
    r"|보너스|레버리지|잠금|상장\s?예정|한정|특전|당첨|혜택",
    re.I,
)
"""What the bullets of a product card promise; news use each of these words, a card many of them."""
TICKER = re.compile(r"\$([A-Z][A-Z0-9]{1,9})\b|\(\$?([A-Z][A-Z0-9]{1,9})\)")
"""The symbol of a coin as a card prints it: ``$DALTO``, ``(DALTO)``."""

LIST_HEAD = Rule(
    "shape.list_head", "label", "",
    "a short line with two or more lines of links to articles right under it",
    "놓치면 아쉬운 소식 ↵ ▶ 링크 ↵ ▶ 링크", "놓치면 아쉬운 소식 ↵ ▶ 링크 (one line of links only)",
)
LIST = Rule(
    "shape.list", "related", "",
    "a few links to articles of the outlet in one element right after the text, under no head of the whole site",
    "<div><a href=/news/2>첫째 기사 제목</a><a href=/news/3>둘째 기사 제목</a></div>",
    "많이 본 뉴스 ↵ the same links",
)
CONTENTS = Rule(
    "shape.contents", "boilerplate", "",
    "a list whose every line stands again further down, as a heading: the table of contents, and the short head over it",
    "<ul><li>어디로 옮겼나<li>가격에 미칠 영향</ul> … <h2>어디로 옮겼나</h2> … <h2>가격에 미칠 영향</h2>",
    "<ul><li>어디로 옮겼나<li>가격에 미칠 영향</ul> with no such headings below",
)
TABLE_CAPTION = Rule(
    "shape.table_caption", "caption", "",
    "the only short text that shares a table or figure with a picture",
    "<table><td><img><td>한빛랩 본사 전경</table>",
    "<img> <p>한빛랩 본사 전경</p> (side by side, in no box of their own)",
)
BEFORE_LEAD = Rule(
    "shape.before_lead", "subtitle", "",
    "a short line without a full stop that stands before the byline",
    "거래량 두 배로 ↵ [서울=한빛뉴스] 홍길동 기자 = …", "거래량이 두 배로 늘었다. ↵ [서울=한빛뉴스] 홍길동 기자 = …",
)
SUB_HEADLINES = Rule(
    "shape.sub_headlines", "subtitle", "",
    "two or more short lines in an element of their own that open the text",
    "<h2>거래량 두 배로<br>규제는 그대로</h2> <p>…</p>",
    "<p>거래량 두 배로<br>규제는 그대로</p> <p>…</p> (the element of the prose)",
)
AFTER_END = Rule(
    "shape.after_end", "boilerplate", "",
    "short lines after the closing byline or copyright line, with no prose behind",
    "홍길동 기자 ↵ 한빛신문 경제부", "홍길동 기자 ↵ a whole paragraph of prose",
)
MARKS = Rule(
    "shape.marks", "boilerplate", "",
    "a line of marks only at the tail",
    "■ ■ ■", "■ between two paragraphs",
)
BANNER = Rule(
    "shape.banner", "ad", "",
    "a picture in or beside the text that leads to another page and has no caption",
    '<p><a href="https://shop.example/"><img></a></p>',
    '<a href="https://shop.example/"><img></a> <figcaption>온빛상점 화면</figcaption>',
)
TITLE_AD = Rule(
    "title.ad", "ad",
    r"^\s*[\[(]\s*(광고|AD|협찬|Sponsored|제휴|광고성\s?기사|브랜드\s?(?:스토리|콘텐츠|뉴스|리포트)|파트너\s?(?:콘텐츠|스토리)"
    r"|AD\s?스토리|애드버토리얼)\s*[\])]",
    "the headline itself is marked as paid for",
    "[광고] 온빛 지갑 출시", "광고 시장 되살아난다",
)
CARD = Rule(
    "shape.card", "ad", "",
    "heading with a product, benefit bullets, rating, logo or call to act, and no article behind it",
    "달토 펭귄 ($DALTO) ↵ 자체 평가지수 ↵ • 사전판매 85% ↵ • 러그풀 방지 ↵ • 스테이킹 240%",
    "주요 내용 ↵ • 사전판매 피해가 늘었다 ↵ • 당국이 나섰다",
)
OFFER = Rule(
    "shape.offer", "ad", "",
    "a few lines around a link off the outlet's pages or an order number that call, promise, urge, rate or count "
    "clicks: three such signals (four among lines in the style of a report, two beside the text), one of them in the "
    "link or number; also lines that call themselves advertising, hold a paid link or hand out a code",
    "내 보험료, 왜 나만 비쌀까? ↵ 월 4만원 아끼세요 ↵ <a href=https://bohum.example/?ch=ns>무료 견적 받기 ☞</a>",
    "회사는 <a href=https://bohum.example/>누리집</a>에서 신청을 받는다고 밝혔다.",
)
PROMOTION = Rule(
    "shape.promotion", "ad", "",
    "an article whose paragraphs keep naming what the headline names, and that calls its readers to one seller's pages "
    "twice or more, far apart, or only praises and closes with one link or order number",
    "포근이 S9 써 보니 ↵ … ↵ ▶ 특가 보러 가기 ↵ … ↵ 지금 바로 상담 신청하기 (same shop)",
    "안마의자 시장 커진다 ↵ … ↵ one link to a maker's press page",
)
