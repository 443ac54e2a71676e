"""Korean search: everything a scan of the texts finds, whole words first, spacing and particles free; the index proved."""

import importlib.util
import random
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from archive_pages import AT2, article
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import proof
from archive.hits import NOWHERE, level
from archive.search import (
    bigrams,
    excerpt,
    index,
    match_expression,
    rebuild,
    search,
    unindex,
    verify_index,
    word_starts,
)
from archive.store import Archive

sys.path.insert(0, str(Path(__file__).parents[1] / "search"))

from search_corpus import articles as corpus
from search_queries import by_kind, queries, scores

WORDS = ["비트코인이", "리플은", "트리플", "리플레이", "환율", "환율도", "거래소를", "SK하이닉스", "챗GPT가", "코인"]
WORDS += ["알트코인", "상장폐지", "금리", "XRP", "반도체"]


def titles(archive, query, limit=1000):
    return [row["title"] for row in search(archive.db, query, limit)]


def fill(archive, *titles, body="본문 없음에 가까운 글"):
    for number, title in enumerate(titles):
        archive.keep(None, article(number, title=title, subtitle=[], body=body))
    archive.flush()


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def texts():
    return corpus()


@pytest.fixture(scope="module")
def labelled(texts, tmp_path_factory):
    with Archive(tmp_path_factory.mktemp("labelled") / "a.db", batch_size=1000) as opened:
        for number, text in enumerate(texts):
            opened.keep(None, article(number, title=text.title, body=text.body, subtitle=[]))
        opened.flush()
        yield opened


@pytest.fixture(scope="module")
def results(labelled, texts):
    def found(query):
        return [int(row["url_key"].partition(":")[2]) for row in search(labelled.db, query, 10_000)]

    return scores(texts, found)


def found_by_index(archive, query):
    rows = archive.db.execute(
        "SELECT rowid - 1 FROM articles_fts WHERE articles_fts MATCH ?", [match_expression(query)]
    )
    return {row[0] for row in rows}


def test_bigrams():
    assert bigrams("트리플, SK하이닉스 챗GPT 美") == "_트리 리플 sk _하이 이닉 닉스 _챗 gpt _美"
    assert bigrams(None) == bigrams("…!") == ""
    assert bigrams("ＧＰＴ") == "gpt"


class TestLabelledQueries:
    def test_the_labels_make_sense(self, texts):
        assert len(texts) >= 400 and len(queries()) >= 60
        for query in queries():
            wanted = [text for text in texts if query.is_wanted(text)]
            assert wanted and all(query.is_held(text) for text in wanted), query

    def test_everything_a_scan_finds_is_found(self, results):
        assert [(result.query.query, result.missed[:2]) for result in results if result.recall < 1] == []

    def test_what_is_wanted_comes_first(self, results):
        for kind, some in by_kind(results).items():
            assert sum(result.precision for result in some) / len(some) >= 0.98, kind
        assert min(result.precision for result in results) >= 0.95
        assert sum(result.precision for result in results) / len(results) >= 0.99

    def test_whole_words_and_word_starts_are_among_what_is_found(self, labelled):
        for query in queries():
            asked = "SELECT rowid - 1 FROM articles_fts WHERE articles_fts MATCH ?"
            starts = {row[0] for row in labelled.db.execute(asked, [word_starts(query.query)])}
            assert starts <= found_by_index(labelled, query.query), query


