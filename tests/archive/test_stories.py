"""Stories: copies found on labelled sets, the same whatever comes when, and right after revisions and deletions."""

import random
from collections import Counter
from functools import cache

import pytest
from archive_pages import AT1, article

from archive import grouping, stories
from archive.likeness import Entry, Index, Text, figures_agree, normalized, similarity, sketches
from archive.store import Archive
from archive.stories import Counts, leave_stories, update_stories
from bench.copies import APART, SETS, TOGETHER, Labelled, class_of, read_set, score
from bench.stories import recall_of_edits, stories_of

F1, PRECISION, RECALL, WRONGLY_JOINED = 0.95, 0.98, 0.9, 0.03
"""Floors of each set, of each class of copies, and the most of a class of others that may be joined."""

SENTENCES = [
    "가람거래소가 나래토큰의 거래 지원을 다음 달 15일에 끝내기로 했다고 20일 밝혔다.",
    "재단이 알린 것보다 3100만개가 더 시장에 풀린 사실이 드러났기 때문이다.",
    "투자자 모임은 손해를 물어내라며 소송을 준비하고 있으나 재단은 아무 말이 없다.",
    "금융당국은 다른 종목에도 같은 일이 있었는지 모두 살펴보기로 하고 자료를 요구했다.",
    "전문가들은 유통량을 날마다 알리도록 하는 제도가 있어야 한다고 입을 모은다.",
    "거래소는 이용자에게 미리 알리고 돈을 찾을 시간을 한 달 주기로 했으며 문의 창구도 따로 열었다.",
    "한편 이 토큰의 값은 공지가 나온 지 30분 만에 62% 떨어졌다가 조금 올랐다.",
]
OTHERS = [
    "포털 마루는 검색 결과 위에 인공지능이 정리한 답을 보여 주기로 하고 시험에 들어갔다.",
    "언론사에는 노출과 클릭에 따라 대가를 주며 협의는 이미 142곳과 마쳤다고 한다.",
    "건강과 법률을 묻는 이에게는 요약 대신 공공기관의 문서를 먼저 보여 준다.",
]
ONE, TWO = " ".join(SENTENCES), " ".join(OTHERS)


def page(key, outlet="garam", body=ONE, hour=1, **changes):
    return article(1, url_key=key, url=f"https://{key}.example/", outlet=outlet, body=body, title=f"제목 {key}") | {
        "published_at": f"2026-11-20T{hour:02}:00:00+00:00",
        "published_raw": f"2026-11-20 {hour:02}:00",
        **changes,
    }


def keep(archive, *pages):
    for each in pages:
        assert archive.keep(None, each) in ("saved", "revised")
    archive.flush()


def update(archive):
    return update_stories(archive.db)


def told(archive):
    """The stories by the keys of their articles: everything about them but their numbers."""
    rows = archive.db.query(
        """SELECT stories.id, stories.title, first_published_at, stories.articles, stories.outlets, own.url_key AS speaks,
        articles.url_key, articles.story_similarity FROM stories JOIN articles ON articles.story_id = stories.id
        JOIN articles AS own ON own.id = representative_id ORDER BY articles.url_key"""
    )
    found = {}
    for row in rows:
        number, key, alike = row.pop("id"), row.pop("url_key"), row.pop("story_similarity")
        found.setdefault(number, (tuple(row.values()), {}))[1][key] = alike
    return sorted((head, tuple(members.items())) for head, members in found.values())


def keys(archive):
    return sorted(tuple(key for key, _ in members) for _, members in told(archive))


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.db") as opened:
        yield opened


# --- the labelled sets


@cache
def labelled(path):
    return read_set(path)


@pytest.fixture(scope="module", params=SETS, ids=lambda path: path.stem)
def scored(request, tmp_path_factory):
    articles = labelled(request.param)
    return score(articles, stories_of(articles, tmp_path_factory.mktemp("stories") / "set.db"))


