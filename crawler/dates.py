"""Dates as Korean pages print them, read to the minute into UTC; what cannot be read is None, never a guess."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

KST = timezone(timedelta(hours=9), "KST")

_RELATIVE = re.compile(
    r"(\d+|한|두|세)\s*(초|분|시간|일|주|주일|개월|달|년)\s*전|(방금)(?:\s*전)?|(어제|그제|그저께|오늘)"
)
_COUNT = {"한": 1, "두": 2, "세": 3}
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
}
_DAYS_BACK = {"오늘": 0, "어제": 1, "그제": 2, "그저께": 2}
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)")
_RFC822 = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?|KST)")
_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4}|\d{2})\s*(?:[-./]|년)\s*(?P<m>\d{1,2})\s*(?:[-./]|월)\s*(?P<d>\d{1,2})(?!\d)\s*일?"
    r"|(?P<m2>\d{1,2})월\s*(?P<d2>\d{1,2})(?:일)?,?\s*(?P<y2>\d{4})년?)"
)
_TIME = re.compile(
    r"[\s.,T]*(?:\([월화수목금토일]\)|[월화수목금토일]요일)?[\s\[(]*(?P<half>오전|오후|[AaPp]\.?[Mm]\.?)?\s*"
    r"(?P<h>\d{1,2})\s*(?::|시)\s*(?P<min>\d{1,2})?\s*분?(?::(?P<s>\d{1,2}))?\s*(?P<half2>[AaPp]\.?[Mm]\b)?"
    r"\s*(?P<zone>Z\b|KST\b|GMT\b|UTC\b|[+-]\d\d:?\d\d)?"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_LONGEST = 200  # characters of a date text worth looking at


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
    first = since or datetime(1990, 1, 1, tzinfo=UTC)
    return first <= when and (now is None or when <= now + timedelta(minutes=15))


def _absolute(text: str, zone: timezone) -> datetime | None:
    if match := _ISO.search(text):
        return _aware(datetime.fromisoformat(re.sub(r"\s+(?=[Z+-])", "", match[0])), zone)
    if match := _RFC822.search(text):
        return _aware(parsedate_to_datetime(match[0].replace("KST", "+0900").replace("UTC", "GMT")), zone)
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
    if match := _DAY.search(text):
        return _day_and_time(text, match, zone)
    if match := _COMPACT.search(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    return None


def _day_and_time(text: str, day: re.Match[str], zone: timezone) -> datetime:
    year = int(day["y"] or day["y2"])
    month, date = int(day["m"] or day["m2"]), int(day["d"] or day["d2"])
    midnight = datetime(year + 2000 if len(day["y"] or "") == 2 else year, month, date, tzinfo=zone)
    time = _TIME.match(text, day.end())
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
    match = _RELATIVE.search(text)
    if not match:
        return None
    count, unit, just_now, day = match.groups()
    if just_now:
        return now
    if day:
        local = now.astimezone(zone) - timedelta(days=_DAYS_BACK[day])
        time = _TIME.match(text, match.end())
        return _day_and_time(local.strftime("%Y-%m-%d ") + (time[0] if time else "0:00"), _today(local), zone)
    return now - timedelta(minutes=_UNIT[unit] * (_COUNT.get(count) or int(count)))


def _today(local: datetime) -> re.Match[str]:
    match = _DAY.match(local.strftime("%Y-%m-%d "))
    assert match
    return match
