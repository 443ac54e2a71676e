"""A small archive with hostile and ordinary articles, and the site over it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.site import datasette
from archive.store import Archive

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>"onmouseover="alert(3)'
SEEN = "2026-11-20T03:00:00+00:00"
LATER = "2026-11-21T03:00:00+00:00"

OUTLETS = [
    {"slug": "haneulcoin", "name": "하늘코인", "home": "https://haneulcoin.example/", "category": "crypto", "cms": ""},
    {"slug": "barambiz", "name": "바람비즈", "home": "https://barambiz.example/", "category": "business", "cms": ""},
]

_CARD: dict[str, Any] = {
    "kind": "native_card",
    "placement": "after_body",
    "label": "관련기사",
    "disclosed": False,
    "product": "새벽별",
    "ticker": "$DAWN",
    "text": "새벽별 ($DAWN)",
    "bullets": ["자체 평가지수 9.8", "하루 3% 스테이킹", "러그풀 걱정 없음", "사전판매 중", "게임 5종"],
    "url": "https://dawn.example/?ref=1",
    "rule": "ad.card.rating",
    "evidence": "call, rating",
}
_RIPPLE = {"title": "리플 다시 오르나", "url": "https://haneulcoin.example/2", "url_key": "haneulcoin.example:2"}
_LINK: dict[str, Any] = _RIPPLE | {"placement": "after_body", "label": "관련기사", "rule": "related.head"}

ARTICLES: list[dict[str, Any]] = [
    {
        "title": "코인 거래소 가온빗, 상장폐지 기준 새로 낸다",
        "body": "가온빗은 거래소 기준을 고쳤다.\n\n코인 12종이 대상이다.",
        "ads": [_CARD],
        "related": [_LINK],
        "subtitle": ["작은 제목"],
    },
    {
        "title": "리플 다시 오르나",
        "body": "리플이 하루 만에 올랐다.\n\n트리플 점수와는 관계가 없다.",
        "kind": "market",
        "ads": [_CARD | {"disclosed": True, "label": "AD"}],
    },
    {
        "title": "환율 1,400원 앞두고 주춤",
        "body": "환율은 장중 1,399원까지 올랐다.",
        "kind": "flash",
        "related": [_LINK],
    },
    {
        "title": "SK하이닉스 새 공장 짓는다",
        "body": "SK하이닉스는 3년 안에 공장을 늘린다고 했다.",
        "kind": "press_release",
    },
    {"title": "챗GPT 쓰는 법원", "body": "법원이 챗GPT를 시험 삼아 쓴다.", "kind": "column"},
    {
        "title": HOSTILE,
        "url": "javascript:alert(4)",
        "body": f"=SUM(A1) {HOSTILE}\n\n둘째 문단",
        "kind": "advertorial",
        "section": HOSTILE,
        "subtitle": [HOSTILE],
        "authors": [{"name": HOSTILE, "email": None}],
        "tags": [HOSTILE],
        "images": [{"url": "javascript:alert(7)", "caption": HOSTILE, "credit": HOSTILE}],
        "ads": [
            _CARD
            | {
                "product": HOSTILE,
                "text": HOSTILE,
                "bullets": [HOSTILE],
                "evidence": HOSTILE,
                "url": "javascript:alert(5)",
            }
        ],
        "related": [_LINK | {"title": HOSTILE, "url": "javascript:alert(6)", "url_key": None, "label": HOSTILE}],
        "removed": [{"role": "ad", "text": HOSTILE, "rule": "ad.card.rating"}],
    },
]


def fill(path: Path) -> None:
    """Write the sample archive to ``path``: six articles, the second and the last one changed a day later."""
    with Archive(path) as archive:
        archive.register_outlets(OUTLETS)
        run = archive.start_run("crawl", [outlet["slug"] for outlet in OUTLETS], SEEN)
        for number, article in enumerate(ARTICLES, 1):
            archive.keep(run, _page(number) | article)
        gone = {"url": "https://haneulcoin.example/x", "url_key": "haneulcoin.example:x", "outlet": "haneulcoin"}
        archive.quarantine(run, gone | {"reason": "soft_404", "detail": HOSTILE, "fetched_at": SEEN})
        archive.finish_run(run, at=SEEN, status="ok", finish_reason="finished", outlets={})
        archive.keep(None, _page(2) | ARTICLES[1] | {"ads": [], "fetched_at": LATER})
        archive.keep(None, _page(6) | ARTICLES[5] | {"title": "고친 제목", "fetched_at": LATER})
        archive.keep(None, _page(6) | ARTICLES[5] | {"fetched_at": "2026-11-22T03:00:00+00:00"})


def _page(number: int) -> dict[str, Any]:
    return {
        "url": f"https://haneulcoin.example/{number}",
        "url_key": f"haneulcoin.example:{number}",
        "outlet": "haneulcoin" if number % 3 else "barambiz",
        "section": "시장",
        "published_at": f"2026-11-1{number}T20:30:00+00:00",
        "published_raw": HOSTILE,
        "published_source": "jsonld",
        "fetched_at": SEEN,
    }


@pytest.fixture(scope="session")
def archive_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive; its name is not the name it is served under."""
    path = tmp_path_factory.mktemp("site") / "any name.db"
    fill(path)
    return path


@pytest.fixture
def fresh_file(tmp_path: Path) -> Path:
    """A copy of the sample archive that a test may change."""
    fill(tmp_path / "fresh.db")
    return tmp_path / "fresh.db"


@pytest.fixture(scope="session")
def another_article() -> dict[str, Any]:
    """An article the sample does not hold, a column."""
    return _page(9) | ARTICLES[4]


@pytest.fixture(scope="session")
def asking() -> Callable[..., Callable[[str], Any]]:
    """Makes a function that sends GET requests into a site over an archive; further arguments are the site's."""

    def ask(path: Path, **how: Any) -> Callable[[str], Any]:
        site = datasette(path, **how)
        loop = asyncio.new_event_loop()
        return lambda url: loop.run_until_complete(site.client.get(url))

    return ask


@pytest.fixture(scope="session")
def get(archive_file: Path, asking: Callable[..., Any]) -> Callable[..., Any]:
    """Ask the local site for a path; gives an httpx response."""
    return asking(archive_file)


@pytest.fixture(scope="session")
def get_public(archive_file: Path, asking: Callable[..., Any]) -> Callable[..., Any]:
    """Ask the hardened site, which hands out at most five rows."""
    return asking(archive_file, public=True, max_returned_rows=5, default_page_size=5)
