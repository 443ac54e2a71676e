"""Rules of whole lines, after the marks ▶ ☞ ■ and brackets are taken off: labels, bylines, credits, what stands at the tail."""

import re

from crawler.rules.rule import Rule

# fmt: off

_NOT_PLAIN = r"(?!.*(?<!니)다[.\"”’]?$)"  # …니다 may be the publisher's own voice

ROLE = (
    r"(?:선임|인턴|수습|전문|객원|대학생|편집|논설|시민|명예)?\s?"
    r"(?:기자|특파원|통신원|논설위원|칼럼니스트|평론가|해설위원|에디터|PD|앵커|리포터|편집장|데스크|대표기자)"
)
"""What a reporter is called behind the name."""

ADDRESS = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
"""An e-mail address."""

_EMAIL = ADDRESS.pattern
_REPORTER = (
    r"(?:[가-힣]{2,4}(?:\s?[·,ㆍ/]\s?[가-힣]{2,4}){0,4}|[A-Z][a-z]+(?:\s[A-Z][a-z]+){1,2})"
    rf"\s?{ROLE}\s?[\])>】]?\s*[\[(|/]?\s?(?:{_EMAIL})?\s?[\])]?"
)
_CREW = r"(?:촬영|영상|편집|그래픽|취재|구성|작가|자막|CG)[가-힣]{0,4}\s?[:：]\s?[가-힣]{2,4}"
_PICTURE = r"(?:사진|자료|그래픽|이미지|일러스트|출처|포토|영상|Photo|Image|Source)"

# --- label: the head of what follows

RELATED_LABEL = Rule(
    "label.related", "label",
    r"(?:키워드\s?|이\s?(?:기사|글|주제)[와과의]?\s?|함께\s?보는\s?)?(?:관련|연관|비슷)(?:된|있는|한)?\s?(?:기사|뉴스|글|콘텐츠|영상|링크)"
    r"(?:\s?(?:더\s?보기|모음|보기|바로가기))?"
    r"|(?:함께|같이)\s?(?:읽으면|읽을|보면|읽어볼|볼|본|읽기|보기)\s?(?:좋은\s?|만한\s?)?(?:기사|글|뉴스|콘텐츠)?"
    r"|(?:이어서?|더|먼저)\s?(?:읽기|보기|볼\s?기사|읽을\s?거리|읽어\s?보기|알아\s?보기)|이어지는\s?(?:기사|글)"
    r"|(?:AI\s?)?(?:추천|지난|이전|다음)\s?(?:기사|뉴스|글|콘텐츠|호|회|편지|이야기)(?:에서)?|더\s?많은\s?(?:기사|글|가이드|뉴스)"
    r"|(?:기자의?\s|이\s?(?:이슈|주제|분야)의?\s?)?다른\s?(?:기사|보도|글)"
    r"|같은\s?(?:주제|카테고리|분야)의?\s?(?:기사|글)|주요\s?기사"
    r"|이\s?(?:기사|글)도\s?.{0,10}|이런\s?(?:기사|글|뉴스)(?:는|도)?\s?(?:어때요|어떠세요|어떨까요)?\??"
    r"|related(?:\s(?:articles?|posts?|stories))?|similar\sposts?|read\smore",
    "a list under a head of further reading, and that head",
    "관련기사", "관련기사가 쏟아지자 회사는 해명에 나섰다",
)
SITE_LIST_LABEL = Rule(
    "label.site_list", "boilerplate",
    r"(?:[가-힣A-Za-z&·]{2,10}\s(?=(?:인기|주요|최신|많이)\s?))?"
    r"(?:(?:이\s?시[각간]|지금|오늘의?|실시간|[주월일]간|전체|분야별|섹션별?|가장|독자들?[이의]|당신이|최근|이번\s?주)\s?){0,2}"
    r"(?:많이\s?(?:본|보는|읽은|읽는|찾은|찾는|공유된)|주요|인기(?:\s?(?:있는|많은))?|핫|HOT|최신|(?:지금\s?)?뜨는|헤드라인|베스트|BEST|급상승|랭킹|관심\s?있을\s?만한|화제의?|이슈)\s?"
    r"(?:뉴스|기사|이슈|클릭|글|콘텐츠|포스트|키워드|이야기|게시물|소식|영상)?(?:\s?(?:목록|순위|모음|랭킹|TOP\s?\d*|BEST\s?\d*|\d{1,2}|더\s?보기))?!?"
    r"|(?:새로\s?(?:올라온|나온)|새|최근)\s?(?:글|소식|기사|뉴스|게시물|포스트)|(?:이\s?시각|실시간)\s?.{0,8}"
    r"|오늘의\s?(?:뉴스|기사|이슈|소식)|전체\s?기사"
    r"|(?:[가-힣A-Za-z0-9&·]{2,12}\s)?언론사가\s?(?:직접\s?)?(?:선정한|뽑은|고른)\s?(?:주요\s?)?(?:이슈|뉴스|기사)"
    r"|(?:TOP|BEST|HOT)\s?\d{0,2}|trending(?:\snow)?|popular(?:\s(?:posts?|news|stories))?"
    r"|most\s(?:read|viewed|popular)|(?:latest|recent)(?:\s(?:news|posts?|articles?|stories))?",
    "the head of a list that stands under every article of the outlet",
    "많이 본 뉴스", "인기 없는 코인",
)
AD_LABEL = Rule(
    "label.ad", "label",
    r"광고|AD|ADs?|ADVERTISEMENTS?|ADVERTISING|sponsored(?:\s(?:by|content|post|link))?.{0,30}|협찬|제휴"
    r"|제휴\s?(?:광고|콘텐츠|링크)|스폰서(?:드)?(?:\s?(?:콘텐츠|링크))?|유료\s?광고|파트너\s?콘텐츠"
    r"|파워\s?(?:링크|비즈|콘텐츠)|promoted|promotion|PR",
    "the page itself calls what follows advertising",
    "ADVERTISEMENT", "광고 시장",
)

