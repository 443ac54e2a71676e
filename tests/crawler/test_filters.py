"""Filter lists: what is read of them, which boxes their rules name, and that no rule takes a paragraph of the text."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser
from servers import Reply, Site

from crawler import filterlists, filters, outlets, reading, settings
from crawler.cli import main
from crawler.filterlists import FilterList, NotAList, parse
from crawler.filters import Filters
from crawler.items import Article
from crawler.page import Page
from crawler.pipelines import finish, read_response

PAGES = Path(__file__).parents[1] / "pages"
SAVED = [page for page in sorted(PAGES.glob("*/*.html")) if page.with_suffix(".json").exists()]
URL = "https://www.onbit.example/news/1"
PARAGRAPH = "온빛거래소는 다음 달부터 새 규정을 따르겠다고 금융 당국에 보고했다고 20일 밝혔다."
SHORT = "주가는 올랐다."
BANNER = "<a href='https://shop.example/a'><img src='/b.jpg'></a>"


@pytest.fixture
def use(monkeypatch):
    """Read pages with the given rules, and with no others."""

    def use(*rules: str) -> Filters:
        known = Filters([parse("test", "\n".join(rules))])
        monkeypatch.setattr(filters, "loaded", lambda: known)
        return known

    return use


@pytest.fixture
def kept(monkeypatch, tmp_path) -> Path:
    """An empty directory of the user's own lists."""
    monkeypatch.setattr(settings, "FILTER_DIR", str(tmp_path / "filters"))
    return tmp_path / "filters"


def article(inside: str = "", below: str = "", above: str = "") -> Article:
    text = f"<article><div itemprop=articleBody><p>{PARAGRAPH * 5}</p>{inside}<p>{PARAGRAPH}</p><p>{SHORT}</p></div></article>"
    page = Page(URL, f"<head><title>새 규정</title></head><body>{above}<h1>새 규정</h1>{text}<div>{below}</div></body>")
    keys = outlets.url_keys()
    read = reading.read(page, None, keys)
    reading.normalize(read)
    reading.separate(read, keys)
    return read


def told(read: Article) -> list[tuple[str, str, str, str]]:
    return [(ad.kind, ad.placement, ad.rule, ad.evidence) for ad in read.ads]


# --- reading a list


def rules_of(*lines: str) -> FilterList:
    return parse("test", "\n".join(lines))


def test_the_hosts_and_the_selector_of_a_rule():
    [rule] = rules_of("A.example,~m.a.example,b.*##div[class$='_ad'] > a").elements

    assert (rule.hosts, rule.spared, rule.selector) == (("a.example", "b.*"), ("m.a.example",), "div[class$='_ad'] > a")
    assert not rule.exception and rules_of("a.example#@#.ad").elements[0].exception
    assert rules_of("a.example#?#div:has(> .ad)").elements[0].selector == "div:has(> .ad)"


@pytest.mark.parametrize("line", ["", "! comment", "[Adblock Plus 2.0]", "# a line of a hosts file", "!#if adguard"])
def test_comments_are_no_rules(line):
    read = rules_of(line)

    assert (read.elements, read.network, read.skipped.total()) == ([], [], 0)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a.example##div:has-text(광고)", "procedural"),
        ("a.example#?#.x:-abp-contains(AD)", "procedural"),
        ("a.example##.x:upward(2)", "procedural"),
        ("a.example##.x:matches-css(width: 300px)", "procedural"),
        ("a.example##.x:remove()", "procedural"),
        ("a.example##+js(set, a, 1)", "script"),
        ("a.example#%#window.a = 1", "script"),
        ("a.example#$#.x { height: 0 !important; }", "style"),
        ("a.example#$?#.x:has(.y) { remove: true; }", "style"),
        ("a.example##^script:has-text(ad)", "html"),
        ('a.example$$script[tag-content="ad"]', "html"),
        ("[$path=/news]a.example##.x", "scoped"),
        ("/onbit[0-9]+\\.example/##.x", "scoped"),
        ("a.example##div[", "unreadable"),
        ("a.example##", "unreadable"),
        ("##" + ".x" * 600, "unreadable"),
        ("||a.example^$removeparam=utm_source", "option"),
        ("@@||a.example^$generichide", "option"),
    ],
)
def test_what_cannot_be_used_is_counted_by_reason(line, reason):
    read = rules_of(line)

    assert (read.elements, read.network, dict(read.skipped)) == ([], [], {reason: 1})


