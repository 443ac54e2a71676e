"""Signals: what the lines of an offer show; several of them make one (``shape.offer``), none decides alone."""

import re

from crawler.rules.rule import Rule

# fmt: off

_PAST = "".join(map(chr, range(ord("갔"), ord("힣"), 28))).translate({ord("있"): None, ord("겠"): None})
REPORTED = re.compile(rf"[{_PAST}]다(?:[.\"”’)]|$)|(?:말|밝|전|설명|강조|지적)한다|고\s(?:말|밝|전)")
"""How a report ends its sentences (밝혔다, 내놨다, …고 전했다): it speaks against an offer. ``_PAST`` are all syllables on ㅆ."""

CALL = Rule(
    "signal.call", "ad",
    r"바로\s?가기|알아보|확인하(?:기|러|고|세)|살펴보|둘러보|구경하|신청(?:하|은|$|\s?[>→▶☞])|예약|상담|견적|문의"
    r"|가입(?:하|은|$)|구매|구입|주문|다운|설치하|참여하|체험|받(?:기|아보|으러)|챙기|방문|시작하|클릭|보러\s?가기"
    r"|가격\s?보기|상품\s?보기|자세히|만나(?:기|\s?보)|참여\s?페이지|입장하|페이지로\s?이동|비교하|러\s?가기"
    r"|확인\W*$|buy|join|sign\s?up"
    r"|(?:하|보|받|만들|가|쓰|담|늘리|챙기|누리|찾|키우|바꾸|맡기|고르|배우|줄이|모으|벌|열|풀)기\W*$"
    r"|get\s|start|learn\s?more|shop\s?now|download|[>→▶☞▷]{1,2}\s*$",
    "a call to act",
    "무료 견적 받기 ☞", "공시 사이트",
)
PROMISE = Rule(
    "signal.promise", "ad",
    r"무료|할인|반값|혜택|증정|사은품|쿠폰|보너스|선착순|한정|마감\s?임박|소진|무이자|최저가|수익률|적립|당첨|지원금"
    r"|체험금|환급|캐시백|공짜|(?<!\d)0원|특가|세일|\d\s?\+\s?\d|국비|보증|무제한|사전\s?판매|프리세일|presale"
    r"|에어드랍|레버리지|초성|돈\s?버는|정답\s?[:：]|리워드|보상|첫\s?[달주]|반드시|비결|단\s?\d|최대\s?\d"
    r"|\d\s?%\s?(?:지원|적립|페이백|보너스)|\d일\s?체험|만원\s?상당|로켓배송|무료배송|당일\s?(?:설치|배송)|APY"
    r"|추첨|경품|면제|얹어|포인트|싸(?:다|게)|일부\s?수수료|합격률|속성반|내일배움"
    r"|정답\s?(?:힌트|공개|모음)|퀴즈.{0,14}정답|완판|다음\s?(?:라운드|회차)|락업\s?없|상장\s?당일|조기\s?참여"
    r"|이자가\s?없|계약금|연\s?\d+(?:\.\d+)?\s?%|언제든\s?해지|배송비|급매|분양\s?중|잔여\s?세대|24시간\s?상담"
    r"|수수료.{0,8}(?:할인|깎|면제|환급|페이백)|얼리버드|남은\s?(?:수량|자리)|무상|마지막\s?(?:기회|가격|물량)"
    r"|마감\s?D-\d|적중률|급등주|취업률|페이백|공동구매|원데이|평생\s?(?:할인|무료)|신규\s?(?:고객|회원|가입)"
    r"|\d{3}\s?캐시"
    r"|bonus",
    "a promise of gain, price or gift",
    "월 4만원 할인에 사은품 증정", "전기요금은 211원으로 오른다",
)
URGE = Rule(
    "signal.urging", "ad",
    r"(?:세요|보자|찾아드|보내드|도와드|알려드|드립니다|드려요|합니다|준다|답니다)[.!~]?$|[!~]\s*$|[까지]\s?\?$"
    r"|놓치지|서두르|미루지\s?말|망설|권한다|추천한다|지금\s?(?:내려받|다운)"
    r"|지금\s?(?:바로|신청|가입|시작|만)|오늘만|딱\s?(?:하|한|\d)|필수템|강추|이것[’']",
    "the reader is spoken to",
    "지금 바로 시작하세요", "시행된다고 밝혔다",
)
RATED = Rule(
    "signal.rating", "ad",
    r"[★☆⭐]|평점|별점|만족도|신뢰도|신뢰\s?지수|평가\s?지수|후기\s?[\d,]+|리뷰\s?[\d,]+|누적\s?(?:판매|회원|이용)"
    r"|\d(?:\.\d)?\s?/\s?(?:5|10)(?:\.0)?(?!\d)|\d위\s",
    "a rating, a number of reviews or buyers",
    "후기 2,114개 평균 4.8점", "시장 점유율은 41%다",
)
PHONE = Rule(
    "signal.phone", "ad", r"(?<!\d)(?:1[568]\d\d-\d{4}|0(?:80|50\d|70)-\d{3,4}-\d{4})(?!\d)"
    r"|(?:주문|예약|상담|구매|구입)\s?(?:문의|전화|접수)?\s?[:：☎]?\s?0\d{1,2}-\d{3,4}-\d{4}"
    r"|010-\d{4}-\d{4}\s?[(]?\s?(?:24시간|상담)",
    "a number that a business takes orders at",
    "상담 1533-0000", "대표전화 02-123-4567",
)
TRACKED = Rule(
    "signal.tracked", "ad",
    r"[?&](?:utm_\w+|aff\w*|ref\w*|cid|click\w*|via|from|ch|src|source|code|coupon|cpa|cps|partner|campaign|ad_?id"
    r"|sub_?id|pid|mkt|inflow|invite\w*|s|p|b|m|k)=|/(?:lp|landing|promo\w*|presale|events?|join"
    r"|open|sign-?up|register|buy|shop|store|order|apply|reserve|reservation|claim|trial|start|pricing|offers?"
    r"|deals?|get|sale|earn|calc|whitepaper|dl|download|demo|quiz|plan)\d*(?:[/?]|$)",
    "an address that counts who sent the reader, or a landing page",
    "https://x.example/lp?ch=ns", "https://x.example/about",
)
PAYS = Rule(
    "signal.pays", "ad",
    r"[?&](?:aff\w*|ref|ref_?\w*|referr\w*|via|invite\w*|inv|cp[as]|partner\w*|coupon\w*|click_?id|pid|rid|rcode|rec\w{0,8}|promo\w*|vip)="
    r"|/(?:r|ref|i|invite)/[\w-]{2,20}/?$",
    "an address that carries the code of whoever is paid for the click",
    "https://x.example/join?rid=88AA", "https://x.example/?page=2",
)
REFERS = Rule(
    "signal.refers", "ad",
    r"(?:추천|제휴|파트너|레퍼럴|리퍼럴|초대)\s?(?:인\s?)?(?:링크|코드|주소)"
    r"|(?:이|아래|위|제|본)\s?(?:링크|주소|길|곳)(?:로|으로|를|에서|로\s?들어)|소개비|신규\s?가입\s?시"
    r"|여기서\s?\d+\s?%|이쪽으로|여기로|(?:링크|주소)로\s?(?:가입|구매|신청|들어)",
    "the reader is asked to go by this very link",
    "아래 링크로 가입하면 수수료 20% 할인", "링크를 누르자 악성코드가 설치됐다",
)
AD_HEAD = Rule(
    "signal.head", "label",
    r"PROMOTION|PROMOTED|AD|광고|에디터\s?추천|추천|추천\s?(?:상품|서비스|정보)|이달의\s?(?:서비스|상품)|파트너|제휴"
    r"|스폰서|오늘의\s?(?:특가|추천)|쇼핑|핫딜|이벤트|알림|공지",
    "a head that stands over offers",
    "이달의 서비스", "이달의 기자상",
)
INVITATION = Rule(
    "signal.invitation", "ad",
    r"구독(?:하|신청|해)|뉴스레터|브리핑.{0,6}받|세미나|포럼|웨비나|콘퍼런스|컨퍼런스|아카데미|강의|실전반|수강|모집"
    r"|참가|참여하|접수|신청|이벤트|출석|멤버십|앱\s?(?:설치|다운|에서)|받아\s?보|받으세요|텔레그램|채널|개최|무료"
    r"|첫\s?달|창간|팟캐스트|디스코드|설문|후원|멤버가|유튜브|서류\s?마감|지원서|듣기|편지를|보내드|뉴스를\s?받"
    r"|알려드|참가비|개막|서밋|투표|독자\s?모임|만나요|사랑방|강좌|교실|초청|콘서트"
    r"|(?:앱|알림)\s?(?:을\s?)?(?:내려받|켜)|다운로드|개정판|사전\s?예약|예약\s?판매|신간|출간|쓴\s책|오픈채팅"
    r"|얼리버드|사전\s?등록",
    "the outlet invites to something of its own",
    "매일 아침 7시, 뉴스레터를 받아보세요", "금리 5%대로 내려",
)