def test_the_sets_are_large_and_have_nothing_in_common():
    tuning, heldout = map(labelled, SETS)
    assert len(tuning) + len(heldout) >= 200 and min(len(tuning), len(heldout)) >= 100
    sizes = [Counter(one.story for one in each) for each in (tuning, heldout)]
    assert sum(size > 1 for each in sizes for size in each.values()) >= 80
    bodies = [{normalized(one.page["body"]) for one in each} for each in (tuning, heldout)]
    assert not bodies[0] & bodies[1] and not {one.event for one in tuning} & {one.event for one in heldout}
    for each in (tuning, heldout):
        assert len({one.page["url_key"] for one in each}) == len(each)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_edited_copies_keep_from_two_fifths_to_nine_tenths_of_a_text(path):
    sources = {one.story: Text(None, None, one.page["body"]) for one in reversed(labelled(path))}
    edited = [one for one in labelled(path) if one.kind == "edited"]
    own = [Text(None, None, one.page["body"]) for one in edited]
    kept = [
        len(text.shingles & sources[one.story].shingles) / max(len(text.shingles), len(sources[one.story].shingles))
        for one, text in zip(edited, own, strict=True)
    ]
    assert len(kept) >= 30 and sum(share < 0.5 for share in kept) >= 5
    assert min(kept) > 0.2 and sum(share > 0.95 for share in kept) < 0.15 * len(kept)


def test_pairs_are_found_and_told_apart(scored):
    precision, recall, f1 = scored.rates()
    assert f1 >= F1 and precision >= PRECISION, (precision, recall, f1)
    for name in TOGETHER:
        assert scored.joined[name] >= RECALL * scored.pairs[name] > 0, name
    for name in APART:
        assert scored.joined[name] <= WRONGLY_JOINED * scored.pairs[name], name
        assert scored.pairs[name] >= 6, name


def test_the_score_counts_what_is_wrong():
    pages = [page(key, outlet) for key, outlet in (("a", "garam"), ("b", "narae"), ("c", "dodam"))]
    same = [Labelled("e", "s", "source", each) for each in pages[:2]]
    new = Labelled("e", "t", "anew", pages[2])
    assert class_of(*same) == "exact" and class_of(same[0], new) == "anew"
    all_joined = score([*same, new], dict.fromkeys("abc", 1))
    assert all_joined.joined == {"exact": 1, "anew": 2} and all_joined.rates()[:2] == (1 / 3, 1)


def test_half_a_text_is_found_though_a_tenth_of_its_words_changed():
    assert recall_of_edits(0.5, 0.1, times=20) >= 0.85
    assert recall_of_edits(0.4, 0.0, times=20) >= 0.95


# --- likeness


def test_what_does_not_count():
    assert normalized('가상 자산, "ＥＴＦ"_1조\n') == "가상자산etf1조"
    spaced = Text("a", None, ONE.replace(" ", "\n").replace(".", " …"))
    assert similarity(spaced, Text("b", None, ONE)) == 1


def test_figures_agree_where_the_words_around_them_are_the_same():
    form = "비트코인은 오전 8시 현재 {}% 오른 {}만원에 거래되고 있으며 이더리움은 {}만원이다."
    first = Text("a", None, form.format("2.3", "13,012", "498"))
    assert figures_agree(first, Text("b", None, form.format("2.3", "13,012", "498")))
    assert figures_agree(first, Text("b", None, form.format("2.3", "13,012", "489")))  # one was put right
    assert not figures_agree(first, Text("b", None, form.format("1.1", "12,874", "489")))
    assert figures_agree(first, Text("b", None, TWO))  # no place in common


def placed(*texts, hours=()):
    index = Index(texts.__getitem__)
    for number, (text, sketch) in enumerate(zip(texts, sketches(list(texts)), strict=True)):
        at = stories.datetime.fromisoformat("2026-11-20T00:00:00+00:00")
        at += stories.timedelta(hours=hours[number] if hours else 0)
        index.add(Entry(number, at, text.outlet, text.flash, sketch))
    return index


def unknown(one, other):
    return False


@pytest.mark.parametrize("hours,found", [(0, True), (72, True), (73, False), (-72, True), (-73, False)])
def test_copies_are_looked_for_within_three_days(hours, found):
    index = placed(Text("a", "갑", ONE), Text("b", "을", ONE), hours=(0, hours))
    assert (1 in index.linked(0, unknown)) == (0 in index.linked(1, unknown)) == found