class TestRecall:
    def test_any_part_of_a_word_finds_all_that_a_scan_finds(self, labelled, texts):
        chance = random.Random(3)
        for _ in range(200):
            word = chance.choice(re.findall("[가-힣]{2,}", chance.choice(texts).text))
            start = chance.randrange(len(word) - 1)
            part = word[start : chance.randrange(start + 2, len(word) + 1)]
            held = {number for number, text in enumerate(texts) if part in text.text}
            assert held <= found_by_index(labelled, part), part

    def test_words_written_together_or_apart_find_each_other(self, labelled, texts):
        chance = random.Random(4)
        for number in chance.sample(range(len(texts)), 200):
            text = texts[number].text
            for word in re.findall("(?<![가-힣])[가-힣]{4,10}(?![가-힣])", text)[:2]:
                cut = chance.randrange(2, len(word) - 1)
                assert number in found_by_index(labelled, f"{word[:cut]} {word[cut:]}"), word
            for words in re.findall("(?<![가-힣])[가-힣]{2,5} [가-힣]{2,5}(?![가-힣])", text)[:2]:
                assert number in found_by_index(labelled, words.replace(" ", "")), words

    def test_whatever_stands_in_a_text_finds_it_in_quotes(self, labelled, texts):
        chance = random.Random(5)
        for number in chance.sample(range(len(texts)), 200):
            words = texts[number].body.split()
            first = chance.randrange(len(words))
            phrase = " ".join(words[first : first + chance.randrange(1, 5)])
            assert number in found_by_index(labelled, f'"{phrase}"'), phrase


def test_word_starts_come_first_however_many_others_there_are(archive):
    fill(archive, *["트리플 트리플 트리플 크라운"] * 30, "오늘 시장에서 많은 이야기가 오간 뒤 리플 반등했다")
    assert titles(archive, "리플", 3)[0].endswith("리플 반등했다")
    assert len(titles(archive, "리플")) == 31


def test_whole_words_then_word_starts_then_inside(archive):
    fill(archive, "트리플 트리플", "리플레이 리플레이", "긴 제목 끝에 리플이", "리플랩스", "XRPL 소식", "XRP 소식")
    assert titles(archive, "리플")[0] == "긴 제목 끝에 리플이"
    assert titles(archive, "리플")[3] == "트리플 트리플"
    assert titles(archive, "xrp") == ["XRP 소식", "XRPL 소식"]


def test_a_hit_in_the_title_counts_most_then_the_newest(archive):
    old, new = "2026-11-01T00:00:00+00:00", "2026-11-02T00:00:00+00:00"
    for number, (title, at) in enumerate([("환율 소식", old), ("다른 소식", new), ("환율 소식", new)]):
        body = "환율 이야기다." if number == 1 else "딴 이야기다."
        archive.keep(None, article(number, title=title, subtitle=[], body=body, published_at=at))
    archive.flush()
    rows = search(archive.db, "환율")
    assert [(row["title"], row["published_at"]) for row in rows] == [
        ("환율 소식", new),
        ("환율 소식", old),
        ("다른 소식", new),
    ]


