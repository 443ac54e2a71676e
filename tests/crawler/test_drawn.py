"""Pages that scripts draw: the articles their data calls related, and the boxes of networks their scripts hold."""

import json
from time import process_time

import pytest
from invented import MORE, PROSE, TITLE, URL, ads, read

ARTICLE = {
    "section": "시장",
    "byline": "홍길동 기자",
    "published": "2026-11-21T09:00:00+09:00",
    "title": TITLE,
    "content": PROSE + MORE,
    "words": 71,
    "language": "ko",
    "edition": "온빛신문 아침판",
}
OTHER = {"title": "은빛코인, 소송에서 이겼다", "url": "/news/view/310101"}


def drawn(script: str = "", **data) -> dict:
    """A page whose article stands in its data alone, with more data beside it and another script."""
    state = json.dumps(ARTICLE | data, ensure_ascii=False)
    found = read("", below=f"<script>window.state = {state}</script><script>{script}</script>")
    assert found.get("extractor") == "payload"
    return found


def related(**data) -> list[tuple[str, str]]:
    return [(link["title"], link["url"]) for link in drawn(**data)["related"]]


@pytest.mark.parametrize("key", ["related", "related-content", "relatedArticles", "related_news", "relatedPostsList"])
def test_articles_under_a_key_that_says_so_are_related(key):
    (link,) = drawn(**{key: [OTHER]})["related"]

    assert link == {
        "title": "은빛코인, 소송에서 이겼다",
        "url": "https://www.onbit.example/news/view/310101",
        "placement": "after_body",
        "label": None,
        "own": True,
        "rule": "data.related",
    }


@pytest.mark.parametrize("key", ["top-pages", "latest", "unrelated", "correlated", "relatedTags", "related-topics"])
def test_other_lists_of_the_data_are_not(key):
    assert related(**{key: [OTHER]}) == []


@pytest.mark.parametrize(
    "value",
    [
        {"basic": {"items": [OTHER]}},
        OTHER,
        [OTHER, OTHER],
        [{"headlines": {"basic": "은빛코인, <b>소송</b>에서 이겼다"}, "canonical_url": "/news/view/310101"}],
        [OTHER | {"url": "https://www.onbit.example/news/view/310101?utm_source=next"}],
    ],
    ids=["below", "one", "twice", "other names", "tracked"],
)
def test_the_shapes_of_the_data(value):
    assert related(related=value) == [("은빛코인, 소송에서 이겼다", "https://www.onbit.example/news/view/310101")]


@pytest.mark.parametrize(
    "value",
    [
        [OTHER | {"title": 3}],
        [OTHER | {"title": "짧다"}],
        [OTHER | {"url": "javascript:alert(1)"}],
        [OTHER | {"url": ["/news/view/310101"]}],
        [{"title": "은빛코인, 소송에서 이겼다"}],
        [OTHER | {"url": URL}],
        [None, 7, "related", [[]]],
    ],
    ids=["no text", "short", "script", "list", "no address", "the page itself", "no objects"],
)
def test_what_is_no_article(value):
    assert related(related=value) == []


def test_no_more_than_twenty_are_taken():
    many = [{"title": f"은빛코인, {n}번째 소송에서 이겼다", "url": f"/news/view/3101{n:02}"} for n in range(30)]

    assert [title.split()[1] for title, _ in related(related=many)] == [f"{n}번째" for n in range(20)]


def test_the_data_of_a_page_that_prints_its_article_is_not_asked():
    script = f"<script>window.state = {json.dumps(ARTICLE | {'related': [OTHER]}, ensure_ascii=False)}</script>"

    assert read(PROSE + MORE, below=script)["related"] == []


@pytest.mark.parametrize(
    ("script", "network"),
    [
        (r'var box = "<div id=\"dablewidget_x9Kd\"></div>";', "dable"),
        ('load("https://static.dable.io/dist/plugin.min.js")', "dable"),
        ("load('https://static.dable.io/dist/plugin.min.js')", "dable"),
        (r'self.rows.push("{\"id\":\"div-gpt-ad-1700000000000-0\"}")', "google"),
        ('frame.src = "//compass.adop.cc/RD/0a1b2c3d"', "adop"),
    ],
)
def test_a_script_that_holds_a_networks_box_or_address_draws_a_slot(script, network):
    assert ads(drawn(script), "kind", "network", "rule", "text") == [("slot", network, f"slot.{network}", "")]


def test_a_network_is_told_once():
    script = 'load("https://static.dable.io/dist/plugin.min.js");' * 3 + 'draw("dablewidget_x9Kd")'

    assert ads(drawn(script), "network") == ["dable"]


@pytest.mark.parametrize(
    "text",
    [
        "dable.io 위젯을 쓰는 신문이 한 해 사이 두 배로 늘었다.",
        "taboola.com에 난 광고를 두고 회사는 해명했다.",
        "쿠팡(coupang.com)은 결제 앱을 새로 내놨다.",
    ],
)
def test_a_text_that_speaks_of_a_network_draws_nothing(text):
    assert drawn(note=text)["ads"] == []


@pytest.mark.parametrize("word", ["adoption", "coupang-data-breach", "coupang", "criteo", "taboola-lawsuit"])
def test_a_tag_or_address_that_begins_like_a_networks_box_draws_nothing(word):
    assert drawn(slug=word)["ads"] == []


@pytest.mark.parametrize("script", ["'dable" * 40_000, '"//dable.io' * 20_000, "'" * 400_000, "taboola-" * 50_000])
def test_no_script_takes_long(script):
    begin = process_time()
    drawn(script)

    assert process_time() - begin < 2


def test_no_data_takes_long():
    deep = OTHER
    for _ in range(300):
        deep = {"related": [deep]}
    begin = process_time()

    assert len(related(related=[{"a": n, "b": [{"c": n}]} for n in range(50_000)], more=deep)) <= 1
    assert process_time() - begin < 5