def test_network_rules_are_kept_for_the_engine():
    assert rules_of("||ads.example^", "@@||ads.example/ok^", "/banner/*$script").network == [
        "||ads.example^", "@@||ads.example/ok^", "/banner/*$script",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["-ad-banner.", "&ad_box_", ".com/ads/", "://ads.", "_ad.gif", "|https://ads.example/", "ads.example"]
)
def test_a_part_of_an_address_is_a_network_rule(line):
    assert rules_of(line).network == [line]


@pytest.mark.parametrize(
    "line", ["word", "새소식", "A sentence of words.", "0.0.0.0 ads.example", "## Heading", "### b c"]
)
def test_words_are_no_rules(line):
    read = rules_of(line)

    assert (read.elements, read.network, dict(read.skipped)) == ([], [], {"plain text": 1})


def test_a_list_is_kept_with_the_place_it_came_from(kept, tmp_path, monkeypatch):
    (tmp_path / "mine.txt").write_text("##.ad\n")
    monkeypatch.chdir(tmp_path)
    run("add", "mine.txt")

    assert filterlists.installed()[1].source == str(tmp_path / "mine.txt")


def test_our_own_list_is_understood_whole():
    [own] = filterlists.installed()[:1]

    assert own.name == "default" and own.elements
    assert not own.skipped and not own.network and all(rule.hosts for rule in own.elements)


# --- which rules are for a host


@pytest.mark.parametrize(
    ("rule", "name", "applies"),
    [
        ("onbit.example##.x", "onbit.example", True),
        ("onbit.example##.x", "www.onbit.example", True),
        ("onbit.example##.x", "m.news.onbit.example", True),
        ("onbit.example##.x", "notonbit.example", False),
        ("www.onbit.example##.x", "onbit.example", False),
        ("onbit.*##.x", "onbit.example", True),
        ("onbit.*##.x", "www.onbit.co.kr", True),
        ("onbit.*##.x", "bit.example", False),
        ("~onbit.example##.x", "www.onbit.example", False),
        ("~onbit.example##.x", "hanbit.example", True),
        ("##.x", "hanbit.example", True),
        ("onbit.example,~m.onbit.example##.x", "m.onbit.example", False),
    ],
)
def test_hosts(rule, name, applies):
    assert bool(Filters([rules_of(rule)]).rules_for(name).css) is applies


def test_an_exception_lifts_a_rule_where_it_says():
    known = Filters([rules_of("##.x", "onbit.example##.y"), rules_of("onbit.example#@#.x")])

    assert [rule.selector for _, rules in known.rules_for("www.onbit.example").groups for rule in rules] == [".y"]
    assert [rule.selector for _, rules in known.rules_for("hanbit.example").groups for rule in rules] == [".x"]
    assert not Filters([rules_of("##.x", "#@#.x")]).rules_for("onbit.example").css


@pytest.mark.parametrize(
    ("selector", "dear"),
    [
        ("div > p > i", False),
        (".a .b .c .d", False),
        (".a .b .c .d .e", True),
        ("a, b c, d e f", False),
        (".a ~ .b", False),
        (".a ~ .b ~ .c", True),
        ("div:has(> .a)", False),
        ("div:has(div:has(.a))", True),
        ("div:has(.a .b .c)", True),
        ('[title="a b c ~ d ~ e"]', False),
        ('[a="]"] x x x x [b="]"]', True),
        ('.a\\" b b b b .c\\"', True),
        ('/*"*/ a b c d /*"*/', True),
    ],
)
def test_a_selector_that_tries_every_combination_is_skipped(selector, dear):
    read = parse("test", f"##{selector}")

    assert (read.skipped["costly"], len(read.elements)) == ((1, 0) if dear else (0, 1))


def test_a_very_deep_page_is_not_held_against_selectors_of_several_steps(use):
    use("##.x .b .c", "##.promo")
    begin = process_time()
    found = told(article(below="<div class=promo></div>" + "<div class='b c'>" * 3_000))

    assert [rule for _, _, _, rule in found] == ["##.promo"]
    assert process_time() - begin < 2


