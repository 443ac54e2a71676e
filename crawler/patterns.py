"""From the addresses of some articles to the pattern that all of an outlet's articles have. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from crawler.urls import clean_url

_DATE = (r"\d{4}", r"\d{1,2}", r"\d{1,2}")


def article_pattern(urls: Sequence[str]) -> str | None:
    """A regex for what begins behind the host, with a group ``key``, that matches the articles at these addresses.

    Numbers, and parts that differ from address to address, are what varies; the last of them names the article. Addresses
    of another shape than most are left aside. None where nothing varies.
    """
    targets = [urlsplit(clean_url(url)) for url in urls]
    shapes = Counter(_shape(target.path) for target in targets)
    if not shapes:
        return None
    shape = shapes.most_common(1)[0][0]
    alike = [target for target in targets if _shape(target.path) == shape]
    if parameter := _parameter([dict(parse_qsl(target.query)) for target in alike]):
        return re.escape(alike[0].path) + rf"\?(?:.*&)?{re.escape(parameter[0])}=(?P<key>{parameter[1]})"
    rows = [target.path.strip("/").split("/") for target in alike]
    parts = _parts([list(column) for column in zip(*rows, strict=True)])
    varying = [i for i, part in enumerate(parts) if part in (r"\d+", r"[^/?#]+")]
    if not varying:
        return None
    key = varying[-1]
    parts[key] = f"(?P<key>{parts[key]})"
    end = "" if parts[key].endswith(r"\d+)") else r"/?(?:\?|$)" if key == len(parts) - 1 else ""
    return "/" + "/".join(parts) + end


def _shape(path: str) -> tuple[int, tuple[bool, ...]]:
    """How many parts a path has, and which of them are numbers."""
    parts = path.strip("/").split("/")
    return len(parts), tuple(part.isdigit() for part in parts)


def _parameter(queries: Sequence[dict[str, str]]) -> tuple[str, str] | None:
    """The parameter that names the article, with the pattern of its values: a number that no two addresses share."""
    for name in queries[0] if queries else ():
        values = [query.get(name, "") for query in queries]
        if all(re.fullmatch(r"[\w-]{2,40}", value) for value in values) and len(set(values)) == len(values):
            if all(value.isdigit() for value in values):
                return name, r"\d+"
            if any(re.search(r"\d{3}", value) for value in values):
                return name, r"[\w-]+"
    return None


def _parts(columns: Sequence[Sequence[str]]) -> list[str]:
    """A pattern for each part of the path: dates and numbers, what differs, or the part itself."""
    parts: list[str] = []
    for i, values in enumerate(columns):
        if _is_date(columns, i):
            parts.append(_DATE[next(back for back in range(3) if i >= back and _begins_date(columns, i - back))])
        elif all(value.isdigit() for value in values):
            parts.append(r"\d+")
        elif len(set(values)) > 1 or (i == len(columns) - 1 and len(values[0]) > 12):
            parts.append(r"[^/?#]+" if i == len(columns) - 1 else r"[\w-]+")
        else:
            parts.append(re.escape(values[0]))
    return parts


def _begins_date(columns: Sequence[Sequence[str]], i: int) -> bool:
    """Whether a year stands here, with at least a month behind it."""
    year = all(re.fullmatch(r"(?:19|20)\d\d", value) for value in columns[i])
    return year and i + 1 < len(columns) and all(re.fullmatch(r"\d{1,2}", value) for value in columns[i + 1])


def _is_date(columns: Sequence[Sequence[str]], i: int) -> bool:
    return any(
        i >= back and _begins_date(columns, i - back) and all(re.fullmatch(r"\d{1,4}", value) for value in columns[i])
        for back in range(3)
    )
