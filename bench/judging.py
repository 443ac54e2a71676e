"""A labelled section of a page, and what our output says of it: where each of its lines went."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from crawler.text import squeeze, visible

ADS = ("native_card", "affiliate_link", "widget_item", "slot", "banner", "house", "advertorial")
NO_ADS = ("editorial", "boilerplate", "related", "site_list", "press_release")
KINDS = (*ADS, *NO_ADS)
MISSED = "missed"  # nowhere in the output
OF_ARTICLE = ("advertorial", "press_release")
FILLED_ELSEWHERE = ("slot", "banner", "house")
"""Kinds of advertising that often hold no text of their own."""

_MARKS = re.compile(r"^[\s\-–·•*※▶▷►☞☛➤→■□●○◆◇▲△◈✓✔√①-⑳]+|[\s▶▷►]+$")
_SENTENCE = re.compile(r"다[.”\"’']*$")
_LONG = 60  # characters of a sentence; shorter ones are as often advertising
_OF_PICTURE_OR_HEAD = ("caption", "subtitle", "byline")
_CUT = {"ad": "ad", "related": "related"}  # all other roles of what was cut are furniture

Json = dict[str, Any]


@dataclass(slots=True)
class Judged:
    """A labelled section and what our output says of it: a kind, ``ad`` (cut, no record) or ``missed``."""

    page: str
    label: Json
    said: str
    record: Json | None = None

    @property
    def right(self) -> bool:
        """What lies outside the text is not lost when it is furniture."""
        kind = self.label["kind"]
        return self.said == kind or (kind == "boilerplate" and self.said == MISSED)


def line_of(text: str) -> str:
    """A text as it is compared: without white space and without the marks of a list."""
    return squeeze(visible(_MARKS.sub("", text)))


class Output:
    """What our output says, made ready to be asked where a line went."""

    def __init__(self, said: Json, url: str) -> None:
        self.kind, self.ads = said.get("kind", MISSED), said.get("ads", [])
        self.url, self.related, self.removed = url, said.get("related", []), said.get("removed", [])
        texts = [("\n".join([ad["text"], *ad["bullets"], ad["label"] or ""]), ad["kind"], ad) for ad in self.ads if ad["text"]]
        texts += [(link["title"], "related", link) for link in self.related]
        texts += [(said.get("body", ""), "editorial", None)]
        for role in dict.fromkeys(cut["role"] for cut in self.removed):
            lines = "\n".join(cut["text"] for cut in self.removed if cut["role"] == role)
            texts.append((lines, _CUT.get(role, "boilerplate"), None))
        self.texts = [(line_of(text), kind, record) for text, kind, record in texts]

    def where(self, text: str) -> tuple[str, Json | None]:
        """Where a line went; records come before the bare text they were cut from."""
        line = line_of(text)
        for within, kind, record in self.texts:
            if (line and line in within) or (kind == "related" and record and len(within) >= 6 and within in line):
                return kind, record
        return MISSED, None

    def cut_prose(self) -> list[Json]:
        """Whole sentences among what was cut from the text as furniture, links or advertising."""
        cut = [removed for removed in self.removed if removed["role"] not in _OF_PICTURE_OR_HEAD]
        return [removed for removed in cut if _SENTENCE.search(removed["text"]) and len(removed["text"]) >= _LONG]

    def leading_to(self, url: str | None) -> list[Json]:
        """Advertisements that lead to an address, directly or through a redirect."""
        if not url:
            return []
        place, query = _place(urljoin(self.url, url)), _decoded(urlsplit(url).query)
        linked = [ad for ad in self.ads if ad["url"]]
        return [ad for ad in linked if place in _decoded(ad["url"]) or _place(ad["url"]) in query]


def _place(url: str) -> str:
    """Host and path."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{unquote(parts.path)}".rstrip("/")


def _decoded(url: str) -> str:
    """The address with those that it carries as parameters readable."""
    return unquote(unquote(url))


def judge(label: Json, output: Output) -> tuple[str, Json | None]:
    """What the output says of one labelled section, and the record that says so."""
    kind = label["kind"]
    if kind in OF_ARTICLE:
        return _of_article(output)
    if kind == "slot":
        return _best([ad for ad in output.ads if ad["network"] == label["network"]], kind)
    if not label["texts"] or kind in FILLED_ELSEWHERE:
        said = _best(output.leading_to(label["url"]), kind, ADS)
        if said[0] != MISSED or not label["texts"]:
            return said
    votes = [output.where(text) for text in label["texts"]]
    counts = Counter(said for said, _ in votes)
    wrong_first = sorted(counts, key=lambda said: (-counts[said], said == kind))
    record = next((record for said, record in votes if said == wrong_first[0] and record), None)
    if kind == "site_list" and wrong_first[0] in (MISSED, "boilerplate"):
        return kind, None  # it says nothing of the article: to leave it out is right
    return wrong_first[0], record


def _of_article(output: Output) -> tuple[str, Json | None]:
    record = next((ad for ad in output.ads if ad["kind"] == "advertorial"), None)
    if record or output.kind == "advertorial":
        return "advertorial", record
    return (output.kind if output.kind in ("press_release", MISSED) else "editorial"), None


def _best(ads: list[Json], kind: str, kinds: tuple[str, ...] = FILLED_ELSEWHERE) -> tuple[str, Json | None]:
    """Of several records one of the right kind."""
    fitting = sorted((ad for ad in ads if ad["kind"] in kinds), key=lambda ad: ad["kind"] != kind)
    return (fitting[0]["kind"], fitting[0]) if fitting else (MISSED, None)
