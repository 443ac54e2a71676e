"""One extractor in a process of its own: ``python bench/peers.py TOOL PAGES.tsv`` answers the lines on its input.

``say`` reads every page once and prints its results, one JSON object a line; ``go`` reads every page and prints the CPU
milliseconds that took. The pages (path and URL in each row) are loaded before, so that only the work on bytes counts.
Every tool is asked for the text of an article as its documentation says it does that best, and imported only by name.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

Work = Callable[[bytes, str], Any]
Tell = Callable[[Any, str], dict[str, Any]]

_BLOCKS = frozenset("p div br li ul ol tr td h1 h2 h3 h4 h5 h6 blockquote section article figure figcaption".split())


def decoded(body: bytes) -> str:
    """For tools that want text; the bytes are either UTF-8 or CP949."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp949", "replace")


def given(value: dict[str, Any], url: str) -> dict[str, Any]:
    """The result of a tool whose work already ends in our fields."""
    return value


def sinmungo() -> tuple[Work, Tell]:
    """Ours: everything between the bytes and the article that the archive is handed."""
    sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py
    from crawler import outlets
    from crawler.extract import told
    from crawler.pipelines import finish, read_response

    keys = outlets.url_keys()

    def work(body: bytes, url: str) -> Any:
        outlet = outlets.outlet_of(url)
        return finish(
            read_response(url, lambda: body, content_type="", fetched_at=None, outlet=outlet, keys=keys), keys
        )

    return work, told


def lxml() -> tuple[Work, Tell]:
    """The yardstick: the tree alone, nothing taken from it."""
    from lxml.html import document_fromstring

    return lambda body, url: document_fromstring(body), lambda tree, url: {}


def trafilatura(**options: Any) -> tuple[Work, Tell]:
    """Text and metadata, comments off."""
    from trafilatura import bare_extraction

    dates = {"original_date": True, "extensive_search": True, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}

    def work(body: bytes, url: str) -> dict[str, Any]:
        found = bare_extraction(
            body, url=url, include_comments=False, with_metadata=True, date_extraction_params=dates, **options
        )
        if found is None:
            return {}
        authors = (found.author or "").split("; ")
        return {"title": found.title, "authors": authors, "published_at": found.date, "body": found.text}

    return work, given


def newspaper4k() -> tuple[Work, Tell]:
    """Korean, which its documentation wants named; without NLTK's data sentences are split at their full stops."""
    import re

    import newspaper
    from newspaper.languages import ko
    from nltk.tokenize import NLTKWordTokenizer

    try:
        ko.tokenizer("")
    except LookupError:
        words = NLTKWordTokenizer()
        ko.tokenizer = lambda text: [word for part in re.split(r"(?<=[.!?])\s", text) for word in words.tokenize(part)]

    def work(body: bytes, url: str) -> dict[str, Any]:
        article = newspaper.Article(url, language="ko", fetch_images=False)
        article.download(input_html=decoded(body))
        article.parse()
        when = article.publish_date.isoformat() if article.publish_date else None
        return {"title": article.title, "authors": article.authors, "published_at": when, "body": article.text}

    return work, given


def readability() -> tuple[Work, Tell]:
    """The summary it gives, as text with a line for every block."""
    from lxml.html import fromstring
    from readability import Document

    def work(body: bytes, url: str) -> dict[str, Any]:
        document = Document(decoded(body))
        tree = fromstring(document.summary(html_partial=True))
        for node in tree.iter():
            if node.tag in _BLOCKS:
                node.tail = "\n" + (node.tail or "")
        return {"title": document.short_title(), "body": tree.text_content()}

    return work, given


def goose3() -> tuple[Work, Tell]:
    """Korean stop words, as its documentation asks for."""
    from goose3 import Goose
    from goose3.text import StopWordsKorean

    goose = Goose({"stopwords_class": StopWordsKorean, "enable_image_fetching": False})

    def work(body: bytes, url: str) -> dict[str, Any]:
        found = goose.extract(raw_html=decoded(body))
        when = found.publish_datetime_utc.isoformat() if found.publish_datetime_utc else None
        return {"title": found.title, "authors": found.authors, "published_at": when, "body": found.cleaned_text}

    return work, given


def resiliparse() -> tuple[Work, Tell]:
    """Main content only; alternative texts, links and forms are off."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def work(body: bytes, url: str) -> dict[str, Any]:
        tree = HTMLTree.parse_from_bytes(body, detect_encoding(body))
        text = extract_plain_text(tree, main_content=True, alt_texts=False, links=False, form_fields=False)
        return {"title": tree.title, "body": text}

    return work, given


TOOLS: dict[str, Callable[[], tuple[Work, Tell]]] = {
    "sinmungo": sinmungo,
    "lxml parse only": lxml,
    "trafilatura": trafilatura,
    "trafilatura, precision": lambda: trafilatura(favor_precision=True),
    "newspaper4k": newspaper4k,
    "readability-lxml": readability,
    "goose3": goose3,
    "resiliparse": resiliparse,
}
"""What can be measured."""

OURS = ("sinmungo", "lxml parse only")
"""Those that run in the environment of the project."""


def results(work: Work, tell: Tell, pages: list[tuple[bytes, str]]) -> list[dict[str, Any]]:
    """What the tool says of every page; a page it fails on counts as empty, and the failure is told."""
    said = []
    for body, url in pages:
        try:
            said.append(tell(work(body, url), url))
        except Exception as error:  # a peer may raise anything, and the others must still be measured
            said.append({"failed": f"{type(error).__name__}: {error}"[:300]})
    return said


def spent(work: Work, pages: list[tuple[bytes, str]]) -> float:
    """CPU milliseconds of one pass over all pages."""
    start = process_time()
    for body, url in pages:
        try:
            work(body, url)
        except Exception:  # results() tells of it
            continue
    return (process_time() - start) * 1000


def main() -> None:
    """Answer until the input ends."""
    tool, rows = sys.argv[1], Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a tool prints is no answer
    work, tell = TOOLS[tool]()
    pages = [(Path(path).read_bytes(), url) for path, _, url in (row.partition("\t") for row in rows)]
    for line in sys.stdin:
        said = results(work, tell, pages) if line.strip() == "say" else [spent(work, pages)]
        for value in said:
            text = json.dumps(value, ensure_ascii=False, default=str)
            answers.write(text.encode("utf-8", "replace").decode() + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
