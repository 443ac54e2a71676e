"""What a person sees of a page: blocks in order with their reasons, and nothing a terminal would obey."""

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.terminal import columns
from crawler import filterlists, filters
from crawler.cli import main
from crawler.explain import COLOURS, container_of, explain
from crawler.items import Article, Quarantined
from crawler.rules import TABLE

PAGES = Path(__file__).parents[1] / "pages"
CARD = PAGES / "tokenpost" / "2026-11-20-presale-card.html"
CARD_URL = "https://www.tokenpost.kr/news/ai/409412"
DELETED = PAGES / "bloter" / "2026-11-20-deleted.html"
DELETED_URL = "https://www.bloter.net/news/articleView.html?idxno=679801"
NEWS = "온빛거래소는 다음 달부터 새 규정을 따르겠다고 금융 당국에 보고했다고 20일 밝혔다. "


def run(*words: object, **options):
    return CliRunner().invoke(main, ["extract", "--explain", *map(str, words)], **options)


def lines_of(body: bytes, url: str, width: int | None = None) -> list[str]:
    return [click.unstyle(line) for line in explain(body, url, width)[1]]


def page(text: str, head: str = "") -> bytes:
    return f"<title>온빛 새 규정</title>{head}<h1>온빛 새 규정</h1><div id=articleBody class=text>{text}</div>".encode()


def test_the_head_tells_what_the_page_is_and_where_its_text_stood():
    said = run(CARD, "--url", CARD_URL).stdout

    assert said.startswith("모루세미 남궁혁은")
    for fact in (
        ("kind", "news"),
        ("outlet", "tokenpost"),
        ("extractor", "outlet"),
        ("container", "div.article_content"),
        ("published", "2026-11-20T00:12:00+00:00 (jsonld: 2026-11-20T09:12:00+09:00)"),
        ("authors", "표서린"),
    ):
        assert "  {:<12}{}\n".format(*fact) in said


def test_blocks_stand_in_order_with_role_rule_and_evidence():
    told = lines_of(CARD.read_bytes(), CARD_URL)
    text = told[told.index("Blocks in order (23)") + 1 :]
    first = {" ".join(line.split()[:2]): i for i, line in reversed(list(enumerate(text)))}

    assert first["caption css.caption"] < first["label label.related"] < first["ad shape.card"]
    card = first["ad shape.card"]
    assert "달토 펭귄 ($DALTO)" in text[card]
    assert text[card + 1].split() == "↳ 관련기사; ticker; rating; bullets; promise; slogan".split()
    assert text[card + 2].split()[:3] == ["ad", "shape.card", "자체"]  # the same evidence is told once
    assert any(line.startswith("  body    ") and "지난달 상장 직후" in line for line in text)


def test_what_stands_around_the_text_tells_its_place_and_network():
    told = "\n".join(lines_of(CARD.read_bytes(), CARD_URL))

    assert "Related links (0)" in told and "Advertising (4)" in told
    assert "↳ slot · dable · after_body · not disclosed" in told
    assert "↳ native_card · in_body under “관련기사” · not disclosed · 달토 펭귄 · DALTO\n" in told


def test_a_related_link_tells_its_label_and_address():
    links = '<p>관련기사</p><p><a href="/news/2">온빛, 소송에서 이겼다</a></p>'
    told = lines_of(page(NEWS * 5 + links), "https://onbit.example/news/1")
    start = told.index("Related links (1)")

    assert told[start + 1].split() == "related label.related 온빛, 소송에서 이겼다".split()
    assert told[start + 2].split() == "↳ in_body under “관련기사” → https://onbit.example/news/2".split()


def test_every_rule_that_decided_is_explained_once():
    told = lines_of(CARD.read_bytes(), CARD_URL, 200)
    why = told[told.index("Why (6)") + 1 :]
    card = next(rule for rule in TABLE if rule.id == "shape.card")

    assert [line.split()[0] for line in why] == sorted(line.split()[0] for line in why)
    assert [line for line in why if line.split() == [card.id, *card.why.split()]]


def test_nothing_is_cut_where_there_is_no_terminal():
    sentence = NEWS * 20
    told = run("-", "--url", "https://onbit.example/news/1", input=page(sentence)).stdout

    assert f"  {sentence.strip()}\n" in told and "…" not in told


def test_a_terminal_cuts_texts_and_wraps_reasons_and_addresses():
    address = f"https://shop.example/{'abcdefghij' * 12}"
    bought = f'<p><a rel=sponsored href="{address}">온빛 지갑 보러 가기</a></p>'
    told = lines_of(page(NEWS * 20 + bought), "https://onbit.example/news/1", 80)
    joined = re.sub(r"\n +", "", "\n".join(told))

    assert max(map(columns, told)) <= 80
    assert f"↳ → {address}" in joined  # whole, over several lines
    [body] = [line for line in told if line.startswith("  body ")]
    assert body.endswith("…")
    why = " ".join(" ".join(lines_of(CARD.read_bytes(), CARD_URL, 80)).split())
    assert next(rule for rule in TABLE if rule.id == "shape.card").why in why


def test_the_rule_of_a_filter_list_is_told_and_an_unknown_network_is_called_so(monkeypatch):
    known = filters.Filters([filterlists.parse("test", "onbit.example##.promo")])
    monkeypatch.setattr(filters, "loaded", lambda: known)
    told = lines_of(page(NEWS * 5) + b"<div class=promo></div>", "https://onbit.example/news/1")
    start = told.index("Advertising (1)") + 1

    assert [line.split() for line in told[start : start + 3]] == [
        ["ad", "filter.element", "network", "unknown"],
        "↳ slot · after_body · not disclosed".split(),
        "↳ saw onbit.example##.promo".split(),
    ]