def test_the_index_lets_go():
    index = placed(Text("a", "갑", ONE), Text("b", "을", ONE), hours=(0, 30))
    index.forget_before(index.entries[1].at)
    assert set(index.entries) == {1} and not list(index.linked(1, unknown))
    index.remove(7)


@pytest.mark.parametrize(
    "title,body,hours,found",
    [
        ("[속보] 나래토큰 상장 폐지", SENTENCES[0], 1, True),
        ("[속보] 나래토큰 상장 폐지", SENTENCES[0], 25, False),  # a day later it is another report
        ("[속보] 나래토큰 상장 폐지", SENTENCES[0], -1, False),  # a flash comes first
        ("[속보] 나래토큰 상장 폐지", SENTENCES[0].replace("15일", "18일").replace("20일", "21일"), 1, False),
        ("[속보] 3100만개가 더 시장에 풀린 사실", "자세한 내용은 잠시 뒤 이어집니다.", 1, True),
        ("[속보] 미 연준 의장 발언", "자세한 내용은 잠시 뒤 이어집니다.", 1, False),
        ("[속보] 미 연준 의장 발언", SENTENCES[4], 1, False),  # a line they share is not what the flash says
    ],
)
def test_a_flash_and_the_article_it_grew_into(title, body, hours, found):
    index = placed(Text("a", title, body), Text("a", "나래토큰 거래 끝난다", ONE), hours=(0, hours))
    assert (1 in index.linked(0, unknown)) == (0 in index.linked(1, unknown)) == found
    assert not list(placed(Text("a", title, body), Text("b", "나래", TWO)).linked(0, unknown))


def test_one_outlets_disclaimer_is_no_copy_but_its_second_version_is():
    end = " 이 글은 자료를 바탕으로 썼으며 투자를 권하지 않습니다. 투자의 책임은 투자자 자신에게 있습니다. 잘 판단하십시오."
    one, other = Text("a", "상장 폐지", SENTENCES[0] + end), Text("a", "요약 검색", OTHERS[0] + end)
    assert similarity(one, other) > 0.3 and not list(placed(one, other).linked(0, unknown))
    later = Text("a", "상장 폐지(종합)", SENTENCES[0] + SENTENCES[1] + end)
    assert list(placed(one, later).linked(0, unknown)) == [1]


def test_placeholders_are_copies_only_under_one_title():
    body = "자세한 내용은 잠시 뒤 이어집니다. 속보를 전해 드립니다."
    titles = "한울은행 기준금리 동결", "나래비트 대표 사의 표명"
    one, other = (Text(outlet, title, body) for outlet, title in zip("ab", titles, strict=True))
    assert not list(placed(one, other).linked(0, unknown))
    assert list(placed(one, Text("b", titles[0], body)).linked(0, unknown)) == [1]


def test_a_notice_of_another_coin_is_another_notice():
    form = (
        "안녕하세요. {} 네트워크 점검에 따라 입출금을 멈춥니다. 점검이 끝나면 다시 엽니다. 불편을 드려 죄송합니다. " * 2
    )
    named = [Text("a", f"{coin} 입출금 중단 안내", form.format(coin, coin)) for coin in ("은하수", "바람개비")]
    assert similarity(*named) > 0.6 and not list(placed(*named).linked(0, unknown))
    again = Text("a", "은하수 입출금 중단 안내", form.format("은하수", "은하수") + "입금은 늦어집니다.")
    assert list(placed(named[0], again).linked(0, unknown)) == [1]


# --- the archive


def test_a_story_of_three_outlets(archive):
    cut = " ".join(SENTENCES[:4])
    keep(
        archive, page("late", "narae", hour=3), page("first", "hanul", cut, hour=1), page("short", "dodam", cut, hour=2)
    )
    keep(archive, page("other", "narae", TWO))
    assert update(archive) == Counts(read=4, changed=3, stories=1, articles=3)
    head = ("제목 first", "2026-11-20T01:00:00+00:00", 3, 3, "first")
    assert told(archive) == [(head, (("first", 1.0), ("late", 1.0), ("short", 1.0)))]
    alone = archive.db.execute("SELECT story_id, story_similarity FROM articles WHERE url_key = 'other'").fetchone()
    assert alone == (None, None) and archive.counts()["articles"] == 4