def test_grouped_selectors_name_what_single_ones_do():
    selectors = (
        "iframe[src*='/ad/']",
        'iframe[src*="//ads."]',
        ".ad.big",
        "#ad",
        "div > .ad",
        "ins[data-x]",
        "[id^=ad]",
    )
    html = (
        "<div class='ad big'><iframe src='//ads.example/1'></iframe><iframe src='/ad/'></iframe><iframe src='/v'></iframe></div>"
        "<div><b class=ad></b></div><p id=ad></p><p id=ad2></p><ins data-x></ins><ins></ins><i class=big></i>"
    )
    tree = LexborHTMLParser(html)
    known = Filters([rules_of(*(f"##{selector}" for selector in selectors))]).rules_for("onbit.example")
    single = {node.mem_id for selector in selectors for node in tree.css(selector)}
    grouped = {node.mem_id for node in tree.css(known.css)}

    assert grouped == single and len(single) == 7
    assert all(known.naming(node) for node in tree.css(known.css))
    assert known.naming(tree.css_first("i")) is None


# --- boxes around the text


def test_a_box_beside_the_text_is_a_slot_with_the_rule_as_its_reason(use):
    use("onbit.example##.promo")

    assert told(article(below="<div class=promo></div>")) == [
        ("slot", "after_body", "filter.element", "onbit.example##.promo")
    ]
    assert told(article(above="<div class=promo><iframe src='/x'></iframe></div>"))[0][:2] == ("slot", "head")
    assert told(article(below=f"<div class=promo>{BANNER}</div>"))[0][0] == "banner"
    assert told(article(below="<div class=promo><a href='/event'><img src=b.jpg></a></div>"))[0][0] == "house"


def test_a_box_of_a_known_network_counts_once(use):
    use("onbit.example##.promo", "onbit.example##.adsbygoogle")
    box = "<ins class=adsbygoogle></ins>"

    assert [ad.rule for ad in article(below=box).ads] == ["slot.google"]
    assert [ad.rule for ad in article(below=f"<div class=promo>{box}</div>").ads] == ["slot.google"]
    assert [ad.rule for ad in article(below=f"<div class=ad-template><p class=promo></p>{box}</div>").ads] == [
        "slot.google"
    ]
    assert [ad.rule for ad in article(below="<div class=promo><script>googletag.display('x')</script></div>").ads] == [
        "slot.google"
    ]


def test_the_network_of_a_box_that_only_a_filter_names(use):
    use("onbit.example##.promo")
    [ad] = article(below="<div class=promo><script src='https://cdn.mobon.net/js/x.js'></script></div>").ads

    assert (ad.network, ad.rule) == ("mobon", "filter.element")


@pytest.mark.parametrize(
    "box",
    [
        "<nav class=promo><a href='/list'>경제</a> <a href='/it'>기술</a></nav>",
        f"<div class=promo><p>{PARAGRAPH}</p>{BANNER}</div>",
        "<div class=promo><iframe src='https://www.youtube.com/embed/x'></iframe></div>",
        "<div class=promo><a href='/photo/1.jpg'><img src='/photo/1s.jpg'></a></div>",
        "<div class=promo><img src='/photo/1s.jpg'></div>",
        "<div class=promo>" + "<p><a href='/news/2'>다른 기사의 제목이다</a></p>" * 60 + "</div>",
        "<div class=promo>" + "<b></b>" * 500 + "</div>",
        "<div class=promo><script type='application/ld+json'>{}</script>회사 소개</div>",
    ],
)
def test_a_match_that_does_not_look_like_advertising_is_ignored(use, box):
    use("onbit.example##.promo")

    assert article(below=box).ads == []


def test_what_is_ignored_is_counted(use):
    known = use("onbit.example##.promo")
    article(below=f"<div class=promo><p>{PARAGRAPH}</p>{BANNER}</div><div class=promo>회사 소개</div>")

    assert known.ignored == {"prose": 1, "plain": 1}


# --- boxes in the text


