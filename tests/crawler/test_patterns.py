"""Patterns made of a few addresses: what varies names the article, everything else stays."""

import re

import pytest

from crawler.patterns import article_pattern

HOST = "https://onbit.example"


@pytest.mark.parametrize(
    ("urls", "others", "stranger"),
    [
        (["/news/market/123", "/news/tech/124"], ["/news/ai/9"], "/news/market/"),
        (["/2026/11/20/some-slug/", "/2026/11/19/other/"], ["/2025/1/2/x"], "/category/news/"),
        (["/view.php?no=12&s=1", "/view.php?no=13&s=1"], ["/view.php?s=2&no=9"], "/list.php?no=12"),
        (["/article/20261120000081"], ["/article/20261120000082?ref=naver"], "/article/"),
        (["/%EC%98%A8-slug-abc/", "/hello-world/"], ["/other/"], "/a/b/"),
        (["/read/abc-123", "/read/def-999"], ["/read/x-1?utm_source=a"], "/write/abc-123"),
        (["/n/a1", "/n/b2", "/about"], ["/n/c3"], "/about"),
        (["/tech/4402", "/society/local/4403"], ["/a/b/c/5"], "/about/us"),
        (
            ["/board.php?bo_table=news&wr_id=812", "/board.php?bo_table=news&wr_id=811"],
            ["/board.php?wr_id=9&bo_table=news"],
            "/board.php?bo_table=free&wr_id=812",
        ),
        (["/온빛-소식/", "/다른-소식/"], ["/셋째"], "/robots.txt"),
    ],
)
def test_a_pattern_knows_the_articles_and_only_them(urls, others, stranger):
    pattern = article_pattern([HOST + url for url in urls])
    known = [url for url in urls if url != stranger]

    assert all(re.match(pattern, url) for url in [*known, *others]) and not re.match(pattern, stranger)
    assert len({re.match(pattern, url)["key"] for url in known}) == len(known)


@pytest.mark.parametrize("urls", [[], [f"{HOST}/"], [f"{HOST}/about"]])
def test_where_nothing_varies_there_is_no_pattern(urls):
    assert article_pattern(urls) is None
