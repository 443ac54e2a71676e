"""Dates as Korean pages print them; what has no zone is KST, what does not exist is None."""

from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import KST, iso, launch, parse_date, plausible

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=KST)


def kst(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T10:30:00+09:00", "2026-11-20T10:30"),
        ("2026-11-20T01:30:00Z", "2026-11-20T10:30"),
        ("2026-11-20T01:30:00.123Z", "2026-11-20T10:30:00.123"),
        ("2026-11-20T10:30:00+0900", "2026-11-20T10:30"),
        ("2026-11-20 10:30:00 +09:00", "2026-11-20T10:30"),
        ("2026-11-20T10:30:00", "2026-11-20T10:30"),
        ("2026-11-20 10:30", "2026-11-20T10:30"),
        ("2026-11-20", "2026-11-20T00:00"),
        ("20261120103000", "2026-11-20T10:30"),
        ("202611201030", "2026-11-20T10:30"),
        ("1795138200", "2026-11-20T10:30"),
        ("1795138200000", "2026-11-20T10:30"),
        ("Fri, 20 Nov 2026 10:30:00 +0900", "2026-11-20T10:30"),
        ("Fri, 20 Nov 2026 01:30:00 GMT", "2026-11-20T10:30"),
        ("Fri, 20 Nov 2026 01:30:00 UTC", "2026-11-20T10:30"),
        ("Fri, 20 Nov 2026 10:30:00 KST", "2026-11-20T10:30"),
        ("2026. 4. 3.", "2026-04-03T00:00"),
        ("2026.04.03. 오후 3:05", "2026-04-03T15:05"),
        ("2026/04/03 [10:15]", "2026-04-03T10:15"),
        ("입력 :2026/04/03", "2026-04-03T00:00"),
        ("2026년 4월 3일", "2026-04-03T00:00"),
        ("2026년 4월 3일 14시 05분", "2026-04-03T14:05"),
        ("2026년 4월 3일 (금) 14:05", "2026-04-03T14:05"),
        ("2026년 4월 3일 금요일 14:05", "2026-04-03T14:05"),
        ("12월 3, 2026", "2026-12-03T00:00"),
        ("12월 3일, 2026 오전 9:05", "2026-12-03T09:05"),
        ("2026.10.09 PM 06:14", "2026-10-09T18:14"),
        ("2026.10.09 06:14 PM", "2026-10-09T18:14"),
        ("2026.10.09 a.m. 06:14", "2026-10-09T06:14"),
        ("26.04.03 10:15", "2026-04-03T10:15"),
        ("26-04-03", "2026-04-03T00:00"),
        ("2026.04.03 10:15:59", "2026-04-03T10:15:59"),
        ("입력 2026.04.03 10:15 수정 2026.04.04 11:20", "2026-04-03T10:15"),
        ("승인 2026.04.03 10:15", "2026-04-03T10:15"),
        ("2026-04-03 오후 12:10", "2026-04-03T12:10"),
        ("2026-04-03 오전 12:10", "2026-04-03T00:10"),
        ("2026-04-03 오전 12:30:15", "2026-04-03T00:30:15"),
        ("2026-04-03 오전 11:59", "2026-04-03T11:59"),
        ("2026-04-03 13:10 KST", "2026-04-03T13:10"),
        ("2026-04-03 04:10 UTC", "2026-04-03T13:10"),
        ("2026-04-03 04:10 (UTC)", "2026-04-03T13:10"),
        ("2024. 5. 7. 08:37", "2024-05-07T08:37"),
        ("2024.01.15. 오후 2:30", "2024-01-15T14:30"),
        ("2026/04/03 10:15", "2026-04-03T10:15"),
        ("입력 :2026/04/03 10:15", "2026-04-03T10:15"),
        ("12월 3, 2024", "2024-12-03T00:00"),
        ("2025.10.09 PM 06:14", "2025-10-09T18:14"),
        ("입력2026.04.03. 오전 10:15 수정2026.04.03. 오전 11:20", "2026-04-03T10:15"),
        ("2026-04-03 10:15:30.0", "2026-04-03T10:15:30"),
        ("2026년4월3일14시05분", "2026-04-03T14:05"),
        ("2026.04.03(금) 14:05", "2026-04-03T14:05"),
        ("Nov 20, 2026, 10:30 AM", "2026-11-20T10:30"),
        ("November 20, 2026", "2026-11-20T00:00"),
    ],
)
def test_every_form_in_use(text, expected):
    when = parse_date(text)

    assert when == kst(expected)
    assert when.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("방금 전", "2026-11-20T12:00"),
        ("30초 전", "2026-11-20T11:59:30"),
        ("5분 전", "2026-11-20T11:55"),
        ("3시간 전", "2026-11-20T09:00"),
        ("한 시간 전", "2026-11-20T11:00"),
        ("2일 전", "2026-11-18T12:00"),
        ("1주 전", "2026-11-13T12:00"),
        ("1주일 전", "2026-11-13T12:00"),
        ("어제", "2026-11-19T00:00"),
        ("그제", "2026-11-18T00:00"),
        ("오늘 09:15", "2026-11-20T09:15"),
        ("2시간 전", "2026-11-20T10:00"),
        ("입력 2시간전", "2026-11-20T10:00"),
        ("방금", "2026-11-20T12:00"),
        ("조금 전", "2026-11-20T12:00"),
        ("하루 전", "2026-11-19T12:00"),
        ("사흘 전", "2026-11-17T12:00"),
        ("일주일 전", "2026-11-13T12:00"),
        ("네 시간 전", "2026-11-20T08:00"),
        ("3 hours ago", "2026-11-20T09:00"),
        ("an hour ago", "2026-11-20T11:00"),
        ("Yesterday 3:20 PM", "2026-11-19T15:20"),
        ("오전 9:15", "2026-11-20T09:15"),
        ("오전 12:10", "2026-11-20T00:10"),
        ("09:15", "2026-11-20T09:15"),
        ("입력 09:15", "2026-11-20T09:15"),
        ("9시 15분", "2026-11-20T09:15"),
        ("오후 2:30", "2026-11-19T14:30"),  # still to come today
        ("11.20 10:15", "2026-11-20T10:15"),
        ("11-19 (목) 10:15", "2026-11-19T10:15"),
        ("11월 20일", "2026-11-20T00:00"),
        ("11월 20일 오전 10시 15분", "2026-11-20T10:15"),
        ("12월 31일 23:50", "2025-12-31T23:50"),  # this year's is still to come
        ("어제 오후 3:20", "2026-11-19T15:20"),
    ],
)
def test_relative_dates_need_a_clock(text, expected):
    assert parse_date(text, now=NOW) == kst(expected)
    assert parse_date(text, now=NOW.astimezone(UTC)) == kst(expected)
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        None, "", "   ", "홍길동 기자", "2026-02-31 10:00", "2026년 2월 31일", "2026-13-01", "2026-00-10",
        "2026-04-03 25:10", "2026-04-03 10:75", "20260231103000", "0000-01-01", "99999999999999999999",
        "조회 1.2.3.4.5", "제10대", "1.5 배", "1.5 10", "환율 1438.5", "댓글 12", "3:1", "12시", "13월 3일", "3.14",
        "추천 11.20",
        "25:10", "오후 25:10", "2월 30일", "99999시간 전", "Nov 31, 2026",
        "Fri, 31 Feb 2026 10:30:00 +0900", "2026-04-03T10:30:00+99:99",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert parse_date(text, now=NOW) is None


