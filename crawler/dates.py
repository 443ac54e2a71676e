"""Dates as Korean pages print them, read to the minute into UTC; what cannot be read is None, never a guess."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

KST = timezone(timedelta(hours=9), "KST")

_RELATIVE = re.compile(
    r"(?<!\d)(\d{1,4}|한|두|세|네|다섯|여섯|일(?=주일))\s*(초|분|시간|일|주일|주|개월|달|년)\s*전|(방금|조금|지금)(?:\s*막)?(?:\s*전)?"
    r"|(하루|이틀|사흘|나흘|닷새|보름)\s*전|(어제|어저께|그제|그저께|오늘)"
)
_AGO = re.compile(
    r"(?<!\d)(\d{1,4}|\ban?)\s+(second|minute|hour|day|week|month|year)s?\s+ago|(just now)|(yesterday|today)", re.I
)
_COUNT = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일": 1, "a": 1, "an": 1}
_UNIT = {
    "초": 1 / 60,
    "분": 1,
    "시간": 60,
    "일": 1440,
    "주": 10080,
    "주일": 10080,
    "개월": 43200,
    "달": 43200,
    "년": 525600,
    "second": 1 / 60,
    "minute": 1,
    "hour": 60,
    "day": 1440,
    "week": 10080,
    "month": 43200,
    "year": 525600,
}
_DAYS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "보름": 15}
_DAYS_BACK = {"오늘": 0, "today": 0, "어제": 1, "어저께": 1, "yesterday": 1, "그제": 2, "그저께": 2}
_THIS_YEAR = re.compile(
    r"(?:[가-힣]{2,4}\s?[:：]?\s?)?(?P<m>\d{1,2})(?:\s?월\s?(?P<d1>\d{1,2})\s?일|[./-]\s?(?P<d2>\d{1,2})\.?(?=\s|\())(?!\d)"
)
"""A day without its year; figures need a time behind them, or 1.5 would be a day."""
_TODAY = re.compile(
    r"(?:(?!오[전후])[가-힣]{2,4}\s?[:：]?\s?)?(?=(?:오[전후]\s?)?\d{1,2}(?::\d\d|시\s?\d{1,2}분)(?::\d\d)?\s?(?:[AaPp][Mm])?$)"
)
_ENGLISH = re.compile(
    r"(?P<m>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y>\d{4})(?:,|\sat)?"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)")
_RFC822 = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?|KST)")
_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4}|\d{2})\s*(?:[-./]|년)\s*(?P<m>\d{1,2})\s*(?:[-./]|월)\s*(?P<d>\d{1,2})(?!\d)\s*일?"
    r"|(?P<m2>\d{1,2})월\s*(?P<d2>\d{1,2})(?:일)?,?\s*(?P<y2>\d{4})년?)"
)
_TIME = re.compile(
    r"[\s.,T]*(?:\([월화수목금토일]\)|[월화수목금토일]요일)?[\s\[(]*(?P<half>오전|오후|[AaPp]\.?[Mm]\.?)?\s*"
    r"(?P<h>\d{1,2})\s*(?::|시)\s*(?P<min>\d{1,2})?\s*분?(?::(?P<s>\d{1,2}))?\s*(?P<half2>[AaPp]\.?[Mm]\b)?"
    r"\s*\(?(?P<zone>Z\b|KST\b|GMT\b|UTC\b|[+-]\d\d:?\d\d)?"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_LONGEST = 200  # characters of a date text worth looking at
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_SLACK = timedelta(minutes=15)  # between the clocks of an outlet and ours


def parse_date(text: str | None, *, now: datetime | None = None, zone: timezone = KST) -> datetime | None:
    """Read the first date in ``text``; a date without a zone is in ``zone``; relative ones need ``now`` (aware).

    Returns an aware UTC datetime, or None when there is no date or it does not exist (31 February).
    """
    text = (text or "").strip()[:_LONGEST]
    if not text:
        return None
    try:
        when = _absolute(text, zone) or (_relative(text, now, zone) if now else None)
        return when.astimezone(UTC) if when else None
    except (ValueError, OverflowError):
        return None


def iso(when: datetime | None) -> str | None:
    """Return ``2026-11-20T01:30:00+00:00``, or None for None."""
    return when.astimezone(UTC).replace(microsecond=0).isoformat() if when else None


def plausible(when: datetime, *, now: datetime | None, since: datetime | None = None) -> bool:
    """Say whether a publication time can be true: not after ``now`` + 15 minutes, not before ``since`` (default 1990)."""
    return (since or _FIRST) <= when and (now is None or when <= now + _SLACK)


def launch(text: str) -> datetime | None:
    """Read when an outlet began: ``2015``, ``2015-03`` or ``2015-03-20``, the first moment of it in KST; None for ``""``.

    Raises ValueError for anything else.
    """
    if not text:
        return None
    year, month, day = [int(part) for part in f"{text}-1-1".split("-")[:3]]
    return datetime(year, month, day, tzinfo=KST)


def _absolute(text: str, zone: timezone) -> datetime | None:
    if match := _ISO.search(text):
        return _aware(datetime.fromisoformat(re.sub(r"\s+(?=[Z+-])", "", match[0])), zone)
    if match := _RFC822.search(text):
        return _aware(parsedate_to_datetime(match[0].replace("KST", "+0900").replace("UTC", "GMT")), zone)
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
    if match := _DAY.search(text):
        year = int(match["y"] or match["y2"]) + (2000 if len(match["y"] or "") == 2 else 0)
        return _at(text, match.end(), (year, int(match["m"] or match["m2"]), int(match["d"] or match["d2"])), zone)
    if match := _ENGLISH.search(text):
        return _at(text, match.end(), (int(match["y"]), _MONTHS.index(match["m"]) + 1, int(match["d"])), zone)
    if match := _COMPACT.search(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    return None


def _at(text: str, position: int, day: tuple[int, int, int], zone: timezone) -> datetime:
    """The day, at the time that stands in the text from ``position`` on, else at midnight."""
    midnight = datetime(*day, tzinfo=zone)
    time = _TIME.match(text, position)
    if not time:
        return midnight
    half = (time["half"] or time["half2"] or "").lower().replace(".", "")
    hour = int(time["h"])
    if half in ("오후", "pm") and hour < 12:
        hour += 12
    elif half in ("오전", "am") and hour == 12:
        hour = 0
    when = midnight.replace(hour=hour, minute=int(time["min"] or 0), second=int(time["s"] or 0))
    return when.replace(tzinfo=_zone(time["zone"], zone))


def _zone(text: str | None, default: timezone) -> timezone:
    if not text:
        return default
    if text in ("Z", "GMT", "UTC"):
        return UTC
    if text == "KST":
        return KST
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _aware(when: datetime, zone: timezone) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=zone)


def _relative(text: str, now: datetime, zone: timezone) -> datetime | None:
    local = now.astimezone(zone)
    if match := _RELATIVE.search(text):
        count, unit, just_now, days, day = match.groups()
    elif match := _AGO.search(text):
        (count, unit, just_now, day), days = (part and part.lower() for part in match.groups()), None
    else:
        return _without_year(text, local, zone)
    if just_now:
        return now
    if day:
        past = local - timedelta(days=_DAYS_BACK[day])
        return _at(text, match.end(), (past.year, past.month, past.day), zone)
    if days:
        return now - timedelta(days=_DAYS[days])
    return now - timedelta(minutes=_UNIT[unit] * (_COUNT.get(count) or int(count)))


def _without_year(text: str, local: datetime, zone: timezone) -> datetime | None:
    """``11.20 10:15`` or ``10:15`` as lists of the current year and day print them: the last such time before the clock."""
    if match := _TODAY.match(text):
        when = _at(text, match.end(), (local.year, local.month, local.day), zone)
        return when if when <= local + _SLACK else when - timedelta(days=1)
    match = _THIS_YEAR.match(text)
    if not match or not (match["d1"] or _TIME.match(text, match.end())):
        return None
    month, day = int(match["m"]), int(match["d1"] or match["d2"])
    when = _at(text, match.end(), (local.year, month, day), zone)
    return when if when <= local + _SLACK else _at(text, match.end(), (local.year - 1, month, day), zone)
