"""The commands as a person types them."""

import json
import runpy
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.connection import DEFAULT_ARCHIVE
from crawler import outlets
from crawler.cli import main
from crawler.extract import FIELDS, ORDER

PAGES = Path(__file__).parents[1] / "pages"
REPLAY = PAGES.parent / "replay.warc.gz"
CARD = PAGES / "tokenpost" / "2026-11-20-presale-card.html"
CARD_URL = "https://www.tokenpost.kr/news/ai/409412"
DELETED = PAGES / "bloter" / "2026-11-20-deleted.html"
DELETED_URL = "https://www.bloter.net/news/articleView.html?idxno=679801"


def run(*words: str, **options):
    return CliRunner().invoke(main, [str(word) for word in words], **options)


def test_help_names_every_command():
    said = run("--help").output

    for command in ("crawl", "ingest", "extract", "outlets", "serve", "search", "show", "export"):
        assert f"\n  {command} " in said


@pytest.mark.parametrize("command", ["crawl", "ingest", "extract", "outlets"])
def test_every_command_explains_itself(command):
    done = run(command, "--help")

    assert done.exit_code == 0 and done.output.startswith("Usage: ")


def test_outlets_prints_the_table():
    rows = [line.split("\t") for line in run("outlets").output.splitlines()]

    assert [row[0] for row in rows] == sorted(row[0] for row in rows) and len(rows) == len(outlets.outlets())
    tokenpost = next(row for row in rows if row[0] == "tokenpost")
    assert tokenpost[1:4] == ["토큰포스트", "crypto", "generic"]
    assert tokenpost[4:6] == ["not checked", "https://www.tokenpost.kr/"]
    assert tokenpost[6].startswith("https://www.tokenpost.kr/rss https://www.tokenpost.kr/news/cryptocurrency?page={page} ")


def test_extract_prints_one_object_in_the_agreed_order():
    done = run("extract", CARD, "--url", CARD_URL)
    [line] = done.stdout.splitlines()
    told = json.loads(line)

    assert done.exit_code == 0 and "모루세미" in line
    assert tuple(told) == ORDER
    assert [tuple(ad) for ad in told["ads"]] == [FIELDS["ads"]] * len(told["ads"]) and told["ads"]
    assert {tuple(block) for block in told["removed"]} == {("role", "text", "rule")}


def test_extract_reads_standard_input():
    told = json.loads(run("extract", "-", "--url", DELETED_URL, input=DELETED.read_bytes()).stdout)

    assert told["url"] == DELETED_URL
    assert told["quarantine"]["reason"] == "deleted" and set(told["quarantine"]) == {"reason", "detail"}


def test_extract_list_answers_every_row_in_order(tmp_path):
    missing = ("no/such/page.html", "https://www.mk.co.kr/news/it/1")
    rows = [(CARD, CARD_URL), missing, (DELETED, DELETED_URL), (CARD, "")]
    table = tmp_path / "pages.tsv"
    table.write_text("".join(f"{path}\t{url}\n" for path, url in rows) + "\n", "utf-8")
    done = run("extract", "--list", table)
    told = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.exit_code == 0 and len(told) == 4
    assert told[0]["url_key"] == "tokenpost.kr:409412"
    assert told[1]["url"] == "https://www.mk.co.kr/news/it/1" and "No such file" in told[1]["quarantine"]["detail"]
    assert told[2]["quarantine"]["reason"] == "deleted"
    assert told[3]["quarantine"]["detail"] == "no URL in this row"


def test_extract_takes_any_bytes():
    for body in (b"", b"\x00\xff\xfe" * 100, "<p>\ud800".encode("utf-8", "surrogatepass"), b"<" * 200_000):
        done = run("extract", "-", "--url", "https://onbit.example/1", input=body)
        assert done.exit_code == 0 and "quarantine" in json.loads(done.stdout)


@pytest.mark.parametrize(
    ("contact", "words", "times"),
    [("", ["tokenpost", "mk"], 1), ("https://onbit.example/", [], 0), ("", ["--replay", str(REPLAY)], 0)],
)
def test_a_live_crawl_without_a_contact_says_so_once(monkeypatch, contact, words, times):
    monkeypatch.setattr("crawler.settings.CONTACT", contact)
    monkeypatch.setattr("crawler.runner.crawl", lambda plan: 0)
    done = run("crawl", *words)

    assert done.exit_code == 0 and done.stderr.count("SINMUNGO_CONTACT is not set") == times


@pytest.mark.parametrize(
    ("contact", "told"), [("", ""), ("https://onbit.example/bot", " (news archive; +https://onbit.example/bot)")]
)
def test_the_user_agent_names_the_version_and_the_contact(monkeypatch, contact, told):
    monkeypatch.setenv("SINMUNGO_CONTACT", contact)
    settings = runpy.run_path(str(Path(outlets.__file__).with_name("settings.py")))

    assert settings["USER_AGENT"] == f"Sinmungo/{version('sinmungo')}{told}"


def test_all_commands_take_the_same_archive():
    options = [option for command in main.commands.values() for option in command.params if option.name == "archive_path"]

    assert len(options) == 8 and {(one.default, one.envvar) for one in options} == {
        (DEFAULT_ARCHIVE, "SINMUNGO_ARCHIVE")
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["crawl", "nosuch"], "no outlet nosuch; there are: aitimes"),
        (["crawl", "--since", "soon"], "'soon' is no date"),
        (["crawl", "mk", "--until", "2024-02-01"], "--until needs a --since that is not later"),
        (["crawl", "mk", "--since", "2024-02-02", "--until", "2024-02-01"], "--until needs a --since that is not later"),
        (["crawl", "naver"], "naver is never crawled: robots.txt shuts out every crawler"),
        (["crawl", "--limit", "0"], "0 is not in the range"),
        (["crawl", "--at", "2026-11-20T03:00:00Z"], "--at needs --replay"),
        (["crawl", "--replay", "nosuch.warc.gz"], "does not exist"),
        (["ingest"], "Missing argument"),
        (["ingest", "nosuch.warc.gz"], "does not exist"),
        (["extract"], "give PAGE with --url URL, or --list TSV"),
        (["extract", str(CARD)], "give PAGE with --url URL, or --list TSV"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(words, said):
    done = run(*words)

    assert done.exit_code == 2 and said in done.stderr