@pytest.mark.parametrize(
    ("text", "since"),
    [("2015", "2015-01-01T00:00"), ("2015-03", "2015-03-01T00:00"), ("2015-03-20", "2015-03-20T00:00")],
)
def test_an_outlets_launch(text, since):
    assert launch(text) == kst(since)


def test_an_outlet_without_a_launch_and_one_that_is_no_date():
    assert launch("") is None
    for text in ("spring", "2015-13", "2015/03"):
        with pytest.raises(ValueError):
            launch(text)


def test_another_zone_for_outlets_that_say_so():
    assert parse_date("2026-11-20 01:30", zone=UTC) == kst("2026-11-20T10:30")  # type: ignore[arg-type]


def test_iso_is_utc_to_the_second():
    assert iso(kst("2026-11-20T10:30:05.9")) == "2026-11-20T01:30:05+00:00"
    assert iso(None) is None


def test_plausible_times_lie_between_1990_and_now():
    assert plausible(NOW, now=NOW)
    assert plausible(NOW + timedelta(minutes=15), now=NOW)
    assert not plausible(NOW + timedelta(minutes=16), now=NOW)
    assert not plausible(datetime(2099, 1, 1, tzinfo=UTC), now=NOW)
    assert plausible(datetime(2099, 1, 1, tzinfo=UTC), now=None)
    assert not plausible(datetime(1970, 1, 1, tzinfo=UTC), now=NOW)
    assert not plausible(kst("2026-11-01T00:00"), now=NOW, since=kst("2026-11-02T00:00"))


@pytest.mark.parametrize(
    "unit", ["a", " ", "1", "기자 ", "<", '"', "2026-", "2026.1.", ". ", "(", "오전 ", "1:", "[", "\n"]
)
@pytest.mark.parametrize("head", ["", "2026-11-20", "입력 2026.11.20 ", "어제"])
def test_no_text_makes_it_run_long(head, unit):
    text = head + unit * (1_000_000 // len(unit))
    begin = process_time()
    parse_date(text, now=NOW)

    assert process_time() - begin < 0.1


@settings(deadline=None)
@given(st.text(alphabet="0123456789-./: T년월일오전후시분초AMPKSTZ+[]()", max_size=60))
def test_any_text_gives_utc_or_none(text):
    when = parse_date(text, now=NOW)

    assert when is None or when.tzinfo is UTC


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 31)))
def test_a_time_printed_is_the_time_read(moment):
    moment = moment.replace(microsecond=0, tzinfo=KST)

    for form in ("%Y-%m-%dT%H:%M:%S%z", "%Y.%m.%d %H:%M:%S", "%Y년 %m월 %d일 %H시 %M분:%S", "%Y%m%d%H%M%S"):
        assert parse_date(moment.strftime(form)) == moment
