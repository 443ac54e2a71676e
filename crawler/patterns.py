"""From the addresses of some articles to the pattern that all of an outlet's articles have. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from crawler.urls import clean_url

_DATE = (r"\d{4}", r"\d{1,2}", r"\d{1,2}")


ROOT_SLUG = r"/(?P<key>[^/?#.]+)/?(?:\?|$)"
"""What is left where articles stand right below the home page: it matches every other page there, too."""


def article_pattern(urls: Sequence[str]) -> str | None:
    """A regex for what begins behind the host, with a group ``key``, that matches the articles at these addresses.

    Numbers, and parts that differ from address to address, are what varies; the last of them names the article. Where
    addresses differ in length and end in a number, any path to the number is taken; else the shape of most decides. None
    where nothing varies.
    """
    targets = [urlsplit(clean_url(url)) for url in urls]
    shapes = Counter(_shape(target.path) for target in targets)
    if not shapes:
        return None
    shape = shapes.most_common(1)[0][0]
    alike = [target for target in targets if _shape(target.path) == shape]
    if parameter := _parameter([dict(parse_qsl(target.query)) for target in alike]):
        return re.escape(alike[0].path) + parameter
    if len(shapes) > 1 and all(target.path.rstrip("/").split("/")[-1].isdigit() for target in targets):
        return r"/(?:[\w-]+/){1,4}(?P<key>\d+)"
    rows = [target.path.strip("/").split("/") for target in alike]
    parts = _parts([list(column) for column in zip(*rows, strict=True)])
    varying = [i for i, part in enumerate(parts) if part in (r"\d+", r"[^/?#]+")]
    if not varying:
        return None
    if parts == [r"[^/?#]+"]:
        return ROOT_SLUG
    key = varying[-1]
    parts[key] = f"(?P<key>{parts[key]})"
    end = "" if parts[key].endswith(r"\d+)") else r"/?(?:\?|$)" if key == len(parts) - 1 else ""
    return "/" + "/".join(parts) + end


def _shape(path: str) -> tuple[int, tuple[bool, ...]]:
    """How many parts a path has, and which of them are numbers."""
    parts = path.strip("/").split("/")
    return len(parts), tuple(part.isdigit() for part in parts)


def _parameter(queries: Sequence[dict[str, str]]) -> str | None:
    """A pattern for the query whose one parameter names the article; those that are the same everywhere must be there."""
    for name in filter(re.compile(r"[\w.-]{1,40}").fullmatch, queries[0] if queries else ()):
        values = [query.get(name, "") for query in queries]
        if not all(re.fullmatch(r"[\w-]{2,40}", value) for value in values) or len(set(values)) < len(values):
            continue
        kind = r"\d+" if all(value.isdigit() for value in values) else r"[\w-]+"
        if kind == r"\d+" or any(re.search(r"\d{3}", value) for value in values):
            same = [one for one in queries[0] if one != name and _is_same(queries, one)]
            wanted = "".join(rf"(?=(?:.*&)?{re.escape(one)}={re.escape(queries[0][one])}(?:&|$))" for one in same)
            return rf"\?{wanted}(?:.*&)?{re.escape(name)}=(?P<key>{kind})"
    return None


def _is_same(queries: Sequence[dict[str, str]], name: str) -> bool:
    """Whether a parameter names a board, say, and not a page of a list: the same word in all addresses."""
    values = {query.get(name, "") for query in queries}
    plain = all(re.fullmatch(r"[\w.-]{1,40}", text) for text in (name, *values))
    return plain and len(values) == 1 and not next(iter(values)).isdigit()


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
