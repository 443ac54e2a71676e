"""What families of rules, rules and words of evidence mean: told in Korean on the archive's site, in English in the docs."""

# fmt: off

FAMILIES = {
    "css": ("elements that are never body text, wherever they stand in it", "어디에 있든 본문이 아닌 요소"),
    "slot": (
        "boxes that an advertising network fills; the rest of the id is the network's name",
        "광고망이 채우는 상자. 이름의 뒷부분이 광고망이다",
    ),
    "label": (
        "lines that head what follows: further reading, the outlet's own lists, advertising",
        "뒤에 오는 것의 머리말: 관련기사, 매체의 목록, 광고",
    ),
    "card": ("signs of a product card", "상품 카드의 단서"),
    "line": ("whole lines, after marks (▶ ☞ ■) and brackets are taken off", "앞뒤의 기호(▶ ☞ ■)와 괄호를 뗀 한 줄 전체"),
    "link": ("where a line leads, and whether somebody pays for the click", "어디로 이어지는지, 누가 클릭에 돈을 내는지"),
    "widget": ("offers in recommendation boxes", "추천 상자 안의 항목"),
    "signal": (
        "signs of an offer, which `shape.offer` counts",
        "판매 글의 단서. 판매 글(shape.offer)인지는 이것을 세어 정한다",
    ),
    "data": ("what the data of a page drawn by scripts says", "스크립트가 그리는 페이지의 데이터가 말하는 것"),
    "shape": ("how blocks stand to each other: what no single line shows", "한 줄로는 보이지 않는, 글 덩이들의 생김새"),
    "title": ("what the headline says of the article", "제목이 기사를 두고 말하는 것"),
    "filter": ("advertising by public filter lists", "공개 차단 목록이 알려 주는 광고"),
}
"""What the rules of one family, named by the first part of their ids, look at: English and Korean."""

ALSO = {
    "css.hidden": ("byline",),
    "css.control": ("byline",),
    "css.share": ("byline",),
    "css.related": ("label", "boilerplate"),
    "css.drop": ("byline",),
    "slot.": ("label",),
    "filter.element": ("label",),
    "label.related": ("related", "boilerplate"),
    "label.ad": ("ad",),
    "line.disclosure": ("ad",),
    "link.promo": ("ad",),
    "shape.offer": ("label",),
}
"""Roles that a rule gives beside its own: a list has a head, a box of furniture may hold the byline."""

SIGNS = ("card.rating", "link.redirect", "widget.head")
"""Rules beside the family ``signal`` that only count as a sign for others and give no role themselves."""