def test_what_stands_in_boxes_outside_the_text_tells_head_and_place():
    items = "".join(f"<li><a href='/news/{n}'>온빛거래소 둘째 소식 {n}호</a></li>" for n in (2, 3, 4))
    bought = "<p>AD</p><div id=dablewidget_x></div>"
    body = f"<article>{page(NEWS * 5).decode()}</article><section><h3>관련기사</h3><ul>{items}</ul></section>{bought}"
    told = lines_of(body.encode(), "https://onbit.example/news/1")

    assert [line.strip() for line in told if "→ https://onbit.example/news/3" in line] == [
        "↳ after_body under “관련기사” → https://onbit.example/news/3"
    ]
    assert "↳ slot · dable · after_body under “AD” · disclosed" in "\n".join(told)


def test_a_page_that_is_too_short_tells_the_limit_and_its_blocks():
    links = '<p>관련기사</p><p><a href="/news/2">온빛, 소송에서 이겼다</a></p>'
    done = run("-", "--url", "https://onbit.example/news/1", input=page(f"<p>{NEWS}</p>{links}"))
    told = [" ".join(line.split()) for line in done.stdout.splitlines()]
    length = len(NEWS.strip())

    assert done.exit_code == 1 and "reason empty" in told
    assert (
        f"detail {length} characters of body, at least 200 wanted unless the kind is short or there is a picture"
        in told
    )
    assert told[told.index("Blocks in order (3)") + 1 :][:3] == [
        f"body {NEWS.strip()}",
        "label label.related 관련기사",
        "related label.related 온빛, 소송에서 이겼다",
    ]
    assert "Why (1)" in told


def test_a_page_that_is_not_kept_tells_why_and_fails():
    done = run(DELETED, "--url", DELETED_URL)

    assert done.exit_code == 1
    assert done.stdout.split() == ["quarantined", DELETED_URL, *"outlet bloter reason deleted detail 노출 중단".split()]


def test_standard_input_and_empty_pages():
    assert run("-", "--url", CARD_URL, input=CARD.read_bytes()).stdout == run(CARD, "--url", CARD_URL).stdout
    assert run("-", "--url", CARD_URL, input=b"").exit_code == 1


@pytest.mark.parametrize(
    ("words", "no_color", "coloured"),
    [([], "", False), (["--color"], "", True), (["--color"], "1", True), (["--no-color"], "", False)],
)
def test_colours_are_for_terminals(monkeypatch, words, no_color, coloured):
    monkeypatch.setenv("NO_COLOR", no_color)
    said = run(CARD, "--url", CARD_URL, *words).stdout

    assert ("\x1b[31m" in said) is coloured


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_no_color_is_honoured_on_a_terminal(monkeypatch, no_color, coloured):
    monkeypatch.setenv("NO_COLOR", no_color)
    said = run(CARD, "--url", CARD_URL, color=True).stdout  # color: as on a terminal

    assert ("\x1b[" in said) is coloured


def test_every_role_has_a_colour_of_its_own():
    assert set(COLOURS) == {rule.role for rule in TABLE}
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_nothing_of_a_page_reaches_the_terminal_as_a_command():
    bad = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m\r\x08"
    link = f'<div class="related-news"><a href="/news/2?{bad}">온빛 소송 끝나{bad}</a></div>'
    box = f'<div class="sns_{bad}">공유{bad}</div>'
    head = (
        f'<meta property="article:published_time" content="2026-11-20{bad}"><meta name="author" content="홍길동{bad}">'
    )
    body = page(f"<p>{NEWS * 5}{bad}</p>{box}{link}<p>{NEWS}</p>", head)
    told = "".join(explain(body, f"https://onbit.example/news/1?{bad}", 300)[1])
    refused = "".join(explain(b"", f"https://onbit.example/{bad}", 300)[1])

    assert "owned" in told and "owned" in refused
    assert re.sub(r"\x1b\[\d+m", "", told + refused).isprintable()  # our own colours taken off


def test_a_line_fits_the_terminal_whatever_it_holds():
    for width in (80, 100, 133):
        assert max(map(columns, lines_of(CARD.read_bytes(), CARD_URL, width))) <= width


def test_the_container_is_named_by_tag_id_and_classes():
    assert container_of(page(NEWS * 5), "https://onbit.example/news/1") == "div#articleBody.text"


def test_one_page_at_a_time(tmp_path):
    (tmp_path / "pages.tsv").write_text("")
    done = run("--list", tmp_path / "pages.tsv")

    assert done.exit_code == 2 and "--explain takes one PAGE" in done.stderr


def test_a_page_of_any_bytes_is_answered():
    for body in (b"", b"\x00\xff\xfe" * 100, b"<" * 200_000):
        item, lines = explain(body, "https://onbit.example/1", 80)
        assert isinstance(item, Quarantined) and len(list(lines)) == 3


def test_every_saved_page_is_explained_block_by_block():
    for path in (path for path in PAGES.glob("*/*.html") if path.with_suffix(".json").exists()):
        url = json.loads(path.with_suffix(".json").read_text("utf-8"))["url"]
        item, lines = explain(path.read_bytes(), url, 100)
        told = [click.unstyle(line) for line in lines]
        assert max(map(columns, told)) <= 100, path
        if isinstance(item, Article):
            assert f"Blocks in order ({len(item.blocks)})" in told, path
