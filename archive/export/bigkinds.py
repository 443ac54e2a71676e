"""Articles under the column names of BIGKinds, the press archive whose spreadsheets Korean researchers work with.

All nineteen columns stand in the order of its download, so that a script that reads or drops them by name runs as it is.
Empty, since the archive does not hold such a thing: 통합 분류2 and 3, 사건/사고 분류1 to 3, 인물, 위치 and 특성추출.
Values that differ from BIGKinds: the identifier is the archive's own key (``url_key``; BIGKinds numbers its press), 통합
분류1 is the section as the outlet names it, 기관 are the companies and exchanges that title and body mention, 키워드 are the
outlet's tags, 본문 is whole and not the first 200 characters. 분석제외 여부 is 중복 for a copy of a story (``stories``).
"""

_AUTHORS = """(SELECT group_concat(name, ',') FROM (SELECT authors.name FROM article_authors
  JOIN authors ON authors.id = author_id WHERE article_id = a.id ORDER BY position))"""
_TAGS = """(SELECT group_concat(name, ',') FROM (SELECT tags.name FROM article_tags
  JOIN tags ON tags.id = tag_id WHERE article_id = a.id ORDER BY position))"""
_COMPANIES = """(SELECT group_concat(name, ',') FROM (SELECT DISTINCT name FROM mentions
  WHERE article_id = a.id AND kind <> 'coin' AND place <> 'ad' ORDER BY name))"""
_REPEATED = """(SELECT '중복' FROM stories WHERE stories.id = a.story_id AND representative_id <> a.id)"""

COLUMNS: dict[str, str] = {
    "뉴스 식별자": "a.url_key",
    "일자": "replace(a.published_day, '-', '')",
    "언론사": "coalesce((SELECT name FROM outlets WHERE slug = a.outlet), a.outlet)",
    "기고자": _AUTHORS,
    "제목": "a.title",
    "통합 분류1": "a.section",
    "통합 분류2": "NULL",
    "통합 분류3": "NULL",
    "사건/사고 분류1": "NULL",
    "사건/사고 분류2": "NULL",
    "사건/사고 분류3": "NULL",
    "인물": "NULL",
    "위치": "NULL",
    "기관": _COMPANIES,
    "키워드": _TAGS,
    "특성추출(가중치순 상위 50개)": "NULL",
    "본문": "a.body",
    "URL": "a.url",
    "분석제외 여부": _REPEATED,
}
"""SQL by column, of an article ``a``; lists are joined by commas, days are YYYYMMDD in Korean time."""