WHY = {
    "css.hidden": "화면 낭독기나 스크립트를 위한 글로, 눈에 보이지 않는다",
    "css.control": "단추와 입력란처럼 페이지를 다루는 장치",
    "css.share": "본문 안에 놓인 공유 단추",
    "css.caption": "사진 설명이라고 표시된 글",
    "css.subtitle": "매체, 제작 시스템 또는 일반 선택자가 부제라고 짚은 상자",
    "css.related": "선택자가 짚은 관련기사 목록",
    "css.drop": "선택자가 짚은, 기사가 아닌 부속물",
    "slot.": "광고망의 상자, 프레임, 스크립트이거나 매체가 직접 파는 광고 자리",
    "slot.script": "제 상자 없이 불러온 광고망 스크립트. 광고 자리는 브라우저에서 만든다",
    "filter.element": "차단 목록의 규칙이 짚은 상자로, 광고처럼 생겼고 기사의 문장이 들어 있지 않다",
    "filter.network": "차단 목록의 규칙이 막는 주소로 이어지는 프레임이나 스크립트, 또는 한 줄 전체가 링크인 글",
    "label.related": "관련기사 머리말과 그 아래의 목록",
    "label.site_list": "매체의 모든 기사 아래에 붙는 목록",
    "label.ad": "페이지가 스스로, 뒤에 오는 것을 광고라고 밝힌 말",
    "card.rating": "파는 상품에 사이트가 스스로 매긴 점수",
    "line.disclosure": "대가를 받고 쓴 글임을 밝힌 문장",
    "line.byline": "기자 이름만 있는 줄",
    "line.email": "전자우편 주소만 있는 줄",
    "line.credit": "사진의 출처만 밝힌 줄",
    "line.caption": "사진 옆에서 사진을 가리키는 기호로 시작하거나 사진의 대체 글을 되풀이하는 문단",
    "line.copyright": "저작권 문구",
    "line.subscribe": "글의 처음이나 끝에서 공유, 구독, 제보를 권하는 줄",
    "line.tags": "글 끝에 붙은 해시태그 줄",
    "line.slogan": "글 끝에 별표로 감싸 매체가 자기를 내세운 줄",
    "line.notice": "글 끝에 붙은 매체의 안내문",
    "line.coupon": "누군가 대가를 받는 코드를 알려 주는 줄",
    "link.sponsored": "링크가 스스로 rel=sponsored라고 밝힌다",
    "link.affiliate": "클릭에 돈을 내는 호스트나 광고망의 호스트로 이어진다",
    "link.referral": "추천인 코드가 든 바깥 주소로, 무언가 하라고 권하는 말과 함께 쓰인 것",
    "link.landing": "바깥 페이지에서 무언가 하라고 권하는 말로, 약속이나 종목 기호, 추천인 코드와 함께 쓰인 것",
    "link.line": "다른 기사로 가는 링크만 있고 기호로 시작하는 줄",
    "link.pitch": "할인을 내세우며 사라고 재촉하는 관련 링크. 제목이 아니라 진열창이다",
    "link.house": "매체가 자기를 알리는 페이지로 이어지는 줄이나 그림",
    "link.redirect": "매체의 주소지만 독자를 남의 페이지로 넘기기만 한다",
    "link.list_page": "관련기사 목록 안에 있지만 기사가 아니라 매체의 기사 목록으로 이어지는 링크",
    "link.promo": "기호로 시작하지만 기사로 이어지지 않는 줄(퀴즈, 목록, 채널). 패턴은 기사 주소의 생김새다",
    "widget.head": "자리를 파는 매체 자체 추천 상자의 머리말",
    "widget.item": "추천 상자나 목록의 항목 가운데 광고라고 표시했거나, 누가 냈는지 밝혔거나, 남의 판매 페이지로 이어지는 것",
    "widget.own": "광고망 추천 상자의 항목이지만 파는 곳이 아니라 매체의 페이지, 다른 신문의 기사, 공공 기관, 알려진 출처나 "
    "채널로 이어지는 것",
    "data.related": "스크립트가 그리는 페이지의 데이터가 관련이라고 부른 목록의 기사",
    "title.ad": "제목이 스스로 대가를 받은 글이라고 밝힌다",
    "shape.list_head": "바로 아래에 기사 링크가 두 줄 이상 이어지는 짧은 줄",
    "shape.list": "본문 바로 뒤의 한 요소에 모인 같은 매체의 기사 링크. 사이트 전체 목록의 머리말은 없다",
    "shape.contents": "줄마다 아래에 소제목으로 다시 나오는 목록, 곧 차례와 그 머리말",
    "shape.table_caption": "표나 그림 상자에 사진과 함께 있는 하나뿐인 짧은 글",
    "shape.before_lead": "기자 이름 앞에 있고 마침표가 없는 짧은 줄",
    "shape.sub_headlines": "글머리에 따로 묶인 짧은 줄 두 개 이상",
    "shape.after_end": "맺음 기자 이름이나 저작권 문구 뒤에 오는 짧은 줄. 그 뒤로 문장이 없다",
    "shape.marks": "글 끝에 기호만 있는 줄",
    "shape.banner": "다른 페이지로 이어지고 설명이 없는, 본문 속이나 옆의 그림",
    "shape.card": "상품 이름, 내세운 점, 점수, 로고나 권유가 모였고 뒤에 기사가 없는 묶음",
    "shape.offer": "바깥으로 가는 링크나 주문 전화를 둘러싼 몇 줄로, 권유, 약속, 재촉, 평가, 클릭 집계 같은 단서가 셋 "
    "이상(보도 문체가 섞이면 넷, 본문 밖에서는 둘)이고 그 가운데 하나는 링크나 전화에 있다. 스스로 광고라고 밝힌 "
    "몇 줄, 돈을 내는 링크나 할인 코드가 든 몇 줄도 같다",
    "shape.promotion": "문단마다 제목에 나온 이름이 되풀이되고, 한 판매처로 오라는 권유가 멀리 떨어져 두 번 이상 "
    "나오거나, 칭찬뿐인 글이 링크나 주문 전화로 끝나는 기사",
    "signal.call": "무언가 하라는 권유",
    "signal.promise": "이득, 가격, 덤의 약속",
    "signal.urging": "독자에게 직접 말을 건다",
    "signal.rating": "점수, 후기 수, 구매자 수",
    "signal.phone": "주문을 받는 전화번호",
    "signal.tracked": "누가 보낸 독자인지 세는 주소, 또는 판매 페이지",
    "signal.pays": "클릭의 대가를 받는 사람의 코드가 든 주소",
    "signal.refers": "바로 이 링크로 가라고 독자에게 권한다",
    "signal.head": "판매 글 위에 놓인 머리말",
    "signal.invitation": "매체가 자기 행사나 상품에 초대한다",
}
"""Why each rule decides, in Korean; the English reason stands in the rule itself."""

