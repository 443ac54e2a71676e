"""Ad-block filter lists in the syntax of AdGuard and uBlock: read line by line into rules, kept in a directory."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler import settings

DEFAULT = Path(__file__).with_name("default-filters.txt")
"""The list of our own that is always read."""
LARGEST = 10 * 2**20
"""Bytes of a list that are accepted; the big community lists have two to five million."""

_LONGEST = 1_000  # characters of a selector
DEAR, _DEAREST = 2, 3  # see :func:`cost`
_ELEMENT = re.compile(r"#(@?)(\?|\$\??|%)?#")
_PROCEDURAL = re.compile(
    r":(?:-abp-|has-text\(|contains\(|matches-|min-text-length\(|upward\(|nth-ancestor\(|xpath\(|remove\(|watch-attr\(|others\("
    r"|if\(|if-not\(|properties\(|style\()"
)
_NOT_BLOCKING = re.compile(
    r"[$,](?:removeparam|removeheader|redirect(?:-rule)?|rewrite|csp|permissions|replace|jsonprune|xmlprune|hls|cookie|stealth"
    r"|generichide|elemhide|specifichide|ghide|ehide|shide|jsinject|content|extension|urlblock|badfilter|popup|popunder|inline-"
    r"(?:script|font)|network|app)\b"
)
_HOST = re.compile(r"~?[\w.*-]+")
_QUOTED = re.compile(r"\\.|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_ATTRIBUTE = re.compile(r"\[[^\]]*\]")
_PARENTHESIS = re.compile(r":has\(|[()]", re.I)
_DESCENDANT = re.compile(r"(?<=[^\s>+~,(])\s+(?=[^\s>+~,)])")
_ADDRESS_PART = re.compile(r"[|/^*$=&?_:-]|\w\.\w|^\.|\.$")
_HEADING = re.compile(r"##+\s")  # of a text in Markdown; what a rule hides stands right behind the marks
_NO_RULE, _UNREADABLE = "plain text", "unreadable"
_LEAST_RULES = 1 / 3  # of the lines, in a list without any rule for elements
_HEADER = re.compile(r"! sinmungo (source|added): (.*)")
_NAME = re.compile(r"[\w.-]{1,64}")


class NotAList(ValueError):
    """What was to be added is no list of filters; says why, for people."""


@dataclass(frozen=True, slots=True)
class ElementRule:
    """``hosts##selector``: the elements it names are hidden on ``hosts`` (all hosts when empty) but not on ``spared``."""

    text: str
    selector: str
    hosts: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    exception: bool = False


@dataclass(slots=True)
class FilterList:
    """One list as far as it is understood; ``skipped`` counts the lines that are not, by reason."""

    name: str
    source: str = ""
    added: str = ""
    elements: list[ElementRule] = field(default_factory=list)
    network: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def parse(name: str, text: str) -> FilterList:
    """Read the lines of a list; what cannot be used is skipped and counted, never an error."""
    read = FilterList(name)
    for line in map(str.strip, text.splitlines()):
        if header := _HEADER.fullmatch(line):
            setattr(read, header[1], header[2])
        elif not _is_comment(line):
            _read_line(read, line)
    return read


def _is_comment(line: str) -> bool:
    if not line or line[0] == "!" or (line[0] == "[" and not line.startswith("[$")):
        return True
    return line[0] == "#" and not _ELEMENT.match(line)


def _read_line(read: FilterList, line: str) -> None:
    element = _ELEMENT.search(line)
    if _HEADING.match(line):
        read.skipped[_NO_RULE] += 1
    elif element is not None:
        rule = _element_rule(line, element)
        if isinstance(rule, str):
            read.skipped[rule] += 1
        else:
            read.elements.append(rule)
    elif "$$" in line or "$@$" in line:
        read.skipped["html"] += 1
    elif _NOT_BLOCKING.search(line):
        read.skipped["option"] += 1
    elif _may_be_address(line):
        read.network.append(line)
    else:
        read.skipped[_NO_RULE] += 1


def _may_be_address(line: str) -> bool:
    """Whether a line could be a part of addresses (``||ads.example^``, ``/banner/*$script``): no word, and no sentence."""
    return len(line.split()) == 1 and _ADDRESS_PART.search(line) is not None


def _element_rule(line: str, separator: re.Match[str]) -> ElementRule | str:
    """The rule of a line, or in one word why it is none for us."""
    kind, selector = separator[2] or "", line[separator.end() :].strip()
    if kind == "%" or selector.startswith(("+js(", "script:inject(")):
        return "script"
    if kind.startswith("$"):
        return "style"
    if selector.startswith("^"):
        return "html"
    names = [name.strip().lower() for name in line[: separator.start()].split(",") if name.strip()]
    if not all(_HOST.fullmatch(name) for name in names):
        return "scoped"
    if _PROCEDURAL.search(selector):
        return "procedural"
    if cost(selector) > _DEAREST:
        return "costly"
    if not readable(selector):
        return _UNREADABLE
    hosts = tuple(name for name in names if name[0] != "~")
    return ElementRule(line, selector, hosts, tuple(name[1:] for name in names if name[0] == "~"), bool(separator[1]))