@pytest.mark.parametrize("query", ["상장폐지", "상장 폐지", "상장폐지를", '"상장 폐지"'])
def test_spacing_is_free(archive, query):
    fill(archive, "나래 상장폐지 결정", "나래 상장 폐지 결정", "상장 뒤 급락")
    found = titles(archive, query)
    assert "나래 상장 폐지 결정" in found and "상장 뒤 급락" not in found
    assert ("나래 상장폐지 결정" in found) is not query.startswith('"')


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("비트코인이", "비트코인 급등", "비트 소식"),
        ("환율을", "환율은 어디로", "환 소식"),
        ("XRP가", "XRP 상승", "XR 소식"),
        ("거래소에서는", "거래소 점검", "거래 소식"),
        ("투자자들이", "투자자 보호", "투자 소식"),
        ("고양가", "고양가 소식", "고양 소식"),  # 가 never follows a final consonant
        ("공매도", "공매도 금지", "공매 소식"),
        ("1,000만", "1000만 돌파", "1,000 돌파"),  # 만 is no particle here
        ("2026년에", "2026년부터", "2025년부터"),
        ("금", "금값 올라", "지금 오른다"),
        ("원", "1,300원 넘어", "지원 넓혀"),
        ("빚", "빚더미", "눈빛"),
        ("美", "美中 회담", "韓美 회담"),
        ("AI", "오픈AI가", "AIR 소식"),
        ("AI", "K-AI 소식", "KAI 소식"),
        ("XRP레저", "XRP 레저 개발", "XRP 개발"),
        ("달러 원", "달러원 시세", "달러 지원"),
        ("Open AI", "OpenAI 발표", "Open 발표"),
        ("OpenAI", "Open AI 발표", "Open 발표"),
        ("GPT-4", "GPT4 공개", "GPT 공개"),
        ("GPT4", "GPT-4o 없이 GPT 4", "GPT-5"),
        ("3-5", "3-5위", "35위"),
        ("3.5%", "3.5퍼센트", "13.5%"),
        ("1000만원", "1,000만 원을", "1,000원"),
        ("리플 AND 환율", "리플과 환율", "리플 소식"),
        ("“상장 폐지”", "상장 폐지", "상장폐지"),
        ('"XRP"', "XRP 소식", "XRPL 소식"),
        ('리플"상장 폐지"', "상장 폐지 없는 리플", "리플 상장"),
        ("리플 -트리플", "리플 소식", "리플과 트리플"),
        ("상장 -상장폐지", "상장 소식", "상장 뒤 상장 폐지"),
        ('상장 -"상장 폐지"', "상장폐지 소식", "상장 폐지 소식"),
        ("리플 OR 트론", "트론 소식", "솔라나 소식"),
        ("리플 OR 트론 송금", "트론 송금", "트론 소식"),
        ("OR 리플 OR", "리플 소식", "트론 소식"),
        ("리플 OR -트론", "리플 소식", "리플과 트론"),
        ("거래소", "거래 소", "거래 소득"),
    ],
)
def test_what_a_query_finds(archive, query, found, not_found):
    fill(archive, found, not_found)
    assert titles(archive, query) == [found]


@pytest.mark.parametrize(
    "query", ["", "!!", '"', "-", "-리플", '-"리플 소식"', "OR", "AND", "-OR", '""', "%", "\ud800", "\0"]
)
def test_nothing_to_look_for_finds_nothing(archive, query):
    fill(archive, "리플 소식 OR AND")
    assert titles(archive, query) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ['"', "-", " ", "OR", " OR ", "*", "^", ":", "(", "NEAR", "가", "리플", "a1", "3.5%", "ㅋ", "ß"]
        )
    )
)
def test_any_marks_are_valid(marks):
    ask("".join(marks))


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_valid(text):
    ask(text)


@pytest.mark.parametrize(
    "query", ["가" * 5000, "a " * 5000, "가나다라 " * 500, '"' * 999, "-" * 999, "리플 OR " * 300, "1," * 300]
)
def test_long_input_is_valid(query):
    ask(query)


_memory = sqlite3.connect(":memory:")
_memory.execute("CREATE VIRTUAL TABLE t USING fts5(text, content='', tokenize=\"unicode61 tokenchars '_'\")")
_memory.execute("INSERT INTO t(rowid, text) VALUES (1, ?)", (bigrams("리플 a1 3.5% 가나다라 ㅋㅋ"),))


def ask(query):
    for expression in (match_expression(query), word_starts(query)):
        _memory.execute("SELECT rowid FROM t WHERE t MATCH ?", [expression]).fetchall()
    assert level(query, "리플 3.5%", None, query) >= 0
    assert excerpt("리플 3.5%", query).replace("[", "").replace("]", "") == "리플 3.5%"