EVIDENCE = {
    "bullets": (
        "three or more list items without links, hardly any of them a sentence: the benefits of a product",
        "링크 없는 목록 항목이 셋 이상이고 문장은 드물다",
    ),
    "call": ("a link, or the last line beside one or beside a number, calls to act", "링크나 마지막 줄이 무언가 하라고 권한다"),
    "code": ("a coupon or referral code is given out", "쿠폰이나 추천인 코드를 알려 준다"),
    "head": ("the first line is a head that stands over offers", "첫 줄이 판매 글의 머리말이다"),
    "landing": ("a link to another site whose words call to act", "바깥으로 가는 링크의 말이 무언가 하라고 권한다"),
    "lines": ("three or more lines, none of which ends like a report (…다)", "세 줄 이상인데 기사처럼 ‘…다’로 끝나는 줄이 없다"),
    "nofollow": ("a link says rel=nofollow or rel=sponsored", "링크에 rel=nofollow 또는 sponsored가 있다"),
    "one target": ("three or more links, all to one address", "링크가 셋 이상인데 모두 한 주소로 간다"),
    "pays": (
        "an address names who is paid for the click, or only sends the reader on; alone: the link is known to be bought",
        "주소에 클릭의 대가를 받는 사람이 적혀 있거나 남의 페이지로 넘기기만 한다. 혼자 쓰이면 산 링크로 알려진 것",
    ),
    "phone": ("a number at which a business takes orders", "주문을 받는 전화번호가 있다"),
    "picture": ("a picture stands with a link that leads off", "바깥으로 가는 링크와 그림이 함께 있다"),
    "pitch": (
        "one paragraph that sells: it leads off, promises or says that it is paid for, and does not report",
        "한 문단이 판다: 바깥으로 이어지고, 약속하거나 대가를 밝히며, 소식을 전하지 않는다",
    ),
    "pointer": ("the words of a link end in a pointer (> → ▶ ☞)", "링크의 말이 화살표(> → ▶ ☞)로 끝난다"),
    "promise": (
        "a line promises gain, price or gift; of a card: two different such words",
        "이득, 가격, 덤을 약속한다. 카드라면 그런 낱말이 두 가지 이상",
    ),
    "promises": ("two or more lines promise", "약속하는 줄이 둘 이상이다"),
    "rating": ("a rating, a number of reviews or buyers", "점수, 후기 수, 구매자 수가 있다"),
    "refers": ("the reader is asked to go by this very link", "바로 이 링크로 가라고 권한다"),
    "says so": ("the lines themselves say that the link is paid for", "링크에 대가가 있다고 글이 스스로 밝힌다"),
    "slogan": (
        "the first line is a name and a slogan with a dash, bar or colon between",
        "첫 줄이 이름과 구호를 줄표나 쌍점으로 이었다",
    ),
    "ticker": ("the first line names the symbol of a coin: $DALTO, (DALTO)", "첫 줄에 코인 기호가 있다: $DALTO, (DALTO)"),
    "tracked": ("an address counts who sent the reader, or is a landing page", "누가 보낸 독자인지 세는 주소나 판매 페이지이다"),
    "urging": ("the reader is spoken to or pressed", "독자에게 말을 걸거나 재촉한다"),
}
"""The signals that evidence is made of, as crawler.cards and crawler.selling name them: English and Korean."""