def test_of_equally_early_ones_the_longest_speaks(archive):
    keep(archive, page("a", "hanul", " ".join(SENTENCES[:5])), page("b", "narae"), page("c", "dodam"))
    update(archive)
    assert told(archive)[0][0][-1] == "b"  # and not the one that came last


def test_similarity_is_the_share_of_the_shorter_text(archive):
    half = " ".join([OTHERS[0], *SENTENCES[:3], OTHERS[1]])
    keep(archive, page("a", "hanul"), page("b", "narae", half, hour=2))
    update(archive)
    share = similarity(Text("hanul", "", ONE), Text("narae", "", half))
    assert 0.4 < share < 0.7 and dict(told(archive)[0][1]) == {"a": 1.0, "b": round(share, 3)}


def test_a_day_without_a_clock_is_never_the_first(archive):
    midnight = {"published_at": "2026-11-19T15:00:00+00:00"}
    keep(archive, page("dated", "hanul", published_raw="2026.11.20", **midnight), page("timed", "narae", hour=5))
    update(archive)
    assert told(archive)[0][0] == ("제목 timed", "2026-11-20T05:00:00+00:00", 2, 2, "timed")
    keep(archive, page("embargo", "dodam", published_raw="2026-11-20 00:00", **midnight))
    update(archive)
    assert told(archive)[0][0][-1] == "embargo"


def test_without_a_date_the_first_sight_counts(archive):
    keep(archive, page("undated", "hanul", published_at=None), page("dated", "narae", hour=5))
    keep(archive, page("old", "dodam", published_at="2026-10-20T01:00:00+00:00"))
    update(archive)
    assert keys(archive) == [("dated", "undated")] and told(archive)[0][0][-1] == "undated"  # AT1 is 03:00


def state(archive):
    tables = "SELECT * FROM stories ORDER BY id", "SELECT * FROM story_signatures ORDER BY 1"
    articles = "SELECT id, story_id, story_similarity FROM articles ORDER BY id"
    return [archive.db.execute(sql).fetchall() for sql in (*tables, articles)]


def test_a_second_update_does_nothing(archive):
    keep(archive, page("a"), page("b", "narae"), page("c", "dodam", TWO))
    update(archive)
    before, changes = state(archive), archive.db.conn.total_changes
    assert update(archive) == Counts(read=0, changed=0, stories=1, articles=2)
    assert state(archive) == before and archive.db.conn.total_changes == changes


def test_progress_is_told_batch_by_batch(archive, monkeypatch):
    monkeypatch.setattr(stories, "_BATCH", 2)
    keep(archive, *(page(f"p{i}", f"o{i}", hour=i) for i in range(5)))
    seen = []
    update_stories(archive.db, lambda done, total: seen.append((done, total)))
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert keys(archive) == [("p0", "p1", "p2", "p3", "p4")]


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_arrival_changes_nothing(seed, tmp_path, monkeypatch):
    monkeypatch.setattr(stories, "_BATCH", 20)
    pages = [one.page for one in labelled(SETS[0])]
    with Archive(tmp_path / "sorted.db") as archive:
        keep(archive, *pages)
        update(archive)
        expected = told(archive)
    chance = random.Random(seed)
    chance.shuffle(pages)
    with Archive(tmp_path / "shuffled.db") as archive:
        while pages:
            size = chance.choice([1, 5, 30, 80])
            keep(archive, *pages[:size])
            pages = pages[size:]
            update(archive)
        assert told(archive) == expected and len(expected) > 40


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_ends_as_if_all_had_come_at_once(seed, tmp_path, monkeypatch):
    monkeypatch.setattr(stories, "_BATCH", 10)
    chance, pages = random.Random(seed), [one.page for one in labelled(SETS[0])[:90]]
    held = {}
    with Archive(tmp_path / "lived.db") as archive:
        for turn in range(120):
            happen(archive, held, pages, chance, turn)
            if chance.random() < 0.3:
                update(archive)
        update(archive)
        lived = told(archive)
        hidden = {key for (key,) in archive.db.execute("SELECT url_key FROM articles WHERE taken_down_at IS NOT NULL")}
        assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
    with Archive(tmp_path / "new.db") as archive:
        keep(archive, *(page for key, page in held.items() if key not in hidden))
        update(archive)
        assert told(archive) == lived and len(lived) > 3 and hidden and len(held) < 90