def test_a_box_in_the_text_gives_its_blocks_the_role_and_the_reason(use):
    use("onbit.example##.promo")
    read = article(
        inside=f"<div class=promo>{BANNER}<p><a href='https://shop.example/a'>지금 만나는 온빛 지갑</a></p></div>"
    )
    block = next(block for block in read.blocks if block.text.startswith("지금"))

    assert (block.role, block.rule, block.evidence) == ("ad", "filter.element", "onbit.example##.promo")
    assert [(ad.kind, ad.text, ad.url) for ad in read.ads] == [
        ("slot", "지금 만나는 온빛 지갑", "https://shop.example/a"),  # and not its picture once more
    ]
    assert {ad.rule for ad in read.ads} == {"filter.element"} and "지갑" not in read.body
    assert [(part.role, part.rule) for part in read.removed] == [("ad", "filter.element")]


def test_an_empty_box_in_the_text_is_a_slot(use):
    use("onbit.example##.promo")

    assert told(article(inside="<div class=promo></div>")) == [
        ("slot", "in_body", "filter.element", "onbit.example##.promo")
    ]


def test_a_box_in_the_text_that_shows_its_network(use):
    use("onbit.example##.promo")
    [ad] = article(inside="<div class=promo><script src='https://cdn.mobon.net/js/x.js'></script></div>").ads

    assert (ad.kind, ad.network, ad.rule, ad.evidence) == ("slot", "mobon", "slot.mobon", "onbit.example##.promo")


@pytest.mark.parametrize(
    "inside",
    [
        f"<div class=promo><p>{PARAGRAPH}</p>{BANNER}</div>",
        f"<p class=promo>{SHORT}</p>",
        f"<p class=promo>자세한 내용은 <a href='https://gov.example/'>홈페이지</a> 참조 {SHORT}</p>",
        "<p class=promo>자세한 내용은 <a href='https://gov.example/'>당국 홈페이지</a>를 참조</p>",
        f"<p>당국은 <a class=promo href='https://gov.example/'>보도 자료</a>에서 {SHORT}</p>",
        f"당국은 <a class=promo href='https://gov.example/'>보도 자료</a>에서 {SHORT}<br>",
        f"<p>당국은 <b><a class=promo href='https://gov.example/'>보도 자료</a></b>에서 {SHORT}</p>",
        f"<p><span class=promo>당국</span>은 {SHORT}</p>",
        f"<div class=promo><p>{SHORT}</p><script>ad()</script></div>",
        "<h3 class=promo>규정의 뼈대</h3>",
        "<ul class=promo><li>첫째 조항</li><li>둘째 조항</li></ul>",
        "<div class=promo><img src='/p.jpg'><p>규정을 설명하는 위원장</p></div>",
    ],
)
def test_no_rule_takes_a_part_of_the_text(use, inside):
    use()
    without = article(inside=inside)
    use("onbit.example##.promo")
    read = article(inside=inside)

    assert read.body == without.body
    assert [image.url for image in read.images] == [image.url for image in without.images]
    assert not [ad for ad in read.ads if ad.rule.startswith("filter.")]


NASTY = (
    *("##*", "##p", "##div", "##article", "##section", "##span", "##a", "##b, strong", "##img", "##figure", "##body"),
    *(
        "##li",
        "##table",
        "##br",
        "##h2, h3",
        "##td",
        "##p:not(.x)",
        "##.entry-content > p",
        "##[itemprop=articleBody] *",
    ),
    *("###article-view-content-div > *", '##[class*="article"]', '##[class*="ad"]'),
)


