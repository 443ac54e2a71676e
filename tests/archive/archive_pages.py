"""Invented articles in the shape the crawler hands over."""

from typing import Any

AT1 = "2026-11-20T03:00:00+00:00"
AT2 = "2026-11-21T03:00:00+00:00"
AT3 = "2026-11-22T03:00:00+00:00"

BODY = (
    "가람거래소가 나래토큰의 상장 폐지를 검토한다고 20일 밝혔다. 투자자들은 환율과 금리를 함께 보고 있다.\n\n"
    '회사 관계자는 "거래소 이용자에게 미리 알리겠다"고 말했다. '
    "챗GPT로 쓴 공지문도 논란이 됐다.\n\n" + "문단이 이어진다. " * 20
)

CARD = {
    "kind": "native_card",
    "placement": "in_body",
    "text": "도담코인 사전판매",
    "network": "unknown",
    "label": "관련기사",
    "disclosed": False,
    "bullets": ["자체 지갑", "조기 참여 보너스"],
    "advertiser": None,
    "product": "도담코인",
    "ticker": "DODAM",
    "url": "https://presale.dodam.example/join",
    "domain": "dodam.example",
    "rule": "card",
    "evidence": "call, promise",
}


def article(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Article ``number`` of an invented outlet, as itemadapter gives it."""
    return {
        "url": f"https://www.garam.example/news/{number}",
        "url_key": f"garam.example:{number}",
        "outlet": "garam",
        "kind": "news",
        "title": f"가람거래소, 나래토큰 상장 폐지 검토 {number}",
        "subtitle": ["투자자 보호가 먼저"],
        "authors": [{"name": "한가람", "email": "garam@garam.example"}],
        "published_at": "2026-11-19T16:30:00+00:00",
        "published_raw": "2026-11-20 01:30",
        "published_source": "meta",
        "modified_at": None,
        "section": "시장",
        "tags": ["나래토큰", "상장폐지"],
        "body": BODY,
        "images": [{"url": "https://img.garam.example/1.jpg", "caption": "본사", "credit": None}],
        "related": [
            {
                "title": "나래토큰 급락",
                "url": "https://www.garam.example/news/900",
                "placement": "after_body",
                "label": "관련기사",
                "rule": "related-head",
                "url_key": "garam.example:900",
                "own": True,
            }
        ],
        "ads": [dict(CARD)],
        "removed": [{"role": "ad", "text": "도담코인 사전판매", "rule": "card"}],
        "extractor": "garam",
        "fetched_at": AT1,
    } | changes


def candidate(number: int = 1, dated_at: str | None = None) -> dict[str, Any]:
    """The URL of article ``number`` as a feed announces it."""
    page = article(number)
    return {"url": page["url"], "url_key": page["url_key"], "source": "feed", "dated_at": dated_at}