def happen(archive, held, pages, chance, turn):
    """An article comes, says something else, is taken down, put back, or deleted."""
    dice = chance.random()
    if dice < 0.6 or len(held) < 5:
        new = chance.choice(pages)
        if new["url_key"] not in held:
            held[new["url_key"]] = new
            keep(archive, new)
        return
    key = chance.choice(sorted(held))
    if dice < 0.8:
        other = {name: chance.choice(pages)[name] for name in ("title", "body")}
        later = held[key] | other | {"fetched_at": f"2026-12-01T00:{turn // 60:02}:{turn % 60:02}+00:00"}
        if archive.keep(None, later) == "revised":
            held[key] = later
        archive.flush()
    elif dice < 0.9:
        hidden = "UPDATE articles SET taken_down_at = iif(taken_down_at IS NULL, ?, NULL) WHERE url_key = ?"
        with archive.db.conn as conn:
            conn.execute(hidden, (AT1, key))
    else:
        delete(archive, key)
        del held[key]


def delete(archive, key):
    with archive.db.conn as conn:
        number = conn.execute("SELECT id FROM articles WHERE url_key = ?", (key,)).fetchone()[0]
        leave_stories(conn, [number])
        conn.execute("DELETE FROM articles WHERE id = ?", (number,))


def linked_by_e(archive):
    first, second, third = " ".join(SENTENCES[:2]), " ".join(SENTENCES[3:5]), " ".join(SENTENCES[:5])
    keep(
        archive,
        page("a", "hanul", first),
        page("b", "narae", first),
        page("c", "dodam", second),
        page("d", "maru", second),
    )
    update(archive)
    assert keys(archive) == [("a", "b"), ("c", "d")]
    keep(archive, page("e", "ara", third))
    assert update(archive).changed == 3  # the later two and the link
    assert keys(archive) == [("a", "b", "c", "d", "e")]
    assert archive.db.execute("SELECT id FROM stories").fetchall() == [(1,)]


def test_stories_join_when_what_links_them_comes(archive):
    linked_by_e(archive)


def test_stories_part_when_what_links_them_is_deleted(archive):
    linked_by_e(archive)
    delete(archive, "e")
    assert update(archive).read == 0
    assert keys(archive) == [("a", "b"), ("c", "d")]
    assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_deleting_the_one_that_speaks(archive):
    keep(archive, page("a"), page("b", "narae", hour=2), page("c", "dodam", hour=3))
    update(archive)
    for gone, left in (("a", [("b", "c")]), ("b", [])):
        delete(archive, gone)
        update(archive)
        assert keys(archive) == left
    row = archive.db.execute("SELECT story_id, story_similarity FROM articles").fetchall()
    assert row == [(None, None)] and archive.counts()["stories"] == 0


def test_a_deletion_that_told_nobody_is_mended(archive):
    keep(archive, page("a"), page("b", "narae", hour=2), page("c", "dodam", hour=3))
    update(archive)
    archive.db.execute("DELETE FROM articles WHERE url_key = 'b'")
    archive.db.conn.commit()
    assert update(archive).stories == 1 and told(archive)[0][0][2:] == (2, 2, "a")


def test_what_is_taken_down_leaves_its_story_and_may_come_back(archive):
    keep(archive, page("a"), page("b", "narae", hour=2), page("c", "dodam", hour=3))
    update(archive)
    archive.db.execute("UPDATE articles SET taken_down_at = ? WHERE url_key = 'a'", (AT1,))
    archive.db.conn.commit()
    assert update(archive) == Counts(read=0, changed=1, stories=1, articles=2)
    assert keys(archive) == [("b", "c")] and archive.db["story_signatures"].count == 2
    archive.db.execute("UPDATE articles SET taken_down_at = NULL")
    archive.db.conn.commit()
    update(archive)
    assert keys(archive) == [("a", "b", "c")]