# --- what runs through an article that sells as a whole (shape.promotion)

ORDER = re.compile(r"예약|문의|상담|주문|신청|접수|가입|구입|구매")
"""What the closing line of a sales talk asks for."""
OCCASION = re.compile(
    r"(?:\d일|이달|연말|월말|오늘|이번\s?주)\s?(?:까지|안에).{0,80}"
    r"(?:드린다|드립니다|할인|무료|증정|절반|반값|제공|면제|빠진다|준다|깎아|받을\s?수)"
    r"|\d일부터\s?\d+일까지|선착순|한정|(?:원|만원)에서\s?[\d,만천]+원(?:으로|이다|까지)?"
)
"""A day until which something is cheaper: ``이달 30일까지 신청하면 절반을 깎아 준다``."""
PRAISE = re.compile(
    r"인기|입소문|비결|강점|만족|호평|눈길|후기|한결같|대기\s?명단|빈틈|눈여겨|이롭|안성맞춤|뛰어나|돋보|주목"
    r"|부담(?:이|도|\s?없)|걱정이\s?없|유일|보유하고|처음이다|보기\s?드문|줄을\s?잇|믿게"
)
"""Praise of a product."""
FAULT = re.compile(r"아쉬|단점|우려|지적했|비판|논란|기대에\s못|불편|미흡|피해|경고")
"""What a report or a review says and a sales talk never does."""
SAID_IN_BRACKETS = re.compile(
    r"[<\[(〈](?![^<>\[\]()]{0,20}사진)[^<>\[\]()〈〉]{0,60}(?:협찬|제작\s?지원|원고료|광고비)"
    r"[^<>\[\]()〈〉]{0,60}(?:제작|작성|게재|받|입니다)[^<>\[\]()〈〉]{0,30}[>\])〉]"
)
"""A disclosure at the end of a paragraph: ``<온빛랩스의 협찬으로 제작한 기획물입니다>``."""
