"""Every command of both READMEs is run, and what they name (paths of the site, variables, outlets) exists."""

import codecs
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.export import FORMATS
from crawler import outletbook
from crawler.cli import main
from crawler.outlets import outlets
from crawler.reading import SHORTEST_BODY

ROOT = Path(__file__).resolve().parents[1]
ENGLISH, KOREAN = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.ko.md"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.M | re.S)
AT, AT2 = "2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z"
REPLAY = f"--replay tests/replay.warc.gz --at {AT}"
SCRAPY_REPLAY = f"-s REPLAY_WARC=tests/replay.warc.gz -s REPLAY_AT={AT} -s DOWNLOAD_DELAY=0 -s AUTOTHROTTLE_ENABLED=0"
TYPED = {"scrapy shell": "print(response.status, spider.name)\n"}
SAID = {
    "sinmungo outlets": "tokenpost\t토큰포스트",
    "sinmungo search": "온누리은행",
    "sinmungo show https": "달토 펭귄",
    "sinmungo show haesol": '"outlet": "haesol"',
    "sinmungo export": " rows → ",
    "sinmungo extract tests/pages/tokenpost": '"관련기사"',
    "sinmungo extract --explain": "shape.card",
    "sinmungo filters add": "1 element rule,",
    "sinmungo filters list": "my-rules.txt",
    "sinmungo add-outlet haesol": "100%",
    "sinmungo outlets --check": "nothing to change",
    "sinmungo health": "토큰포스트",
    "sinmungo crawl coinness": "3 of 3 days have articles",
    "pytest": " passed",
    "sinmungo crawl tokenpost": "total",
    "scrapy list": "tokenpost",
    "scrapy shell": "200 tokenpost",
}


def fenced(text: str, language: str) -> list[str]:
    return [body for name, body in FENCE.findall(text) if name == language]


def commands(block: str) -> list[str]:
    """One command a line; a line that ends in a backslash goes on."""
    lines = block.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def offline(command: str) -> str:
    """The command with the network replaced by the bundled WARC, and ``make`` only asked what it would do."""
    command = re.sub(r"\bmake (?=[a-z])", "make -n ", command)
    command = re.sub(r"(scrapy (?:crawl|shell|fetch)) ", rf"\1 {SCRAPY_REPLAY} ", command)
    command = command.replace("outlets --check", "outlets --replay tests/replay.warc.gz --check")
    if "--replay" in command:
        return command
    return re.sub(r"(sinmungo crawl\b(?: [\w-]+)*)", rf"\1 {REPLAY}", command, count=1)


def shim(path: Path, words: str, root: Path) -> None:
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" {words} "$@"\n')
    path.chmod(0o755)


def clone(root: Path) -> Path:
    """What a fresh clone holds after ``make``, with this test's Python in the place of ``.venv``."""
    root.mkdir()
    clutter = shutil.ignore_patterns("__pycache__", "*.pyc")
    for folder in ("archive", "crawler", "tests/pages"):
        shutil.copytree(ROOT / folder, root / folder, ignore=clutter)
    files = ["scrapy.cfg", "pyproject.toml", "Makefile", "requirements.lock", "requirements-dev.lock"]
    (root / "tests" / "crawler").mkdir()
    tests = ("pack.py", "test_pages.py", "test_announcements.py", "crawler/test_outlets.py", "outlet_urls.json", "replay.warc.gz")
    for name in (*files, *(f"tests/{name}" for name in tests)):
        shutil.copy(ROOT / name, root / name)
    (root / ".venv" / "bin").mkdir(parents=True)
    for name, words in {
        "python": "",
        "scrapy": "-m scrapy",
        "sinmungo": "-c 'from crawler.cli import main; main()'",
    }.items():
        shim(root / ".venv" / "bin" / name, words, root)
    return root