@pytest.mark.parametrize("page", SAVED, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_nasty_rules_change_no_body(use, page):
    url = json.loads(page.with_suffix(".json").read_text("utf-8"))["url"]
    host = url.split("/")[2].removeprefix("www.")

    def body() -> str:
        keys = outlets.url_keys()
        outlet = outlets.outlet_of(url)
        item = read_response(url, page.read_bytes, content_type="", fetched_at=None, outlet=outlet, keys=keys)
        item = finish(item, keys)
        return item.body if isinstance(item, Article) else item.reason

    use()
    plain = body()
    for rules in ([rule] for rule in NASTY):
        use(*rules, f"{host}##.entry-content > p", f"{host}##p")
        assert body() == plain, rules


def test_a_page_full_of_matches_takes_no_time(use):
    use("##div", "##p", "##a", *(f"##div:has(> .x{number})" for number in range(100)))
    page = "<div><p><a href='https://shop.example/'><img src=b.jpg></a></p></div>" * 3_000
    begin = process_time()
    article(below=page)
    took = process_time() - begin
    use()
    begin = process_time()
    article(below=page)

    assert took < process_time() - begin + 1.0


# --- network rules


def test_network_rules_know_frames_and_scripts_of_the_page(use):
    pytest.importorskip("adblock")
    use("||frames.example^", "||scripts.example^$script", "@@||frames.example/news^")
    below = (
        "<iframe src='https://frames.example/1'></iframe><iframe src='https://frames.example/news'></iframe>"
        "<iframe src='https://maps.example/1'></iframe><div><script src='//scripts.example/a.js'></script></div>"
    )

    assert told(article(below=below)) == [
        ("slot", "after_body", "filter.network", "||frames.example^"),
        ("slot", "after_body", "filter.network", "||scripts.example^$script"),
    ]
    assert told(article(inside="<iframe src='https://frames.example/1'></iframe>")) == [
        ("slot", "in_body", "filter.network", "||frames.example^")
    ]


def test_a_line_that_leads_to_a_blocked_address_is_an_ad_and_a_sentence_is_not(use):
    pytest.importorskip("adblock")
    use("||click.example^")
    line = "<p><a href='https://click.example/1'>온빛 지갑 새 모델 보러 가기</a></p>"
    sentence = f"<p>당국은 <a href='https://click.example/1'>보도 자료</a>에서 이렇게 밝혔다. {PARAGRAPH}</p>"
    read = article(inside=line + sentence)

    assert [(ad.kind, ad.text, ad.rule, ad.evidence) for ad in read.ads] == [
        ("native_card", "온빛 지갑 새 모델 보러 가기", "filter.network", "||click.example^")
    ]
    assert "보도 자료에서" in read.body


def test_without_the_engine_network_rules_wait(use, monkeypatch):
    monkeypatch.setitem(sys.modules, "adblock", None)
    known = use("||frames.example^")

    assert known.engine is None
    assert article(below="<iframe src='https://frames.example/1'></iframe>").ads == []


# --- the lists that are kept


def run(*words: object):
    return CliRunner().invoke(main, ["filters", *map(str, words)])


def test_a_list_is_added_shown_replaced_and_removed(kept, tmp_path):
    file = tmp_path / "My list.txt"
    file.write_text("! 우리 목록\nonbit.example##.promo\n||ads.example^\nonbit.example##.x:upward(1)\n", "utf-8")

    assert run("add", file).output == "my-list: 1 element rule, 1 network rule; skipped 1: 1 procedural\n"
    shown = run("list").output.splitlines()
    own, mine = (re.split(r" {2,}", line) for line in shown)
    assert own[:3] == ["default", str(filterlists.DEFAULT), "-"]
    assert mine[:2] == ["my-list", str(file)] and mine[2].startswith("20") and mine[3].startswith("1 element rule,")
    assert shown[0].index(own[1]) == shown[1].index(mine[1]) and shown[0].index(own[3]) == shown[1].index(mine[3])

    file.write_text("onbit.example##.promo\nonbit.example##.promo2\n")
    assert run("add", file).output == "my-list: 2 element rules, 0 network rules\n"
    assert [path.name for path in kept.iterdir()] == ["my-list.txt"]
    assert run("add", kept / "my-list.txt", "--name", "copy").exit_code == 0
    assert (kept / "copy.txt").read_text().count("! sinmungo source") == 1

    assert run("remove", "my-list").exit_code == 0
    assert [path.name for path in kept.iterdir()] == ["copy.txt"]
    gone = run("remove", "my-list")
    assert gone.exit_code == 1 and "no list 'my-list'" in gone.stderr


def test_an_added_list_is_read_with_every_page(kept, tmp_path):
    (tmp_path / "mine.txt").write_text("onbit.example##.promo\n")
    run("add", tmp_path / "mine.txt")

    assert ".promo" in Filters(filterlists.installed()).rules_for("www.onbit.example").css


def test_network_rules_that_wait_are_said_to(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(filterlists, "find_spec", lambda name: None)
    (tmp_path / "mine.txt").write_text("||ads.example^\n")

    assert (
        "1 network rule (not used before `python -m pip install adblock` in the project's environment)\n"
        in run("add", tmp_path / "mine.txt").output
    )


TEXT = "온빛거래소는 새 규정을 내놨다.\n위원은 아홉 명이다. 절반은 바깥에서 왔다.\n끝\n".encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<!doctype html><title>404</title>##.ad", "a page"),
        (b"! nothing but a comment\n", "no filter rule"),
        (b"onbit.example##+js(x)\n", "no filter rule"),
        (TEXT, "a text, not a list of filters: none of its 3 lines could be a rule"),
        (TEXT + b"https://onbit.example/\n", "only 1 of its 4 lines could be a rule"),
        (b"# Onbit\n## Filter lists\n### What they are\nA plain text.\n", "none of its 3 lines could be a rule"),
        ("onbit.example##.promo 광고".encode("cp949"), "not UTF-8"),
        (b"onbit.example##.promo\n\x00", "binary"),
        (b"onbit.example##.promo\n" * 500_000, "larger than 10 MB"),
    ],
)
def test_what_is_no_list_is_refused_and_the_old_one_stays(kept, tmp_path, content, why):
    (tmp_path / "mine.txt").write_text("onbit.example##.promo\n")
    run("add", tmp_path / "mine.txt")
    before = (kept / "mine.txt").read_bytes()
    (tmp_path / "mine.txt").write_bytes(content)
    done = run("add", tmp_path / "mine.txt")

    assert done.exit_code == 1 and why in done.stderr
    assert (kept / "mine.txt").read_bytes() == before