def test_a_revision_moves_an_article(archive):
    keep(archive, page("a"), page("b", "narae"), page("c", "dodam", TWO), page("d", "maru", TWO))
    update(archive)
    later = {"fetched_at": "2026-11-21T03:00:00+00:00"}
    keep(archive, page("b", "narae", TWO, **later))
    assert update(archive).read == 1
    assert keys(archive) == [("b", "c", "d")]
    assert archive.db.execute("SELECT id FROM stories").fetchall() == [(2,)]


def test_a_revised_title_is_the_storys(archive):
    keep(archive, page("a"), page("b", "narae", hour=2))
    update(archive)
    keep(archive, page("a", title="새 제목", fetched_at="2026-11-21T03:00:00+00:00"))
    update(archive)
    assert told(archive)[0][0][0] == "새 제목"


def test_another_date_moves_an_article(archive):
    keep(archive, page("a"), page("b", "narae", hour=2))
    update(archive)
    keep(archive, page("b", "narae", published_at="2026-11-30T01:00:00+00:00", fetched_at="2026-12-01T03:00:00+00:00"))
    assert update(archive) == Counts(read=1, changed=2, stories=0, articles=0)


def test_other_advertising_is_no_other_text(archive, monkeypatch):
    keep(archive, page("a"), page("b", "narae", hour=2))
    update(archive)
    before = archive.db.execute("SELECT signature FROM story_signatures").fetchall()
    keep(archive, page("a", ads=[], fetched_at="2026-11-21T03:00:00+00:00"))
    monkeypatch.setattr(stories, "sketches", lambda texts: [] if not texts else 1 / 0)
    assert update(archive) == Counts(read=1, changed=0, stories=1, articles=2)
    assert archive.db.execute("SELECT signature FROM story_signatures").fetchall() == before
    assert update(archive).read == 0


def test_signatures_of_another_version_are_made_anew(archive):
    keep(archive, page("a"), page("b", "narae", hour=2))
    update(archive)
    before = told(archive), state(archive)
    for number, signature in archive.db.execute("SELECT article_id, signature FROM story_signatures").fetchall():
        changed = b"\0" + signature[1:], number
        archive.db.execute("UPDATE story_signatures SET signature = ? WHERE article_id = ?", changed)
    archive.db.conn.commit()
    assert update(archive).read == 2
    assert (told(archive), state(archive)) == before


def test_a_batch_is_written_whole_or_not_at_all(archive, monkeypatch):
    monkeypatch.setattr(stories, "_BATCH", 2)
    keep(archive, *(page(f"p{i}", f"o{i}", hour=i) for i in range(4)))

    def fail(done, total):
        if done == 2:
            monkeypatch.setattr(stories, "write", broken)

    def broken(*values):
        raise RuntimeError("a power cut")

    with pytest.raises(RuntimeError):
        update_stories(archive.db, fail)
    assert keys(archive) == [("p0", "p1")] and archive.db["story_signatures"].count == 2
    monkeypatch.setattr(stories, "write", grouping.write)
    update(archive)
    assert keys(archive) == [("p0", "p1", "p2", "p3")]


def test_only_some_days_are_held_in_memory(archive, monkeypatch):
    held = []
    move = stories._Window.move

    def moving(window, first, last):
        move(window, first, last)
        held.append(len(window.index.entries))

    monkeypatch.setattr(stories._Window, "move", moving)
    days = [f"2026-{month:02}-{day:02}T01:00:00+00:00" for month in (9, 10) for day in range(1, 29)]
    keep(archive, *(page(f"d{i}", "o", body=f"{TWO} {i}", published_at=day) for i, day in enumerate(days)))
    update(archive)
    keep(archive, page("x", "narae", f"{TWO} 12", published_at=days[12]), page("y", "dodam", published_at=days[40]))
    update(archive)
    assert max(held) <= 8 and len(held) > 20
    assert any("x" in members and "d12" in members for members in keys(archive))