def sh(command: str, root: Path, **options) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("SINMUNGO_")}
    options = {"env": env | {"PYTHONDONTWRITEBYTECODE": "1"}, "input": ""} | options
    return subprocess.run(["/bin/sh", "-c", command], cwd=root, capture_output=True, text=True, timeout=60, **options)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A clone in which two crawls have been made and one file of raw pages is kept."""
    root = clone(tmp_path_factory.mktemp("readme") / "sinmungo")
    for at in (AT, AT2):
        done = sh(f".venv/bin/sinmungo crawl --replay tests/replay.warc.gz --at {at}", root)
        assert done.returncode == 0, done.stderr
    kept = root / "data" / "snapshots" / "2026-11"
    kept.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "replay.warc.gz", kept / "20261120T030000-1-0.warc.gz")
    return root


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(urllib.parse.quote(address, safe=":/?=&%"), timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def served(command: str, root: Path) -> Iterator[str]:
    """The command's site, running on a free port until the iterator is closed; yields its address."""
    port = free_port()
    server = subprocess.Popen([*command.split(), "--port", str(port)], cwd=root, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, f"{command} ended"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def run(command: str, root: Path) -> None:
    """Run one command as the README gives it, offline; it must end with 0 and say what it should."""
    if " serve" in command:
        for address in served(command, root):
            assert status(address + "/") == 200
        return
    typed = next((text for name, text in TYPED.items() if name in command), "")
    done = sh(offline(command), root, input=typed)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    name = max((name for name in SAID if name in command and ">" not in command), key=len, default="")
    assert SAID.get(name, "") in done.stdout, f"{command}\n{done.stdout}\n{done.stderr}"


BLOCKS = fenced(ENGLISH, "sh")
OUTLET_BLOCKS = [block for block in BLOCKS if "haesol" in block]


@pytest.mark.parametrize("block", [b for b in BLOCKS if b not in OUTLET_BLOCKS], ids=lambda b: commands(b)[0])
def test_commands(place, block):
    for command in commands(block):
        run(command, place)


def test_an_outlet_is_added_as_the_readme_says(tmp_path):
    root = clone(tmp_path / "sinmungo")
    for block in OUTLET_BLOCKS:
        for command in commands(block):
            run(command, root)

    [(name, text)] = FILE.findall(ENGLISH)
    assert (root / name).read_text("utf-8") == text and len(text.splitlines()) <= 15
    [page] = (root / "tests" / "pages" / "haesol").glob("*-page-1.json")
    assert "원주 의료기기" in page.read_text("utf-8")


def test_the_cron_line_in_crons_bare_environment(place):
    [table] = fenced(ENGLISH, "cron")
    *variables, line = commands(table)
    assert all(re.fullmatch(r"[A-Z_]+=\S+", variable) for variable in variables)
    *when, command = line.split(None, 5)
    assert len(when) == 5 and "%" not in command
    command = offline(command.replace("/opt/sinmungo", str(place)))
    cron = ["HOME=/", "LOGNAME=nobody", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", *variables]
    words = ["env", "-i", *cron, "/bin/sh", "-c", command]
    done = subprocess.run(words, cwd="/", capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "토큰포스트" in (place / "data" / "crawl.log").read_text("utf-8")


def test_a_crawl_beside_another_ends_with_75(place):
    hold = "from archive.store import writer_lock; import subprocess, sys\n"
    hold += "with writer_lock('data/archive.db'): sys.exit(subprocess.run(['.venv/bin/sinmungo', 'crawl']).returncode)"
    done = subprocess.run(
        [place / ".venv/bin/python", "-c", hold], cwd=place, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 75 and "another crawl is writing this archive" in done.stderr


def test_every_address_of_the_site_answers(place):
    paths = re.findall(r"`(/(?:sinmungo|-)/[^`]*)`", ENGLISH)

    assert len(paths) > 10
    for address in served(".venv/bin/sinmungo serve", place):
        assert {path: status(address + path) for path in paths} == dict.fromkeys(paths, 200)


def test_both_languages_say_the_same():
    for language in ("sh", "cron", "python"):
        assert fenced(ENGLISH, language) == fenced(KOREAN, language), language
    for code in (
        r"`(/(?:sinmungo|-)/[^`]*)`",
        r"\]\((docs/[^)]*)\)",
        r"`(--[a-z-]+)",
        r"^\| `(\w+)`",
        r"`(/?[\w.]+/[\w./-]+)`",
    ):
        found = [sorted(set(re.findall(code, text, re.M))) for text in (ENGLISH, KOREAN)]
        assert found[0] == found[1], code


def test_no_command_hides_in_a_block_that_is_not_run():
    assert {language for language, _ in FENCE.findall(ENGLISH)} == {"sh", "cron", "python"}
    assert ENGLISH.count("```") == 2 * len(FENCE.findall(ENGLISH))


@pytest.mark.parametrize("text", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_what_is_named_exists(text):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)
    code = "".join(
        path.read_text("utf-8") for folder in ("crawler", "archive") for path in (ROOT / folder).rglob("*.py")
    )

    assert set(re.findall(r"\bmake ([a-z]+)`", text)) <= set(targets)
    assert set(re.findall(r"sinmungo ([a-z-]+)", text.replace("/sinmungo ", "/bin/sinmungo "))) <= set(main.commands)
    assert set(re.findall(r"^\| `(SINMUNGO_\w+)`", text, re.M)) == set(re.findall(r"SINMUNGO_[A-Z_]+", code))
    for name in re.findall(r"\]\(([^):]+)\)", text):
        assert (ROOT / name).is_file(), name


def test_the_table_of_reasons_is_what_the_code_gives():
    rows = re.findall(r"^\| ((?:`\w+` ?)+)(?:… )?\|", ENGLISH.split("| reason |")[1].split("\n## ")[0], re.M)
    told = set(re.findall(r"\w+", " ".join(rows))) - {"http_404"}
    code = "".join(path.read_text("utf-8") for name in ("crawler", "archive") for path in (ROOT / name).rglob("*.py"))
    given = set(re.findall(r"\b(?:PageRefused|Refused)\(\s*\"(\w+)\"|Refusal\(\"quarantined\", \"(\w+)\"", code))

    assert {name for pair in given for name in pair} - told == {"", "robots"}  # what robots.txt forbids is only skipped
    assert {name for name in told if f'"{name}"' not in code} == set()


def test_the_limit_of_short_texts_is_the_readers():
    assert f"fewer than {SHORTEST_BODY} characters of text" in ENGLISH
    assert f"글이 {SHORTEST_BODY}자에" in KOREAN


def test_the_tables_of_formats_and_columns_are_what_export_writes(place):
    out = place / "data" / "judged.csv"
    done = sh(f".venv/bin/sinmungo export judged_ads -o {out}", place)
    told = re.findall(r"^\| `(\w+)`", ENGLISH.split("| `--format` |")[1].split("\n## ")[0], re.M)

    assert done.returncode == 0 and out.read_bytes().startswith(codecs.BOM_UTF8)
    assert told[: len(FORMATS)] == list(FORMATS) and len(told) > len(FORMATS)
    assert set(told[len(FORMATS) :]) <= set(out.read_text("utf-8-sig").splitlines()[0].split(","))


def test_the_page_of_outlets_is_written_from_the_declarations():
    assert outletbook.PAGE.read_text("utf-8") == outletbook.page()  # else: make docs


def test_the_outlets_are_counted_right():
    known = list(outlets().values())
    counts = {name: sum(one.category == name for one in known) for name in ("crypto", "tech", "business")}
    crawled = sum(not one.stored_only for one in known)

    assert f"{len(known)} outlets are declared: {counts['crypto']} on crypto" in ENGLISH
    assert f"{counts['tech']} on technology, {counts['business']} business dailies" in " ".join(ENGLISH.split())
    assert ENGLISH.count(f"the {crawled} outlets") == 1 and f"bundled pages of {crawled} outlets" in ENGLISH
    assert f"매체 {len(known)}곳이 선언되어" in KOREAN and KOREAN.count(f"{crawled}개 매체") == 2


def test_screenshots_are_light():
    shots = [ROOT / path for path in re.findall(r"\]\((docs/[^)]*)\)", ENGLISH)]

    assert shots and all(shot.stat().st_size < 200_000 for shot in shots)
