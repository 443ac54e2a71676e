"""Korean search: everything a substring scan finds, word starts first, spacing and particles free."""

import random

import pytest
from archive_pages import AT2, article

from archive.search import bigrams, excerpt, index, match_expression, search
from archive.store import Archive

WORDS = ["비트코인이", "리플은", "트리플", "리플레이", "환율", "환율도", "거래소를", "SK하이닉스", "챗GPT가", "코인"]
WORDS += ["알트코인", "상장폐지", "금리", "XRP", "반도체"]
QUERIES = ["코인", "리플", "환율", "거래소", "SK하이닉스", "챗GPT", "비트코인", "하이닉스", "상장폐지", "이닉"]


def titles(archive, query, limit=1000):
    return [row["title"] for row in search(archive.db, query, limit)]


def fill(archive, *titles):
    for number, title in enumerate(titles):
        archive.keep(None, article(number, title=title, subtitle=[], body="본문 없음에 가까운 글"))
    archive.flush()


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.db") as opened:
        yield opened


def test_bigrams():
    assert bigrams("트리플, SK하이닉스 챗GPT 美") == "_트리 리플 sk _하이 이닉 닉스 _챗 gpt _美"
    assert bigrams(None) == bigrams("…!") == ""
    assert bigrams("ＧＰＴ") == "gpt"


@pytest.mark.parametrize("query", QUERIES)
def test_recall_equals_a_substring_scan(archive, query):
    chance = random.Random(3)
    texts = [" ".join(chance.choices(WORDS, k=6)) + f" {number}" for number in range(300)]
    fill(archive, *texts)
    expected = {text for text in texts if query in text}
    assert expected and set(titles(archive, query)) == expected


def test_word_starts_come_first_however_many_others_there_are(archive):
    fill(archive, *["트리플 트리플 트리플 크라운"] * 30, "오늘 시장에서 많은 이야기가 오간 뒤 리플 반등했다")
    assert titles(archive, "리플", 3)[0].endswith("리플 반등했다")
    ranked = archive.db.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rank LIMIT 1", [match_expression("리플")]
    ).fetchone()
    assert ranked == (31,)
    assert len(titles(archive, "리플")) == 31


@pytest.mark.parametrize("query", ["상장폐지", "상장 폐지", "상장폐지를", '"상장 폐지"'])
def test_spacing_is_free(archive, query):
    fill(archive, "나래 상장폐지 결정", "나래 상장 폐지 결정", "상장 뒤 급락")
    found = titles(archive, query)
    assert "나래 상장 폐지 결정" in found and "상장 뒤 급락" not in found
    assert query.startswith('"') or "나래 상장폐지 결정" in found


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("비트코인이", "비트코인 급등"),
        ("환율을", "환율은 어디로"),
        ("XRP가", "XRP 상승"),
        ("거래소에서는", "거래소 점검"),
    ],
)
def test_particles_of_the_query_are_optional(archive, query, text):
    fill(archive, text, "딴 이야기")
    assert titles(archive, query) == [text]


def test_particles_are_cut_only_where_grammar_allows():
    assert '"_고양"' not in match_expression("고양가")  # 가 never follows a final consonant
    assert '"_거래 래소"' in match_expression("거래소가")


@pytest.mark.parametrize("query", ["", "!!", '"', "AND OR NOT", "a* b:c ^d (", "\ud800", "NEAR(a b)", "가" * 500, "\0"])
def test_any_input_is_a_valid_expression(archive, query):
    fill(archive, "글")
    search(archive.db, query)
    archive.db.execute("SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?", [match_expression(query)]).fetchall()


def test_a_revision_leaves_the_old_words_and_gets_the_new(archive):
    fill(archive, "나래토큰 소식")
    archive.keep(None, article(0, title="도담코인 소식", subtitle=[], body="본문 없음에 가까운 글", fetched_at=AT2))
    archive.flush()
    assert titles(archive, "나래토큰") == [] and titles(archive, "도담코인") == ["도담코인 소식"]


def test_the_maintained_index_equals_a_rebuilt_one(archive):
    vocabulary = "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, articles_fts, instance)"
    archive.db.execute(vocabulary)
    for turn, at in enumerate(("2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z", "2026-11-21T03:00:00Z")):
        for number in range(40):
            word = WORDS[(number * (turn + 1)) % len(WORDS)]
            archive.keep(None, article(number, title=f"{word} 소식", fetched_at=at))
        archive.flush()
    kept = archive.db.execute("SELECT * FROM words ORDER BY 1, 2, 3, 4").fetchall()
    with archive.db.atomic():
        archive.db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
        index(archive.db.conn, archive.db.execute("SELECT id, title, subtitle, body FROM articles").fetchall())
    assert archive.db.execute("SELECT * FROM words ORDER BY 1, 2, 3, 4").fetchall() == kept


def test_excerpts_mark_the_hit():
    text = "앞말 " * 60 + "나래토큰 상장 폐지를 검토한다 " + "뒷말 " * 60
    cut = excerpt(text, "상장폐지", before="<", after=">")
    assert "나래토큰 <상장 폐지>를" in cut and cut.startswith("… ") and cut.endswith(" …") and len(cut) < 200
    assert excerpt("짧은 글", "없음") == "짧은 글"
    assert excerpt(None, "리플") == ""
    assert excerpt("SK하이닉스가", "sk하이닉스") == "[SK하이닉스]가"