# --- line

RATING = Rule(
    "card.rating", "ad",
    r"(?:자체\s?)?(?:평가\s?지수|평점|신뢰\s?지수|추천\s?지수)\s?[:：]?\s?(?:[★☆⭐]+|[\d.]+\s?(?:/\s?\d+|점)?)?",
    "the site's own rating of a product it sells",
    "자체 평가지수", "평가지수가 3점 올랐다",
)
DISCLOSURE = Rule(
    "line.disclosure", "label",
    _NOT_PLAIN
    + r"(?:(?:[※*]\s?)?(?:이|본|해당|위)\s?(?:글|기사|콘텐츠|포스팅|게시물|리뷰|영상)(?:은|는|에는|에)\s?.{0,80}"
      r"(?:원고료|협찬|광고|제작비|대가|경제적|무상|제휴|스폰서|수수료).{0,80}"
      r"(?:받|제공|지급|작성|포함|제작|게재|입니다).{0,60}(?:(?<=니다)\.\s[^.]{2,80}니다\.?){0,2}"
      r"|.{0,60}파트너스\s?활동의\s?일환.{0,100}"
      r"|.{0,80}(?:소정의|일정액?의)\s?(?:원고료|수수료|대가).{0,40}(?:받|제공|지급).{0,30}니다\.?"
      r"|[<\[(]?\s?(?:제작\s?지원|콘텐츠\s?협찬|협찬|광고)\s?[=:]\s?[^.!?]{1,40}"
      r"|[<\[(〈].{0,60}(?:협찬|제작\s?지원|원고료|유료\s?광고|광고비).{0,60}[>\])〉]"
      r"|.{0,30}유료\s?광고(?:를|가)?\s?포함.{0,30}|.{0,60}광고성\s?(?:기사|글|콘텐츠)입니다\.?)",
    "a sentence that says the text was paid for",
    "이 글은 온빛랩스로부터 소정의 원고료를 지급받아 작성된 광고성 기사입니다.",
    "경찰은 A씨가 업체에서 광고비를 받아 챙긴 혐의를 수사하고 있다고 밝혔다.",
)
BYLINE = Rule(
    "line.byline", "byline",
    r"[\[(【/<]?\s*(?:[가-힣A-Za-z0-9·\s]{0,14}=\s?)?(?:(?:[가-힣A-Za-z]{1,9}[\s·|/,]{1,3}){1,3})??"
    rf"{_REPORTER}(?:\s?[·,/]?\s?{_REPORTER}){{0,3}}"
    rf"|글\s?[.:：|]\s?[가-힣A-Za-z]{{2,20}}(?:\s[가-힣A-Za-z]{{2,12}}){{0,3}}(?<!다)(?:\s{{1,2}}[\[(<〈‹]?{_REPORTER}[>〉›]?\s?(?:{_EMAIL})?)?",
    "a line that only names the reporter",
    "홍길동 기자 gildong@news.example", "홍길동 기자는 현장에서 이렇게 전했다",
)
EMAIL = Rule(
    "line.email", "byline",
    rf"(?:[◎☞]?\s?공감언론\s?뉴시스\s?)?[\[(</]?\s?(?:[가-힣]{{2,4}}\s?[(/|]?\s?)?{_EMAIL}(?:\s?[,·/]?\s?{_EMAIL}){{0,4}}\s?[\])>]?(?:\s?\(끝\))?"
    rf"|\(끝\)",
    "a line that only holds e-mail addresses",
    "gildong@news.example", "gildong@news.example로 제보해 달라고 밝혔다",
)
CREDIT_LINE = Rule(
    "line.credit", "caption",
    r"[\[(<【#]\s?(?:자료\s?)?(?:사진|자료|그래픽|이미지|일러스트|출처|포토|제공|영상|Photo|Image|Source)"
    r"[^.!?]{0,44}[\])>】]?"
    rf"|(?:[가-힣A-Za-z ]{{2,16}}[|ㅣ]\s?)?(?:자료\s?)?{_PICTURE}"
    r"(?:\s?(?:제공|출처|촬영|캡처|캡쳐)\s?[=:ㅣ|/·]?|\s?[=:ㅣ|/·])\s?[^.!?]{0,40}"
    r"|[ⓒ©]\s?[^.!?]{1,40}|[\[(<][^\])>.!?]{0,24}(?:자료\s?사진|제공|캡처|캡쳐)[\])>]"
    rf"|{_CREW}(?:[\s/·,]+{_CREW}){{0,6}}",
    "a line that only says whose picture it is",
    "(사진=한빛랩 제공)", "사진관 문을 닫은 사연",
)
CAPTION_LINE = Rule(
    "line.caption", "caption", r"[▲△▴◀▶▼▽]\s?.{2,200}(?<![▲△▴◀▶▼▽])",
    "a plain paragraph beside a picture that opens with a pointer to it, or repeats what is printed in its place",
    "▲ 한빛랩 연구원이 시연하고 있다.", "▼ 2년 후 상장 목표 ▼",
)
COPYRIGHT = Rule(
    "line.copyright", "boilerplate",
    _NOT_PLAIN
    + r"(?:(?:.{0,40}|.{0,40}저작권법.{0,24}|[<\[(]?\s?[Ⓒⓒ©].{1,64})"
      r"(?:\bcopyrights?\b|all\s?rights?\s?reserved|저작권자\s?[ⓒⒸ©(<:]|무단\s?(?:전재|복제|배포|사용|수집).{0,40}(?:금지|금합니다|금함)|재배포\s?금지).{0,120}"
      r"|※?\s?저작권자\s[\w가-힣 ]{2,20}|[<\[(]?\s?[Ⓒⓒ©]\s?[\w가-힣.,\s()'‘’&]{2,40}[>\])]?)",
    "the copyright line",
    "저작권자 © 한빛신문 무단전재 및 재배포 금지", "경찰은 영상을 무단 배포한 혐의로 A씨를 입건했다.",
)
SUBSCRIBE = Rule(
    "line.subscribe", "boilerplate",
    _NOT_PLAIN
    + r"(?:.{0,30}(?:텔레그램|카카오톡|카톡|유튜브|페이스북|트위터|인스타그램|뉴스레터|구글\s?뉴스|네이버|채널|앱|홈페이지"
      r"|이메일).{0,30}(?:으로|에서|구독|추가|클릭|제보|받아|만나|팔로우|친구).{0,30}"
      r"(?:클릭\s?\)?|세요|십시오|주시기\s?바랍니다|기다립니다|하기|보기|바로가기|추가|\))\.?"
      r"|(?:[▷▶■※]\s?)?(?:뉴스|기사)?\s?제보(?:는|하기|\s|:).{0,80}"
      r"|.{0,30}구독\s?(?:하기|신청|하세요|해\s?주세요).{0,20}|☞?\s?공감언론.{0,60}"
      r"|(?:[▷▶]\s?)?(?:전화|이메일|카카오톡)\s?:\s?.{4,60}"
      r"|(?:좋아요|댓글|공유하기|인쇄|스크랩|프린트|목록|맨위로|기사\s?공유|이\s?(?:기사|글)(?:를|을)?\s?공유.{0,20}"
      r"|글자\s?크기.{0,20}|URL\s?복사|링크\s?복사|이미지\s?확대|크게\s?보기)\s?:?\s?\d*"
      r"|(?:다른\s?기사\s?보기|기자\s?페이지|기자의?\s?(?:다른\s?)?기사\s?(?:더\s?)?보기|더\s?보기|키워드\s?Tags?|태그"
      r"|추천\s?키워드|상품\s?자세히\s?보기)\s?:?|\d{4}/\d\d/\d\d \d\d:\d\d 송고)",
    "share, subscribe, tip-off lines at the head or tail",
    "속보는 한빛 텔레그램으로(클릭)", "이용자는 카카오톡 채널에서 상담을 받을 수 있습니다.",
)
TAGS = Rule(
    "line.tags", "boilerplate", r"(?:#[\w가-힣·&+.-]{1,30}[\s,]*)+",
    "a line of hashtags at the tail",
    "#스테이블코인 #한국은행", "#1 과제는 비용이다",
)
SLOGAN = Rule(
    "line.slogan", "boilerplate",
    r"[★☆■◆《][^.?]{2,40}(?:미디어|언론|신문|뉴스|매체|매거진|저널|방송)[^.?]{0,24}[★☆■◆》]",
    "what the outlet says of itself between stars, below the text",
    "★나라 안 소식의 중심 신문 한빛데일리!★", "★ 평점 4.5점 ★",
)
NOTICE = Rule(
    "line.notice", "boilerplate",
    _NOT_PLAIN
    + r"(?:[※*■◇]?\s?(?:이|본|위)\s?(?:기사|콘텐츠|글|뉴스|칼럼|기고|기고문)(?:는|은|의)\s?.{0,60}"
      r"(?:투자\s?(?:권유|판단|참고|조언|손실)|(?:매수|매도|가입|구매)[를을이나]{0,2}.{0,10}권(?:유)?하지|필자|기고자|외부\s?필진|본지|편집\s?(?:방향|방침)"
      r"|자동(?:으로)?\s?(?:작성|생성)|뉴스봇|로봇|AI\s?(?:번역|요약|기자)|저작권|인공지능).{0,60}"
      r"|[※*■◇]?\s?외부\s?(?:필자|필진|기고자?|칼럼)(?:의|은|는)?\s.{0,30}(?:본지|편집|견해|입장|방침|다를).{0,60}"
      r"|※\s?(?:우울감|자살|본\s?정보|투자).{0,200}|[<\[(]?면책\s?(?:조항|공고|고지).{0,300}|※.{0,20}제보.{0,120})",
    "notices of the publisher at the tail",
    "이 기사는 한빛뉴스봇이 자동으로 작성했습니다.", "이 기사는 로봇이 작성했다는 의혹을 샀다.",
)
COUPON = Rule(
    "line.coupon", "ad",
    r"(?:추천|초대|권유|친구|소개|결제|가입)[가-힣]{0,4}\s?(?:칸|란|창|화면)에\s?[‘'“\"]?[A-Z0-9][A-Z0-9-]{2,12}"
    r"|(?:초대|추천인?|쿠폰|할인|가입|등록|프로모션?|레퍼럴|referral|promo|invite|coupon)\s?"
    r"(?:(?:코드|번호|code)(?:는|인)?\s?[:：]?\s?[‘'“\"\[(]?(?=[A-Za-z0-9-]{0,11}[A-Z0-9])|\s?(?=[A-Z]{0,9}\d{1,9}[A-Z])|\s?(?=\d{0,9}[A-Z]{1,9}\d))"
    r"[A-Za-z0-9-]{4,12}(?![A-Za-z0-9])|쿠폰\s?[:：]?\s?[A-Z]{2,9}-[A-Z0-9]{3,9}(?![A-Za-z0-9])",
    "a line that gives out a code for which somebody is paid",
    "가입할 때 초대코드 ONBIT24 입력", "추천인 코드를 뿌리는 사람을 조심해야 한다",
)

LINES = (
    RELATED_LABEL, SITE_LIST_LABEL, AD_LABEL, RATING, DISCLOSURE, BYLINE, EMAIL, CREDIT_LINE, CAPTION_LINE, COPYRIGHT, SUBSCRIBE,
    TAGS, SLOGAN, NOTICE,
)
"""The rules that match a line as a whole; a coupon is looked for inside one."""
TAIL = (COPYRIGHT, SUBSCRIBE, TAGS, SLOGAN, NOTICE)
"""Those of them that stand below a text."""