@pytest.mark.parametrize("name", ["../x", "default", ".hidden", "a b", ""])
def test_a_name_stays_in_the_directory(kept, tmp_path, name):
    (tmp_path / ".txt").write_text("##.ad\n")
    if name:
        with pytest.raises(NotAList):
            filterlists.add(str(tmp_path / ".txt"), name)
    assert not filterlists.remove(name)


def test_a_file_that_is_not_there(kept):
    done = run("add", "nowhere.txt")

    assert done.exit_code == 1 and "No such file" in done.stderr


def sinmungo(directory: Path, *words: str, allow: str = "") -> subprocess.CompletedProcess[str]:
    env = os.environ | {"SINMUNGO_FILTERS": str(directory), "SINMUNGO_GUARD_ALLOW": allow}
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "filters", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def site():
    site = Site()
    yield site
    site.close()


def test_a_list_from_an_address(site, tmp_path):
    site.routes["/lists/Onbit.txt"] = Reply(b"onbit.example##.promo\n", headers={"Content-Type": "text/plain"})
    done = sinmungo(tmp_path, "add", f"{site.url}/lists/Onbit.txt", allow=site.netloc)

    assert (done.returncode, done.stdout) == (0, "onbit: 1 element rule, 0 network rules\n"), done.stderr
    assert f"! sinmungo source: {site.url}/lists/Onbit.txt\n" in (tmp_path / "onbit.txt").read_text("utf-8")
    assert site.paths() == ["/lists/Onbit.txt"]


@pytest.mark.parametrize(
    ("path", "reply", "why"),
    [
        ("/gone.txt", Reply(b"##.ad", status=404), "the server answered 404"),
        ("/page.txt", Reply(b"<html>", headers={"Content-Type": "text/html"}), "a page"),
        ("/big.txt", Reply(b"##.ad\n" * 2_000_000), "larger than 10 MB"),
        (
            "/away.txt",
            Reply(status=302, headers={"Location": "http://127.0.0.2:1/list.txt"}),
            "127.0.0.2 is not a public address",
        ),
    ],
)
def test_what_an_address_must_not_give(site, tmp_path, path, reply, why):
    site.routes[path] = reply
    done = sinmungo(tmp_path, "add", site.url + path, allow=site.netloc)

    assert done.returncode == 1 and done.stderr.startswith("Error: ") and why in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://onbit.example/x", "http://10.0.0.1/x.txt"])
def test_addresses_that_are_not_asked(tmp_path, address):
    done = sinmungo(tmp_path, "add", address)

    assert "off_host" not in done.stderr

    assert done.returncode == 1 and done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr and list(tmp_path.iterdir()) == []
