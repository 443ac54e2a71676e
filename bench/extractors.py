"""Ours beside other extractors, on the same labelled pages in one run.

    python bench/extractors.py [--anonymous] [DIRECTORY]

prints how well the results of each tool agree with the labels (``bench/scoring.py`` says what a directory holds), and
the CPU time a page takes, also as a multiple of one lxml parse of the same pages: the tools take turns, each in a process
of its own, and the best of the rounds counts. The saved pages of the tests, which are taken without a DIRECTORY, were
labelled with our own output corrected by hand: there ours only shows that it still reads them.

``--anonymous`` measures the last resort: every class, id and itemprop of the pages is replaced by a hash, so that no
selector can know it, and scripts are taken out, so that no JSON holds the text. Pages whose text stood only there are
left out.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py

from bench.peers import OURS, TOOLS
from bench.scoring import Labelled, Row, Score, f1_of, labelled, mean
from crawler.page import decode, visible_text

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
ROUNDS = 5
PARSE = "lxml parse only"
COLUMNS = (
    *("body F1", "worst", "exact", "leaks", "title", "date", "authors", "captions"),
    *("related F1", "networks F1", "ad texts", "ms/page", "× parse"),
)
_SAME = 1e-6
_IN_MARKUP = 0.5  # of the labelled text must stand in the markup of an anonymous page; lines may run together there
_NAMES = re.compile(rb"(?<=\s)(class|id|itemprop)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.I)
_SCRIPT = re.compile(rb"<script\b.*?</script\s*>", re.I | re.S)


class Tool:
    """One tool at work in its own process."""

    def __init__(self, name: str, pages: Path, at_exit: ExitStack) -> None:
        self.name, self.best, self.failed = name, float("inf"), ""
        python = sys.executable if name in OURS else str(PEERS)
        command = [python, str(Path(__file__).with_name("peers.py")), name, str(pages)]
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL  # the peers warn about many a page
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=quiet, encoding="utf-8")
        at_exit.callback(self.process.wait)
        assert self.process.stdin is not None
        at_exit.callback(self.process.stdin.close)

    def ask(self, word: str, lines: int) -> list[Any]:
        """The tool's answer to one word, that many lines long."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        answers = [self.process.stdout.readline() for _ in range(lines)]
        if not all(answers):
            sys.exit(f"{self.name} ended before it had answered")
        return [json.loads(answer) for answer in answers]


def anonymous(body: bytes) -> bytes:
    """The page without scripts and without a name that a selector could know."""

    def hashed(match: re.Match[bytes]) -> bytes:
        names = (b"n" + blake2b(name, digest_size=5).hexdigest().encode() for name in match[2].strip(b"\"'").split())
        return match[1] + b'="' + b" ".join(names) + b'"'

    return _NAMES.sub(hashed, _SCRIPT.sub(b"", body))


def anonymous_pages(pages: list[Labelled], judge: Score, folder: Path) -> list[Labelled]:
    """Anonymous copies of the pages, those whose labelled text stands in their markup."""
    kept = []
    for number, page in enumerate(pages):
        body = anonymous(page.path.read_bytes())
        tree = LexborHTMLParser(decode(body)[0])
        printed = visible_text(tree.body) if tree.body is not None else ""
        if judge(page.gold, {"body": printed})["r"] >= _IN_MARKUP:
            path = folder / f"{number}.html"
            path.write_bytes(body)
            kept.append(Labelled(path, page.url, page.gold))
    return kept


def measure(
    tools: list[Tool], pages: list[Labelled], judge: Score
) -> dict[str, tuple[list[Row], list[dict[str, Any]]]]:
    """Rows and results of every tool; its time is left in it."""
    found = {}
    for tool in tools:
        said = tool.ask("say", len(pages))
        found[tool.name] = [judge(page.gold, result) for page, result in zip(pages, said, strict=True)], said
    for _ in range(ROUNDS):
        for tool in tools:
            tool.best = min(tool.best, tool.ask("go", 1)[0] / len(pages))
    return found