def cost(selector: str) -> int:
    """How often one element may be held against all those around it, each time multiplied: by ``A B``, ``A ~ B``, ``:has()``.

    Lexbor tries every combination, so that a selector of many such steps would never end on a deep page.
    """
    plain = _ATTRIBUTE.sub("[]", _QUOTED.sub("x", selector))
    opened: list[bool] = []
    for mark in _PARENTHESIS.findall(plain):
        if mark == ")":
            opened = opened[:-1]
        elif mark != "(" and any(opened):
            return _LONGEST  # one within another
        else:
            opened.append(mark != "(")
    siblings = plain.count("~")
    if siblings > 1 or "/*" in plain:
        return _LONGEST
    parts = [plain] if "(" in plain else plain.split(",")
    return 2 * siblings + 2 * (":has(" in plain.lower()) + max(len(_DESCENDANT.findall(part)) for part in parts)


@lru_cache(maxsize=1)
def _nothing() -> LexborHTMLParser:
    return LexborHTMLParser("<p>")


def readable(selector: str) -> bool:
    """Say whether Lexbor can read a selector; one that it cannot would spoil every list of selectors it stands in."""
    if not selector or len(selector) > _LONGEST:
        return False
    try:
        _nothing().css_first(selector)
    except SelectolaxError:
        return False
    return True


# --- the lists that are kept


def directory() -> Path:
    """Where the user's lists are, one ``NAME.txt`` each."""
    return Path(settings.FILTER_DIR)


def installed() -> list[FilterList]:
    """Every list that is read: our own, then those that were added, by name."""
    own = read_file("default", DEFAULT)
    own.source = str(DEFAULT)
    return [own, *(read_file(path.stem, path) for path in sorted(directory().glob("*.txt")))]


def read_file(name: str, path: Path) -> FilterList:
    """Read a list that is kept."""
    return parse(name, path.read_text("utf-8", "replace"))


def add(source: str, name: str | None = None) -> FilterList:
    """Keep a copy of the list in a file or at an address; one of the same name is replaced.

    Raises :class:`NotAList` for what is none, OSError for what cannot be read.
    """
    kept_as = name or default_name(source)
    if not _NAME.fullmatch(kept_as) or kept_as.startswith(".") or kept_as == "default":
        raise NotAList(f"{kept_as!r} cannot be the name of a list; choose one with --name")
    text = _decoded(_content(source))
    read = parse(kept_as, text)
    _refuse_prose(read)
    where = source if "://" in source else str(Path(source).resolve())
    read.source, read.added = " ".join(where.split()), datetime.now(UTC).isoformat(timespec="seconds")
    _write(directory() / f"{kept_as}.txt", f"! sinmungo source: {read.source}\n! sinmungo added: {read.added}\n{text}")
    return read


def _refuse_prose(read: FilterList) -> None:
    """Raise :class:`NotAList` for a text in which hardly a line could be a rule, or none is."""
    if read.elements:
        return
    lines = len(read.network) + read.skipped.total()
    plausible = lines - read.skipped[_NO_RULE] - read.skipped[_UNREADABLE]
    if plausible < _LEAST_RULES * lines:
        few = f"only {plausible}" if plausible else "none"
        raise NotAList(f"a text, not a list of filters: {few} of its {_counted(lines, 'line')} could be a rule")
    if not read.network:
        raise NotAList("no filter rule in it")


def remove(name: str) -> bool:
    """Forget a list that was added; False when there is none of that name."""
    path = directory() / f"{name}.txt"
    if not _NAME.fullmatch(name) or not path.is_file():
        return False
    path.unlink()
    return True


def default_name(source: str) -> str:
    """The name that a list gets from its file or address: ``https://x.example/a/List.txt`` → ``list``."""
    path = urlsplit(source).path if "://" in source else source
    return re.sub(r"[^\w.-]+", "-", Path(path).stem.lower()).strip("-.") or "list"


def summary(read: FilterList) -> str:
    """One line that tells what of a list is used and what is not."""
    parts = [_counted(len(read.elements), "element rule"), _counted(len(read.network), "network rule")]
    if read.network and find_spec("adblock") is None:
        parts[1] += " (not used before `python -m pip install adblock` in the project's environment)"
    skipped = ", ".join(f"{count} {reason}" for reason, count in read.skipped.most_common())
    return ", ".join(parts) + (f"; skipped {read.skipped.total()}: {skipped}" if skipped else "")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _content(source: str) -> bytes:
    if "://" in source:
        from crawler.filterfetch import fetch  # Scrapy is slow to import, and a file needs none of it

        return fetch(source, LARGEST)
    with open(source, "rb") as file:
        return file.read(LARGEST + 1)


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise NotAList(f"larger than {LARGEST // 2**20} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAList("not UTF-8 text") from None
    if text.lstrip()[:1] == "<" or "\x00" in text:
        raise NotAList("a page or a binary file, not a list of filters")
    # a list that was kept before and is added again brings its old headers
    return "".join(_without_headers(text.splitlines(keepends=True)))


def _without_headers(lines: list[str]) -> Iterator[str]:
    return (line for line in lines if not _HEADER.fullmatch(line.strip()))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, "utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
