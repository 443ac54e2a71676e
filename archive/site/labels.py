"""The Korean words a reader of the site sees for the archive's own English ones."""

ARTICLE_KINDS = {
    "news": "기사",
    "flash": "속보",
    "press_release": "보도자료",
    "advertorial": "기사형 광고",
    "column": "칼럼",
    "interview": "인터뷰",
    "review": "리뷰",
    "market": "시황",
    "notice": "알림",
    "correction": "정정",
}

AD_KINDS = {
    "native_card": "네이티브 카드",
    "advertorial": "기사형 광고",
    "affiliate_link": "제휴 링크",
    "widget_item": "추천 위젯",
    "slot": "광고 자리",
    "banner": "배너",
    "house": "자사 홍보",
}

AD_TABLES = ("ads", "judged_ads")
"""Tables whose ``kind`` is one of AD_KINDS."""

OWN = {"0": "외부", "1": "자사"}

PLACEMENTS = {"in_body": "본문 안", "after_body": "본문 아래", "sidebar": "옆", "head": "제목 위"}

ROLES = {
    "related": "관련기사",
    "ad": "광고",
    "boilerplate": "상용구",
    "label": "머리말",
    "caption": "사진 설명",
    "subtitle": "부제",
    "byline": "기자 이름",
}

STATES = {"saved": "저장", "unchanged": "그대로", "quarantined": "격리", "skipped": "건너뜀", "pending": "대기"}

RUN_STATES = {"ok": "정상", "degraded": "일부 이상", "failed": "실패", "interrupted": "중단", "running": "진행 중"}

CATEGORIES = {"crypto": "가상자산", "tech": "IT", "business": "경제"}

OTHER_HOSTS = "그 밖의 호스트"
"""For the outlet of an article whose host belongs to no outlet."""

TABLES = {
    "articles": "기사",
    "ads": "광고",
    "related_links": "관련 링크",
    "outlets": "매체",
    "removed_blocks": "본문에서 뺀 글",
    "revisions": "고친 기록",
    "images": "사진",
    "judged_ads": "광고와 표시 여부",
    "authors": "기자",
    "article_authors": "기사별 기자",
    "tags": "태그",
    "article_tags": "기사별 태그",
    "quarantine": "격리",
    "urls": "주소 장부",
    "runs": "수집",
    "run_outlets": "수집별 매체",
    "snapshots": "원본 응답",
    "stories": "같은 소식",
    "mentions": "언급",
}

COLUMNS = {
    "ad_kind": "광고 종류",
    "ads": "광고",
    "advertiser": "광고주",
    "article": "기사",
    "article_id": "기사",
    "articles": "기사",
    "attempts": "시도",
    "author_id": "기자",
    "body": "본문",
    "body_chars": "글자 수",
    "bullets": "내세운 점",
    "bytes": "바이트",
    "caption": "설명",
    "category": "분야",
    "changed": "바뀐 것",
    "changed_at": "바뀐 때",
    "command": "명령",
    "credit": "출처",
    "dated_at": "알린 날짜",
    "day": "날짜",
    "detail": "자세히",
    "disclosed": "광고 표시",
    "discovered": "발견",
    "discovered_at": "발견 시각",
    "domain": "도메인",
    "email": "이메일",
    "errors": "오류",
    "evidence": "근거",
    "excerpt": "발췌",
    "extractor": "추출 방법",
    "fallback": "밀도로 찾음",
    "feeds": "피드",
    "finish_reason": "끝난 이유",
    "finished_at": "끝",
    "first_at": "처음",
    "first_seen_at": "처음 봄",
    "flash": "속보",
    "gone_at": "사라짐",
    "home": "누리집",
    "kind": "종류",
    "label": "머리말",
    "landing_domain": "도착 도메인",
    "landing_url": "도착 주소",
    "last_at": "마지막",
    "last_seen_at": "마지막 봄",
    "links": "링크",
    "modified_at": "고침",
    "name": "이름",
    "network": "광고망",
    "outlet": "매체",
    "outlets": "매체 수",
    "own": "자사",
    "pending": "대기",
    "percent": "비율(%)",
    "placement": "자리",
    "position": "순서",
    "product": "상품",
    "published_at": "발행",
    "published_day": "발행일",
    "quarantined": "격리",
    "reason": "이유",
    "related_title": "링크 제목",
    "related_url": "링크 주소",
    "requests": "요청",
    "revision_count": "고친 횟수",
    "role": "역할",
    "rule": "규칙",
    "saved": "저장",
    "section": "섹션",
    "seen_at": "본 시각",
    "share": "비율",
    "skipped": "건너뜀",
    "source": "출처",
    "started_at": "시작",
    "state": "상태",
    "state_at": "상태 시각",
    "status": "결과",
    "subtitle": "부제",
    "tag_id": "태그",
    "text": "글",
    "ticker": "티커",
    "times": "횟수",
    "title": "제목",
    "unchanged": "그대로",
    "undisclosed": "미표시",
    "url": "주소",
    "with_fallback": "밀도로 찾음",
}