def cells(rows: list[Row], said: list[dict[str, Any]]) -> list[str]:
    """The figures of one tool; what a tool never gives is no figure."""
    given = {field for result in said for field, value in result.items() if value}
    worst, leaks = min(row["f1"] for row in rows), sum(len(row["leaks"]) for row in rows)
    found, expected = (sum(row["adtexts"][i] for row in rows) for i in (0, 1))
    exact = f"{sum(row['exact'] for row in rows)}/{len(rows)}"
    fields = {"title": "title", "date": "published_at", "authors": "authors", "captions": "images"}
    plain = [_number(mean(rows, name)) if field in given else "–" for name, field in fields.items()]
    related = _number(f1_of(rows, "related")) if "related" in given else "–"
    ads = [_number(f1_of(rows, "networks")), f"{found}/{expected}"] if "ads" in given else ["–", "–"]
    return [_number(mean(rows, "f1")), _number(worst), exact, str(leaks), *plain, related, *ads]


def failure(result: dict[str, Any]) -> str:
    """Why a tool gave nothing, ``""`` when it did or does not say."""
    return result.get("failed") or " ".join(result.get("quarantine", {}).values())


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def table(pages: list[Labelled], judge: Score) -> None:
    """Measure and print."""
    with ExitStack() as at_exit:
        rows = at_exit.enter_context(tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8"))
        rows.writelines(f"{page.path.resolve()}\t{page.url}\n" for page in pages)
        rows.flush()
        names = TOOLS if PEERS.exists() else OURS
        tools = [Tool(name, Path(rows.name), at_exit) for name in names]
        found = measure(tools, pages, judge)
    parse = next(tool.best for tool in tools if tool.name == PARSE)
    print("| tool | " + " | ".join(COLUMNS) + " |\n|" + "---|" * (len(COLUMNS) + 1))
    for tool in tools:
        figures = ["–"] * 11 if tool.name == PARSE else cells(*found[tool.name])
        print(f"| {tool.name} | " + " | ".join([*figures, f"{tool.best:.2f}", f"{tool.best / parse:.1f}"]) + " |")
    notes(found)


def notes(found: dict[str, tuple[list[Row], list[dict[str, Any]]]]) -> None:
    """What stands below the table: failures, how ours found the texts, and page by page against each of the others."""
    for name, (_, said) in found.items():
        for why, count in Counter(filter(None, map(failure, said))).items():
            print(f"{name} read nothing of {count} pages: {why}")
    read = Counter(result.get("extractor") or "quarantined" for result in found["sinmungo"][1])
    print("sinmungo found the text by: " + ", ".join(f"{name} {count}" for name, count in read.most_common()))
    for name in (name for name in found if name not in OURS):
        pairs = [(ours["f1"], theirs["f1"]) for ours, theirs in zip(found["sinmungo"][0], found[name][0], strict=True)]
        better, worse = sum(a > b + _SAME for a, b in pairs), sum(a < b - _SAME for a, b in pairs)
        print(f"body F1 of sinmungo and {name}: better on {better} pages, worse on {worse}")


def main() -> None:
    """Print the table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("directory", nargs="?", type=Path)
    cli.add_argument("--anonymous", action="store_true")
    options = cli.parse_args()
    pages, judge = labelled(options.directory)
    if not pages:
        sys.exit(f"no labelled pages in {options.directory}")
    if not PEERS.exists():
        print("Only ours is measured: `make bench` installs the others.")
    with tempfile.TemporaryDirectory() as folder:
        if options.anonymous:
            every, pages = pages, anonymous_pages(pages, judge, Path(folder))
            print(f"Names hashed, scripts taken out; {len(every) - len(pages)} of {len(every)} pages left out:")
        print(f"{len(pages)} labelled pages; CPU time, best of {ROUNDS} alternating rounds\n")
        table(pages, judge)


if __name__ == "__main__":
    main()
