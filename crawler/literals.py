"""JavaScript values as data: literals with bare keys and with parameters, and Nuxt's flat lists. Nothing is ever run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\\]*(?:\\.[^'\\]*)*'|`[^`\\$]*(?:\\.[^`\\$]*)*`)"
    r"|(?P<number>-?\d[\d.]{0,40}(?:[eE][-+]?\d{1,4})?|-?\.\d{1,40})|(?P<name>[A-Za-z_$가-힣][\w$]*)|(?P<sign>\S))",
    re.S,
)
_CALL = re.compile(r"\(?\s*function\s*[\w$]{0,40}\s*\((?P<names>[\w$,\s]{0,50000})\)\s*\{")
_STATE = re.compile(r"__NUXT__\s*=\s*(?=[({])|__NUXT_JSONP__\(\s*\"[^\"]{0,500}\"\s*,\s*(?=[({])")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.S)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None, "Infinity": None}
_WRAPPERS = frozenset(("Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "NuxtError", "Object"))
_MOST_VALUES = 200_000
_MOST_STATES = 3  # of one script
_DEEPEST = 100
_LONGEST_GAP = 20  # places that an assignment may leave empty in a list


def states(text: str) -> Iterator[Any]:
    """The values that a script gives to Nuxt 2: ``window.__NUXT__=(function(a){return {title:a}}("…"))``; none if broken."""
    for found in islice(_STATE.finditer(text), _MOST_STATES):
        try:
            yield _evaluated(text, found.end())
        except (ValueError, RecursionError):
            continue


def unflattened(flat: Any) -> Any:
    """The value that Nuxt 3 keeps as one list, in which the members of lists and objects are numbers of its places."""
    if not isinstance(flat, list):
        return flat
    places = [_shell(value) for value in flat]
    for value, place in zip(flat, places, strict=True):
        if isinstance(place, dict):
            place.update((key, _at(flat, places, number)) for key, number in _pairs(flat, value))
        elif isinstance(place, list):
            place.extend(_at(flat, places, number) for number in (value[1:] if _kind(value) else value))
    return _at(flat, places, 0)


def _kind(value: Any) -> str:
    """The name that opens a list of another sort (``["Set", 3, 7]``), else ``""``."""
    return value[0] if isinstance(value, list) and value and isinstance(value[0], str) else ""


def _shell(value: Any) -> Any:
    """What a place becomes: an empty list or object to be filled, or the value itself; of a date its text."""
    kind = _kind(value)
    if isinstance(value, dict) or kind in ("Map", "null"):
        return {}
    if kind and kind != "Set":
        return value[1] if kind in ("Date", "BigInt", "RegExp") and isinstance(value[-1], str) and len(value) > 1 else None
    return [] if isinstance(value, list) else value


def _pairs(flat: list[Any], value: Any) -> Iterator[tuple[str, Any]]:
    """The keys of an object with the places of their values; the keys of a Map are told by their places as well."""
    if isinstance(value, dict):
        yield from value.items()
        return
    for key, number in zip(value[1::2], value[2::2], strict=False):
        told = isinstance(key, int) and 0 <= key < len(flat)
        yield str(flat[key]) if told and not isinstance(flat[key], dict | list) else str(key), number


def _at(flat: list[Any], places: list[Any], number: Any) -> Any:
    """The value at a place, past the wrappers around it."""
    for _ in range(10):
        if not isinstance(number, int) or not 0 <= number < len(flat):
            return None
        value = flat[number]
        if _kind(value) not in _WRAPPERS:
            return places[number]
        number = value[-1]
    return None


@dataclass(frozen=True, slots=True)
class _Name:
    """A parameter, until its value is known."""

    name: str


def _evaluated(text: str, at: int) -> Any:
    """The literal at a place, or what the function called there returns: one that only fills in its parameters."""
    call = _CALL.match(text, at)
    if not call:
        return _filled([_Reader(text, at).value()], {})[0]
    reader = _Reader(text, call.end())
    changes = []
    while not reader.take("return"):
        changes.append(reader.assignment())
    result = reader.value()
    reader.take(";")
    reader.expect("}")
    reader.take(")")
    reader.expect("(")
    given = reader.members_until(")")
    known = dict(zip((name.strip() for name in call["names"].split(",")), given, strict=False))
    known = {name: None if isinstance(value, _Name) else value for name, value in known.items()}
    for target, path, value in changes:
        _assign(known.get(target), path, value)
    return _filled([result, *known.values()], known)[0]


def _assign(target: Any, path: list[Any], value: Any) -> None:
    """Set what stands at the end of a path (``a.posts[0]``); a path that leads nowhere is passed over."""
    for step in path[:-1]:
        target = _member(target, step)
    last = path[-1] if path else None
    if isinstance(target, dict) and isinstance(last, str | int | float):
        target[str(last)] = value
    elif isinstance(target, list) and isinstance(last, int) and 0 <= last < len(target) + _LONGEST_GAP:
        target.extend([None] * (last + 1 - len(target)))
        target[last] = value


def _member(target: Any, step: Any) -> Any:
    if isinstance(target, dict):
        return target.get(str(step))
    return target[step] if isinstance(target, list) and isinstance(step, int) and 0 <= step < len(target) else None


def _filled(values: list[Any], known: dict[str, Any]) -> list[Any]:
    """The values with every parameter replaced by what is known of it; each list and object is visited once."""
    stack: list[Any] = [values]
    seen: set[int] = set()
    while stack:
        thing = stack.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        for key, value in thing.items() if isinstance(thing, dict) else enumerate(thing):
            if isinstance(value, _Name):
                value = thing[key] = known.get(value.name)
            if isinstance(value, dict | list):
                stack.append(value)
    return values


class _Reader:
    """Reads one value after another from a script; ValueError for what is no data."""

    def __init__(self, text: str, at: int):
        self.text, self.at, self.left = text, at, _MOST_VALUES

    def spend(self) -> None:
        """Every step counts: what a script holds is bounded, and so are the time and memory it takes."""
        self.left -= 1
        if self.left < 0:
            raise ValueError("too many values")

    def take(self, wanted: str) -> bool:
        """Pass over the next token if it is this sign or word."""
        space = _SPACE.match(self.text, self.at)
        begin = space.end() if space else self.at
        end = begin + len(wanted)
        if not self.text.startswith(wanted, begin) or (wanted.isalpha() and self.text[end : end + 1].isalnum()):
            return False
        self.at = end
        return True

    def expect(self, wanted: str) -> None:
        if not self.take(wanted):
            raise ValueError(f"no {wanted} at {self.at}")

    def token(self) -> tuple[str, str]:
        self.spend()
        token = _TOKEN.match(self.text, self.at)
        if token is None or token.lastgroup is None:
            raise ValueError("the script ends")
        self.at = token.end()
        return token.lastgroup, token[token.lastgroup]

    def value(self, depth: int = 0) -> Any:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        kind, text = self.token()
        if kind == "text":
            return _unquoted(text)
        if kind == "number":
            return _number(text)
        if kind == "name":
            return self.named(text, depth)
        if text == "{":
            return self.object(depth)
        if text == "[":
            return self.members_until("]", depth)
        if text == "(":
            value = self.value(depth + 1)
            self.expect(")")
            return value
        if text in "!-+":
            value = self.value(depth + 1)
            return not value if text == "!" and not isinstance(value, _Name) else None
        raise ValueError(f"{text} is no value")

    def object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self.take("}"):
            kind, text = self.token()
            if kind == "sign":
                raise ValueError(f"{text} is no key")
            key = _unquoted(text) if kind == "text" else text
            found[key] = self.value(depth + 1) if self.take(":") else _Name(key)
            self.take(",")
        return found

    def members_until(self, end: str, depth: int = 0) -> list[Any]:
        found: list[Any] = []
        while not self.take(end):
            if self.take(","):
                found.append(None)
                self.spend()
                continue
            found.append(self.value(depth + 1))
            self.take(",")
        return found

    def named(self, name: str, depth: int) -> Any:
        """A constant, a parameter, or what calls a function: of that its first argument, as in ``new Date("2026-11-20")``."""
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name == "void":
            self.value(depth + 1)
            return None
        made = name == "new"
        if made:
            _, name = self.token()
        plain = True
        while self.take("."):
            self.token()
            plain = False
        if self.take("("):
            given = self.members_until(")", depth)
            return given[0] if made and given else None
        return _Name(name) if plain and not made else None

    def assignment(self) -> tuple[str, list[Any], Any]:
        """``a.posts[0]=…;`` as its target, the path in it, and the value."""
        kind, target = self.token()
        if kind != "name":
            raise ValueError(f"{target} is no statement")
        path: list[Any] = []
        while not self.take("="):
            if self.take("."):
                path.append(self.token()[1])
            else:
                self.expect("[")
                path.append(self.value())
                self.expect("]")
        value = self.value()
        if not self.take(";"):
            self.take(",")
        return target, path, value


def _number(text: str) -> int | float | None:
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return None


def _unquoted(text: str) -> str:
    text = text[1:-1]
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_escaped, text)
    # two escapes may be the halves of one character
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _escaped(match: re.Match[str]) -> str:
    number = match[1] or match[2] or match[3]
    if number:
        return chr(code) if (code := int(number, 16)) < 0x110000 else ""
    return _PLAIN.get(match[4], match[4])
