"""Which page of a list comes next: pure, on lists of every kind of unreliability."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.outlets import outlets
from crawler.routes import LIVE_PAGES, MOST_PAGES, Paging, Route, Window, last_instant, live_routes, routes_back

WINDOW = Window("2024-01-09T15:00:00+00:00", "2024-01-14T14:59:59+00:00")
NEWEST = datetime(2026, 11, 20, tzinfo=UTC)


def page_of(number: int, pages: int, *, beyond: str) -> dict[str, str]:
    """Ten articles a page, one every four hours; ``beyond`` says what a page past the end shows."""
    if number > pages:
        if beyond == "empty":
            return {}
        number = pages if beyond == "last" else 1
    numbers = range((number - 1) * 10, number * 10)
    return {str(n): (NEWEST - timedelta(hours=4 * n)).isoformat() for n in numbers}


def walk(pages: int, beyond: str, beside: dict[str, str] | None = None) -> tuple[Paging, list[int], set[str]]:
    paging, asked, found = Paging(WINDOW, most=MOST_PAGES), [], set()
    page: int | None = 1
    while page:
        asked.append(page)
        dates = page_of(page, pages, beyond=beyond) | (beside or {})
        found |= {date for date in dates.values() if date in WINDOW}
        page = paging.turn(dates)
        assert len(asked) < 200
    return paging, asked, found


@pytest.mark.parametrize("beyond", ["empty", "last", "first"])
def test_the_end_of_the_window_is_found_in_few_pages(beyond):
    paging, asked, found = walk(5_000, beyond)

    assert paging.ended == "reached" and len(asked) < 40
    assert len(found) == 30  # five days of six articles


@pytest.mark.parametrize("at", ["2026-11-20T00:00:00+00:00", "2019-01-01T00:00:00+00:00", "2024-01-12T00:00:00+00:00"])
def test_boxes_beside_the_list_mislead_nobody(at):
    paging, asked, found = walk(5_000, "empty", beside={f"popular{n}": at for n in range(3)})

    assert paging.ended == "reached" and len(asked) < 40
    assert len(found - {at}) == 30 - (at in WINDOW)


@pytest.mark.parametrize("beyond", ["empty", "last", "first"])
def test_a_list_that_ends_within_the_window(beyond):
    paging, asked, found = walk(626, beyond)

    assert paging.ended in ("empty", "repeats") and paging.oldest > WINDOW.since
    assert 0 < len(found) < 30 and len(asked) < 40


@pytest.mark.parametrize("beyond", ["empty", "last", "first"])
def test_a_list_that_ends_before_the_window(beyond):
    paging, asked, found = walk(40, beyond)

    assert paging.ended in ("empty", "repeats") and found == set() and len(asked) < 30


def test_a_list_without_dates_is_given_up_at_once():
    paging = Paging(WINDOW)
    assert (paging.turn({"1": None, "2": None}), paging.ended) == (None, "undated")


def test_rows_out_of_order_do_not_end_the_walk():
    paging = Paging(WINDOW, seeking=False)
    assert paging.turn({"1": "2024-01-01T00:00:00+00:00", "2": "2024-01-12T00:00:00+00:00"}) == 2
    assert paging.turn({"3": "2024-01-01T00:00:00+00:00"}) is None and paging.ended == "reached"


def test_an_ordinary_walk_ends_where_nothing_is_new():
    paging = Paging()
    assert paging.turn({"1": None, "2": None}) == 2
    assert paging.turn({"3": None}, fresh=False) is None and paging.ended == "known"
    paging = Paging()
    assert paging.turn({"1": None, "2": None}) == 2
    assert paging.turn({"1": None, "2": None}) is None and paging.ended == "repeats"
    paging = Paging()
    for page in range(1, LIVE_PAGES):
        assert paging.turn({str(page): None}) == page + 1
    assert paging.turn({"x": None}) is None and paging.ended == "most"


def test_an_address_is_filled_with_page_and_days():
    route = Route("api", "https://a.example/?after={day_before:%Y-%m-%d}&before={next_day:%Y%m%d}&p={page}")
    assert route.daily and route.paged
    assert route.url(page=3, day=date(2024, 3, 1)) == "https://a.example/?after=2024-02-29&before=20240302&p=3"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-02-01", "2024-02-01T14:59:59+00:00"),
        ("2024-02-01T09:30:00+09:00", "2024-02-01T00:30:00+00:00"),
        ("soon", None),
    ],
)
def test_a_day_lasts_until_its_end_in_korea(text, instant):
    assert last_instant(text) == instant


def test_a_window_is_days_in_korea():
    assert [day.isoformat() for day in WINDOW.days(NEWEST.isoformat())] == [f"2024-01-{n}" for n in range(10, 15)]
    assert [day.isoformat() for day in WINDOW.days("2024-01-11T14:59:00+00:00")] == ["2024-01-10", "2024-01-11"]
    assert WINDOW.since in WINDOW and WINDOW.until in WINDOW and None not in WINDOW


def test_what_an_outlet_is_asked_now_and_back():
    blockmedia, coinreaders = outlets()["blockmedia"], outlets()["coinreaders"]
    groups, lists = live_routes(blockmedia)
    assert [[route.kind for route in group] for group in groups] == [["feed"], ["sitemap"]] and lists == []
    assert [[route.kind for route in group] for group in routes_back(blockmedia)] == [["api"], ["sitemap"]]

    groups, lists = live_routes(coinreaders)
    assert [[route.kind for route in group] for group in groups] == [["feed", "feed"]] and len(lists) == 1
    assert [[route.kind for route in group] for group in routes_back(coinreaders)] == [["list"]]
