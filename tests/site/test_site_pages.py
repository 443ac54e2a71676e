"""Every page answers, says what it should and lets nothing of the data become markup."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from archive.public import public_copy
from archive.site.reading import facet_value
from archive.store import Archive

Get = Callable[[str], Any]

QUERIES = [
    *("undisclosed_ads", "ads_by_outlet_and_product", "ads_by_landing_domain", "related_most_linked"),
    *("articles_per_day", "rules", "fallback_share", "quarantine_reasons", "revised_articles", "vanished_ads"),
    "search?query=script",
]
TABLES = [
    *("articles", "ads", "related_links", "outlets", "removed_blocks", "revisions", "images", "authors"),
    *("article_authors", "tags", "article_tags", "quarantine", "urls", "runs", "run_outlets", "snapshots"),
    *("judged_ads", "judged_ads?undisclosed=1"),
]
PAGES = [
    *("/", "/sinmungo", "/sinmungo/articles/1", "/sinmungo/articles/6", "/sinmungo/ads/3"),
    *(f"/sinmungo/{name}" for name in TABLES + QUERIES),
    *("/sinmungo/articles?_search=alert", "/sinmungo/articles?_search=%22+OR+(", "/sinmungo?sql=select+*+from+ads"),
]


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", PAGES)
def test_page_answers_without_script_or_foreign_parts(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 200, answer.text
    for tag, attributes in _Page(answer.text).tags:
        assert tag not in ("script", "img", "iframe", "style", "object", "embed"), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on") or name == "style"], attributes
        for name in ("href", "src", "action"):
            assert not (attributes.get(name) or "").lower().startswith("javascript"), attributes


def test_security_headers_on_every_kind_of_answer(get: Get) -> None:
    for path in ("/", "/sinmungo/articles.json", "/sinmungo/articles.csv", "/nothing", "/static/site.css"):
        headers = get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers.get_list("referrer-policy") == ["no-referrer"]
    assert get("/static/site.css").headers["content-type"].startswith("text/css")
    assert "Disallow: /" in get("/robots.txt").text


def test_front_page_says_what_is_in_the_archive(get: Get) -> None:
    text = get("/").text
    for piece in ("하늘코인", "바람비즈", "챗GPT 쓰는 법원", "undisclosed_ads", 'action="/sinmungo/search"', "광고"):
        assert piece in text


def test_article_page_sets_ads_and_related_links_apart(get: Get) -> None:
    text = get("/sinmungo/articles/1").text
    assert "<p>코인 12종이 대상이다.</p>" in text
    assert "2026-11-12 05:30" in text  # KST
    for piece in ("하늘코인", "광고 표시 없음", "새벽별", "$DAWN", "러그풀 걱정 없음", "ad.card.rating", "작은 제목"):
        assert piece in text
    assert "https://dawn.example/?ref=1" in text
    assert 'href="https://dawn.example' not in text
    assert 'href="/sinmungo/articles/2"' in text  # the related link leads to the archived article
    assert 'href="https://haneulcoin.example/1" rel="nofollow noreferrer noopener"' in text


def test_article_page_tells_what_changed(get: Get) -> None:
    text = get("/sinmungo/articles/6").text
    assert "고친 기록" in text
    assert "고친 제목" in text
    assert "기사형 광고로 갈라졌습니다" in text


def test_ads_in_tables_are_told_and_never_linked(
    fresh_file: Path, asking: Any, another_article: dict[str, Any]
) -> None:
    target = "https://pay.example/click?ref=7"
    card = {"kind": "native_card", "placement": "in_body", "text": "새벽별", "url": target, "evidence": target}
    with Archive(fresh_file) as archive:
        archive.keep(None, another_article | {"ads": [card]})
        archive.flush()
    ask = asking(fresh_file)
    for path, cells in (
        ("ads?article_id=7", 1),
        ("ads?article_id=7&_col=url&_col=evidence", 2),
        ("judged_ads?article_id=7&_col=url&_col=evidence", 2),
        ("judged_ads?article_id=7", 1),
    ):
        text = ask(f"/sinmungo/{path}").text
        assert text.count(f">{target}<") == cells, path
        assert f'href="{target}' not in text, path
    assert "네이티브 카드" in text
    assert ask("/sinmungo/articles/7").text.count(target) == 1  # evidence that is the address itself is not told twice


def test_fallback_share_is_told_for_every_outlet_and_run(
    fresh_file: Path, asking: Any, another_article: dict[str, Any]
) -> None:
    at = "2026-11-23T03:00:00+00:00"
    with Archive(fresh_file) as archive:
        run = archive.start_run("crawl", [], at)
        archive.keep(run, another_article | {"extractor": "density", "fetched_at": at})
        archive.finish_run(run, at=at, status="ok", finish_reason="finished", outlets={})
        archive.db.execute("UPDATE run_outlets SET with_fallback = NULL WHERE run_id = 1 AND outlet = 'haneulcoin'")
    told = asking(fresh_file)("/sinmungo/fallback_share.json?_shape=array").json()

    assert [(row["outlet"], row["articles"], row["fallback"], row["percent"]) for row in told] == [
        ("barambiz", 1, 1, 100.0),
        ("barambiz", 2, 0, 0.0),
    ]


def test_facets_are_there_and_none_is_suggested(get: Get) -> None:
    data = get("/sinmungo/articles.json").json()
    assert {"outlet", "kind", "section", "published_day"} <= set(data["facet_results"])
    assert data["suggested_facets"] == []
    days = [value["value"] for value in data["facet_results"]["published_day"]["results"]]
    assert days == sorted(days, reverse=True)
    assert [row[data["columns"].index("id")] for row in data["rows"]] == [6, 5, 4, 3, 2, 1]
    one = get("/sinmungo/articles.json?published_day=2026-11-12&outlet=haneulcoin").json()
    assert one["filtered_table_rows_count"] == 1


def test_judged_ads_lead_to_their_articles_and_have_facets(get: Get) -> None:
    page = get("/sinmungo/judged_ads?_size=1").text
    assert 'href="/sinmungo/articles/' in page and "?undisclosed=1" in page.replace("_size=1&amp;", "")


def test_facet_values_are_told_in_the_words_of_their_table() -> None:
    assert facet_value("banner", "kind", "judged_ads") == facet_value("banner", "kind", "ads") == "배너"
    assert (facet_value(0, "own", "related_links"), facet_value(1, "own", "related_links")) == ("외부", "자사")


def test_facets_are_counted_anew_after_a_write(fresh_file: Path, asking: Any, another_article: dict[str, Any]) -> None:
    ask = asking(fresh_file)

    def columns() -> int:
        found = ask("/sinmungo/articles.json").json()["facet_results"]["kind"]["results"]
        return {value["value"]: value["count"] for value in found}["column"]

    assert columns() == 1
    with Archive(fresh_file) as archive:
        archive.keep(None, another_article)
        archive.flush()
        assert columns() == 2
    assert columns() == 2


def test_table_page_shows_chosen_columns_and_json_has_all(get: Get) -> None:
    text = get("/sinmungo/articles").text
    assert "col-title" in text
    assert "col-body_sha256" not in text
    assert "body_sha256" in get("/sinmungo/articles.json").json()["columns"]
    assert "col-body_sha256" in get("/sinmungo/articles?_col=body_sha256").text
    assert get("/sinmungo/articles?_sort=modified_at&_size=2").status_code == 200


def test_undisclosed_ads_are_those_the_page_did_not_call_ads(get: Get) -> None:
    rows = get("/sinmungo/undisclosed_ads.json?_shape=array").json()
    assert [row["article_id"] for row in rows] == [6, 1]
    assert rows[1]["label"] == "관련기사"
    assert rows[1]["landing_domain"] == "dawn.example"


def test_a_banner_nobody_has_read_is_not_counted_as_undisclosed(
    fresh_file: Path, asking: Any, another_article: dict[str, Any]
) -> None:
    banner = {"kind": "banner", "placement": "sidebar", "url": "https://dawn.example/b", "disclosed": False}
    with Archive(fresh_file) as archive:
        before = archive.db["judged_ads"].count_where("undisclosed")
        archive.keep(None, another_article | {"ads": [banner | {"text": ""}, banner | {"text": "새벽별 사전판매"}]})
        archive.flush()
        assert archive.db["judged_ads"].count_where("undisclosed") == before + 1
    ask = asking(fresh_file)
    rows = ask("/sinmungo/undisclosed_ads.json?_shape=array").json()
    assert [row["ad_kind"] for row in rows].count("banner") == 1
    counted = ask("/sinmungo/ads_by_outlet_and_product.json?_shape=array").json()
    assert sum(row["undisclosed"] for row in counted) == len(rows) == before + 1
    assert f'/sinmungo/undisclosed_ads">{before + 1}<' in ask("/").text
    assert ask("/sinmungo/articles/7").text.count("광고 표시 없음") == 1


def test_what_nobody_judged_is_not_called_undisclosed(
    fresh_file: Path, asking: Any, another_article: dict[str, Any]
) -> None:
    place = {"placement": "sidebar", "url": "https://dawn.example/b", "disclosed": False}
    said = [(kind, text) for kind in ("slot", "banner", "house") for text in ("", "새벽별 사전판매")]
    with Archive(fresh_file) as archive:
        archive.keep(None, another_article | {"ads": [place | {"kind": kind, "text": text} for kind, text in said]})
        archive.flush()
    ask = asking(fresh_file)
    for name in ("ads", "judged_ads"):
        text = ask(f"/sinmungo/{name}?article_id=7").text
        counts = [text.count(f">{word}</span>") for word in ("알 수 없음", "해당 없음", "미표시")]
        assert counts == [3, 2, 1], name
    assert "미표시</span>" not in ask("/sinmungo/ads?_col=disclosed").text  # no kind, no judgement
    assert "judged_ads" in ask("/sinmungo/ads").text


def test_articles_of_hosts_that_are_no_outlet(fresh_file: Path, asking: Any, another_article: dict[str, Any]) -> None:
    ask = asking(fresh_file)
    assert "그 밖의 호스트" not in ask("/sinmungo/articles").text
    other = {"outlet": None, "url": "https://www.other.example/9", "published_at": "2026-12-01T20:30:00+00:00"}
    with Archive(fresh_file) as archive:
        archive.keep(None, another_article | other)
        archive.flush()
    front = ask("/").text
    assert "<b>other.example</b>" in front
    assert "2026-12-02 05:30" in front
    assert ask("/sinmungo/articles").text.count("그 밖의 호스트") == 2  # the row and the facet
    assert "그 밖의 호스트" in ask("/sinmungo/articles_per_day").text
    facet = ask("/sinmungo/articles.json").json()["facet_results"]["outlet"]["results"][-1]
    assert (facet["value"], facet["count"]) == (None, 1)
    assert ask("/sinmungo/articles.json?outlet__isnull=1").json()["filtered_table_rows_count"] == 1
    assert "outlet__isnull=1" in facet["toggle_url"]


def test_nothing_found_is_said_in_both_languages(get: Get) -> None:
    assert "‘없는낱말’: 찾은 기사가 없습니다" in get("/sinmungo/search?query=없는낱말").text
    missing = get("/sinmungo/nothing")
    assert missing.status_code == 404
    assert "그런 표는 없습니다" in missing.text
    assert "Table not found" in missing.text


def test_named_queries_count_right(get: Get) -> None:
    def ask(name: str) -> Any:
        return get(f"/sinmungo/{name}.json?_shape=array").json()

    assert ask("related_most_linked")[0]["links"] == 2
    assert ask("related_most_linked")[0]["article_id"] == 2
    dawn = next(row for row in ask("ads_by_outlet_and_product") if row["product"] == "새벽별")
    assert (dawn["ads"], dawn["undisclosed"]) == (2, 1)
    assert ask("articles_per_day")[0] == {"day": "2026-11-17", "outlet": "barambiz", "articles": 1}
    assert ask("rules")[0]["rule"] == "ad.card.rating"
    assert ask("quarantine_reasons")[0]["reason"] == "soft_404"
    assert [row["article_id"] for row in ask("vanished_ads")] == [2]
    assert {row["article_id"] for row in ask("revised_articles")} >= {2, 6}


def test_a_public_copy_without_operations_is_served(archive_file: Path, tmp_path: Path, asking: Any) -> None:
    public_copy(archive_file, tmp_path / "public.db")
    ask = asking(tmp_path / "public.db", public=True)
    assert "챗GPT 쓰는 법원" in ask("/").text
    assert "quarantine" not in ask("/").text + ask("/sinmungo").text
    assert ask("/sinmungo/articles/1").status_code == 200


def test_strangers_get_no_sql_and_no_debug_pages(get_public: Get) -> None:
    for path in ("/sinmungo?sql=select+1", "/sinmungo.csv?sql=select+1", "/sinmungo/articles?_where=1=1"):
        assert get_public(path).status_code == 403, path
    for page in ("versions", "databases.json", "threads", "plugins.json", "settings"):
        assert get_public(f"/-/{page}").status_code == 404
    assert get_public("/sinmungo.db").status_code in (403, 404)
    assert get_public("/sinmungo/undisclosed_ads").status_code == 200