class TestExcerpt:
    def test_it_is_cut_around_the_hit(self):
        text = "앞말 " * 60 + "나래토큰 상장 폐지를 검토한다 " + "뒷말 " * 60
        cut = excerpt(text, "상장폐지", before="<", after=">")
        assert "나래토큰 <상장 폐지>를" in cut and cut.startswith("… ") and cut.endswith(" …") and len(cut) < 200
        assert excerpt("짧은 글", "없음") == "짧은 글"
        assert excerpt(None, "리플") == ""

    @pytest.mark.parametrize(
        ("query", "marked"),
        [
            ("sk하이닉스", "[SK하이닉스]가"),
            ("SK 하이닉스", "[SK하이닉스]가"),
            ("상장폐지", "[상장폐지]와 [상장 폐지], [상장·폐지]"),
            ("상장 폐지", "[상장폐지]와 [상장] [폐지], [상장]·[폐지]"),
            ('"상장 폐지"', "상장폐지와 [상장 폐지], [상장·폐지]"),
            ("비트코인이", "[비트코인]은"),
            ("리플", "트리플 뒤 [리플]이"),
            ("리플 -트리플", "트리플 뒤 [리플]이"),
            ("-리플", "트리플 뒤 리플이"),
            ("트론 OR 리플", "[트론]과 [리플]"),
            ("AI", "SAID AIR [AI]가"),
            ("xrp", "[XRP]와 XRPL"),
            ("1000만", "[1,000만] 1,000"),
            ("3.5%", "13.5% [3.5%] 3~5%"),
            ("GPT-4", "[GPT4] [GPT 4] GPT"),
            ("gpt", "[ＧＰＴ]와"),
            ("금", "지금 [금]은"),
            ("거래소", "거래 소식과 [거래소]"),
        ],
    )
    def test_hits_are_marked_as_they_are_found(self, query, marked):
        text = re.sub(r"[\[\]]", "", marked)
        assert excerpt(text, query) == (marked if "Ｇ" not in marked else "[GPT]와")

    def test_it_is_cut_where_most_words_of_the_query_stand(self):
        text = "리플 하나. " + "빈말 " * 100 + "리플 송금이 늘었다. " + "빈말 " * 100
        assert "[리플] [송금]이" in excerpt(text, "리플 송금")

    def test_inside_a_word_is_marked_where_there_is_nothing_better(self):
        assert excerpt("트리플 크라운", "리플") == "트[리플] 크라운"


def test_levels():
    assert level("리플", "리플이", None) == 0
    assert level("리플", "리플레이") == 1
    assert level("리플", "트리플") == 2
    assert level("리플 송금", "리플이", "송금망") == 1
    assert level("리플 OR 트론", "트론") == 0
    assert level("리플", "없음") == NOWHERE
    assert level("공매", "공매도 금지") == 1 and level("공매", "경매와 공매도 공매는") == 0


def test_a_revision_leaves_the_old_words_and_gets_the_new(archive):
    fill(archive, "나래토큰 소식")
    archive.keep(None, article(0, title="도담코인 소식", subtitle=[], body="본문 없음에 가까운 글", fetched_at=AT2))
    archive.flush()
    assert titles(archive, "나래토큰") == [] and titles(archive, "도담코인") == ["도담코인 소식"]


class TestFunctionsOfTheSite:
    @pytest.fixture
    def conn(self, archive):
        path = Path(__file__).parents[2] / "archive" / "site" / "plugins" / "korean_search.py"
        spec = importlib.util.spec_from_file_location("korean_search", path)
        plugin = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(plugin)
        conn = sqlite3.connect(archive.path)
        plugin.prepare_connection(conn)
        yield conn
        conn.close()

    def test_order_by_match(self, archive, conn):
        fill(archive, "트리플 트리플", "리플레이", "리플 소식")
        rows = conn.execute(
            """SELECT title FROM articles WHERE id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH escape_fts(:q))
            ORDER BY hit_level(:q, title, subtitle, body)""",
            {"q": "리플"},
        ).fetchall()
        assert rows == [("리플 소식",), ("리플레이",), ("트리플 트리플",)]
        starts = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH word_starts('리플')"
        assert conn.execute(starts).fetchall() == [(2,), (3,)]
        assert conn.execute("SELECT excerpt('리플이', '리플'), excerpt(NULL, NULL)").fetchone() == ("⟦리플⟧이", "")

    def test_hits_by_id_are_those_of_the_present_archive(self, archive, conn):
        found = "SELECT id FROM articles WHERE substr(search_hits('리플'), id + 1, 1) = x'01'"
        assert conn.execute(found).fetchall() == []
        fill(archive, "트리플", "환율", "리플")
        assert conn.execute(found).fetchall() == conn.execute(found).fetchall() == [(1,), (3,)]
        archive.keep(None, article(0, title="다른 소식", subtitle=[], body="본문 없음에 가까운 글", fetched_at=AT2))
        archive.flush()
        assert conn.execute(found).fetchall() == [(3,)]
        assert conn.execute("SELECT search_hits(NULL)").fetchone() == (bytes(4),)


