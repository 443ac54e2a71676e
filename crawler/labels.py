"""Labels of further reading (관련기사) as a page prints them: which there are, and which one opens an element."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawler import rules
from crawler.evidence import LINE
from crawler.page import Page
from crawler.rules import bare
from crawler.text import normalize
from crawler.widgets import sells_places

_LABEL = LINE[rules.RELATED_LABEL.id]
_LONGEST = 30  # characters of a label that opens an element
_SHORT_TEXT = re.compile(r">\s*+([^<>\n]{2,40}+)\s*+<")
"""Short texts between two tags, found in the markup, which is quicker than to walk the tree."""
_HINT = re.compile(
    r"관련|함께|같이|추천|연관|이어|더\s?읽|다른|이런|주요|지난|이전|비슷|볼\s?만한|좋아할|[Rr]elated|[Rr]ecommended|[Ss]imilar"
)
_FARTHEST_HINT = 14  # characters into a label


def printed_labels(page: Page) -> Iterator[str]:
    """Yield the short printed texts that are a label of related articles."""
    for text in dict.fromkeys(_hinted("\n".join(dict.fromkeys(_SHORT_TEXT.findall(page.text))))):
        label = bare(normalize(text))
        if _LABEL.fullmatch(label) or sells_places(label):
            yield text.strip()


def _hinted(lines: str) -> Iterator[str]:
    """The lines that begin like a label: looked for by their words in all lines at once, which are few and the words rare."""
    for hint in _HINT.finditer(lines):
        start = lines.rfind("\n", 0, hint.start()) + 1
        if hint.start() - start <= _FARTHEST_HINT:
            end = lines.find("\n", start)
            yield lines[start : end if end != -1 else len(lines)]


def label_in(node: LexborNode) -> str:
    """Return the label that is the first text printed in an element, else ``""``."""
    for child in node.traverse(include_text=True):
        if child.tag == "-text" and (text := normalize(child.text_content)):
            label = bare(text)
            return label if len(text) < _LONGEST and _LABEL.fullmatch(label) else ""
    return ""
