"""JSON lists and articles as outlets serve them, and what is no such thing."""

import json

import pytest

from crawler.apis import Api, matches_address, read_api, read_api_article, read_api_pages
from crawler.discovery import DiscoveryError
from crawler.families import WORDPRESS

URL = "https://api.onbit.example/v1/news?lang=ko&limit=2"
NEWS = Api(URL, items=("", "data.list"), link="https://onbit.example/news/{id}", published=("publishAt",), content=("content",),
           cursor=(("lastId", "id"), ("lastAt", "publishAt")))  # fmt: skip
FLASH = {
    "id": 7,
    "title": "온빛코인 &amp; 달토",
    "content": "첫 줄\n둘째 <b>줄</b>",
    "publishAt": "2026-11-20T10:00:00",
}


def read(value, api=NEWS, url=URL):
    return read_api(json.dumps(value, ensure_ascii=False).encode(), url, api)


@pytest.mark.parametrize("wrapped", [[FLASH], {"data": {"list": [FLASH]}}])
def test_an_item_is_announced_with_its_date_and_its_text(wrapped):
    answer = read(wrapped)
    [one] = answer.candidates

    assert (one.url, one.title) == ("https://onbit.example/news/7", "온빛코인 & 달토")
    assert one.dated_at == one.changed_at == "2026-11-20T01:00:00+00:00"
    page = answer.pages[one.url].decode()
    assert "<p>첫 줄</p><p>둘째 <b>줄</b></p>" in page and "온빛코인 &amp;amp; 달토" in page


def test_the_cursor_asks_for_what_is_older_and_replaces_the_last_one():
    older = read([FLASH]).older
    assert older == URL + "&lastId=7&lastAt=2026-11-20T10%3A00%3A00"
    assert read([FLASH | {"id": 3}], url=older).older == URL + "&lastId=3&lastAt=2026-11-20T10%3A00%3A00"
    assert read([]).older is None


def test_wordpress_tells_utc_and_titles_with_entities():
    [api] = WORDPRESS.apis
    item = {"id": 5, "date_gmt": "2026-11-20T01:00:00", "modified_gmt": "2026-11-20T02:00:00",
            "link": "https://onbit.example/archives/5", "title": {"rendered": "달토 &#8220;상장&#8221;"}}  # fmt: skip
    [one] = read([item], api).candidates

    assert (one.url, one.title) == ("https://onbit.example/archives/5", "달토 “상장”")
    assert (one.dated_at, one.changed_at) == ("2026-11-20T01:00:00+00:00", "2026-11-20T02:00:00+00:00")


@pytest.mark.parametrize("stamp", [1763600400, "1763600400", 1763600400000])
def test_a_time_may_be_a_number(stamp):
    [one] = read([FLASH | {"publishAt": stamp}]).candidates
    assert one.dated_at == "2025-11-20T01:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>login</html>", "a web page instead of a JSON list"),
        (b"", "empty answer"),
        (b"[1, 2", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"error": 403}', "without a list of articles"),
        (b'[{"title": "no id"}]', "names no article"),
        (b'[{"id": "x y", "title": "t"}]', "names no article"),
        (b'[{"id": {"$ne": 1}}]', "names no article"),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(body, said):
    with pytest.raises(DiscoveryError, match=said):
        read_api(body, URL, NEWS)


def test_an_empty_list_is_the_end_and_no_error():
    assert read([]).candidates == []


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "//onbit.example/1", 'https://a.example/"x']
)
def test_an_address_from_a_field_must_be_one(link):
    api = Api(URL, link="{url}")
    with pytest.raises(DiscoveryError):
        read([{"url": link}], api)


def test_markup_in_a_title_stays_text():
    [page] = read([FLASH | {"title": '"><script>alert(1)</script>'}]).pages.values()
    assert b"<script>" not in page


def test_one_article_by_its_key():
    api = Api("https://api.onbit.example/v1/news/{key}", items=("data",), content=("body",), link=NEWS.link)
    body = json.dumps({"data": {"id": 9, "title": "달토", "body": "<p>글</p>"}}).encode()

    assert b"<p>\xea\xb8\x80</p>" in read_api_article(body, api)
    assert list(read_api_pages(body, "https://api.onbit.example/v1/news/9", api)) == ["https://onbit.example/news/9"]
    with pytest.raises(DiscoveryError, match="without an article's text"):
        read_api_article(b'{"data": {"id": 9}}', api)


@pytest.mark.parametrize(
    ("url", "same"),
    [(URL, True), (URL + "&lastId=3", True), (URL + "0", False), ("https://api.onbit.example/v1/news", False)],
)
def test_an_address_is_known_again_with_its_cursor(url, same):
    assert matches_address(url, URL) is same


def test_an_address_with_braces_is_known_again():
    template = "https://a.example/list?page={page}&day={day:%Y%m%d}"
    assert matches_address("https://a.example/list?page=3&day=20261120", template)
    assert not matches_address("https://a.example/list?page=3/4&day=20261120", template)