class TestProof:
    @pytest.fixture
    def conn(self, archive):
        for turn, at in enumerate(("2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z", "2026-11-21T03:00:00Z")):
            for number in range(40):
                word = WORDS[(number * (turn + 1)) % len(WORDS)]
                archive.keep(None, article(number, title=f"{word} 소식", fetched_at=at))
            archive.flush()
        opened = sqlite3.connect(archive.path, isolation_level=None)
        yield opened
        opened.close()

    def row(self, conn, number):
        return conn.execute("SELECT id, title, subtitle, body FROM articles WHERE id = ?", (number,)).fetchone()

    def test_the_maintained_index_equals_a_rebuilt_one(self, conn):
        conn.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, articles_fts, instance)")
        kept = conn.execute("SELECT * FROM words ORDER BY 1, 2, 3, 4").fetchall()
        assert verify_index(conn) == []
        conn.execute("BEGIN")
        rebuild(conn)
        conn.execute("COMMIT")
        assert conn.execute("SELECT * FROM words ORDER BY 1, 2, 3, 4").fetchall() == kept
        assert verify_index(conn) == []

    def test_an_empty_archive_and_one_emptied_again(self, archive):
        assert verify_index(archive.db.conn) == []
        fill(archive, "리플")
        row = self.row(archive.db.conn, 1)
        with archive.db.atomic():
            unindex(archive.db.conn, [row])
            archive.db.execute("DELETE FROM articles")
        assert verify_index(archive.db.conn) == []

    def test_a_missing_article(self, conn):
        unindex(conn, [self.row(conn, 7)])
        lines = verify_index(conn)
        assert lines[0] == "article 7 is missing from the search index"
        assert "39" in lines[1] and "40" in lines[1] and len(lines) == 2

    def test_a_stale_revision(self, conn):
        conn.execute("UPDATE articles SET title = '나중 제목' WHERE id = 7")
        assert verify_index(conn)[0] == "article 7: the search index holds another text than the archive"

    def test_the_same_words_in_another_order(self, conn):
        for before, after in (("가람 나래", "나래 가람"), ("나래 가람 가람 나래", "가람 나래 나래 가람")):
            conn.execute("UPDATE articles SET title = ? WHERE id = 7", (before,))
            rebuild(conn)
            conn.execute("UPDATE articles SET title = ? WHERE id = 7", (after,))
            assert verify_index(conn) == ["article 7: the search index holds another text than the archive"]

    def test_two_articles_exchanged(self, conn):
        one, two = self.row(conn, 3), self.row(conn, 4)
        assert one[1] != two[1]
        unindex(conn, [one, two])
        index(conn, [(3, *two[1:]), (4, *one[1:])])
        assert [line.split(":")[0] for line in verify_index(conn)] == ["article 3", "article 4"]

    def test_a_wrong_delete_before_a_revision(self, conn):
        number, title, subtitle, body = self.row(conn, 7)
        unindex(conn, [(7, "이런 제목은 없었다", subtitle, body)])
        index(conn, [(7, "나중 제목", subtitle, body)])
        conn.execute("UPDATE articles SET title = '나중 제목' WHERE id = 7")
        assert verify_index(conn)[0] == "article 7: the search index holds another text than the archive"

    def test_a_wrong_delete_of_an_article_that_went(self, conn):
        number, title, subtitle, body = self.row(conn, 7)
        unindex(conn, [(7, "이런 제목은 없었다", subtitle, body)])
        conn.execute("DELETE FROM articles WHERE id = 7")
        assert verify_index(conn)[0] == "article 7 is in the search index but not in the archive"

    def test_an_extra_row(self, conn):
        index(conn, [(900, "없는 기사", "[]", "없는 글")])
        assert verify_index(conn)[0] == "article 900 is in the search index but not in the archive"
        index(conn, [(901, "", "[]", "")])  # not even a word
        assert verify_index(conn)[1] == "article 901 is in the search index but not in the archive"

    def test_an_article_entered_twice(self, conn):
        index(conn, [self.row(conn, 7)])
        assert "counts [41, " in verify_index(conn)[0]  # its words and places are the same

    def test_many_that_differ_are_counted(self, conn, monkeypatch):
        monkeypatch.setattr(proof, "_NAMED", 3)
        conn.execute("UPDATE articles SET title = '나중 제목'")
        lines = verify_index(conn)
        assert len([line for line in lines if "another text" in line]) == 3
        assert "at least 37 more articles differ" in lines

    def test_articles_in_one_group_are_told_apart(self, conn, monkeypatch):
        monkeypatch.setattr(proof, "_GROUPS", 2)
        conn.execute("UPDATE articles SET title = '나중 제목' WHERE id IN (7, 9, 12)")
        assert [line.split(":")[0] for line in verify_index(conn)[:-1]] == ["article 7", "article 9", "article 12"]

    def test_a_broken_index_is_no_exception(self, conn):
        conn.execute("UPDATE articles_fts_data SET block = x'00112233445566778899' WHERE id > 10")
        assert verify_index(conn)[0].startswith("the search index cannot be read: ")

    def test_nothing_is_written_and_a_reader_may_ask(self, conn, archive):
        conn.execute("BEGIN")
        conn.execute("UPDATE articles SET title = '나중 제목' WHERE id = 7")
        inside = verify_index(conn)
        assert inside and conn.in_transaction
        conn.execute("COMMIT")
        with sqlite3.connect(f"{archive.path.absolute().as_uri()}?mode=ro", uri=True) as reader:
            assert verify_index(reader) == verify_index(reader) == verify_index(conn) == inside
            assert not reader.in_transaction
            assert reader.execute("SELECT count(*) FROM sqlite_temp_master").fetchone() == (0,)

    @pytest.mark.parametrize(
        "text",
        [
            "𞤀𞤣𞤤𞤥 𠀀𫠝 鿿",
            "ㅋㅋㅋ 하하ㅠㅠ",
            "カタカナ ｶﾀｶﾅ",
            "café CAFÉ ﬁn ß İstanbul ſ",
            "e\u0301 a\u0308\u0323",
            "x" * 40_000,
            "가" * 20_000,
        ]
        + ["① ½ ㈜ ™ ²", "Ა ა ꭰ Ꭰ", "a\0b _밑줄_ 가_나", "🙂 👩‍👩‍👧 글"],
    )
    def test_letters_that_fts5_treats_its_own_way(self, archive, text):
        fill(archive, text, "다음 글", body=f"앞 {text} 뒤")
        assert verify_index(archive.db.conn) == []

    def test_a_killed_writer_leaves_index_and_articles_equal(self, tmp_path):
        for turn in range(3):
            child = subprocess.Popen(
                [sys.executable, "-c", _WRITER, str(tmp_path / "a.db"), str(turn)], stdout=subprocess.PIPE
            )
            for _ in range(3 + turn):
                child.stdout.readline()
            child.send_signal(signal.SIGKILL)
            child.communicate()
            with Archive(tmp_path / "a.db") as opened:
                assert opened.counts()["articles"] >= 10
                assert verify_index(opened.db.conn) == []


_WRITER = f"""
import sys
sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path(__file__).parents[2])!r}]
from archive_pages import article
from archive.store import Archive
turn = int(sys.argv[2])
with Archive(sys.argv[1], batch_size=10) as archive:
    for round in range(1000):
        at = f"2026-11-{{20 + turn}}T03:{{round // 60:02}}:{{round % 60:02}}+00:00"
        for number in range(30):
            archive.keep(None, article(number, title=f"글 {{turn}} {{round}} {{number}}", fetched_at=at))
        archive.flush()
        print(round, flush=True)
"""
