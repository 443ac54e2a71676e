"""A container becomes blocks in document order, and every visible character stands in exactly one of them."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.blocks import blocks, image_url
from crawler.text import normalize_lines

BASE = "https://www.onbit.example/news/1"


def container(html: str):
    return LexborHTMLParser(f"<div id=here>{html}</div>").css_first("#here")


def walked(html: str, **marks: str):
    """Blocks of the markup; ``marks`` names a rule for the elements of a class."""
    node = container(html)
    marked = {found.mem_id: rule for name, rule in marks.items() for found in node.css(f".{name}")}
    return blocks(node, BASE, marked)


def texts(html: str) -> list[tuple[str, str]]:
    return [(block.kind, normalize_lines(block.text)) for block in walked(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>가</p><p>나</p>", [("paragraph", "가"), ("paragraph", "나")]),
        ("가<br><br>나<br/> <br>다", [("paragraph", "가"), ("paragraph", "나"), ("paragraph", "다")]),
        ("가<br>나", [("paragraph", "가\n나")]),
        ("<p>가 <b>나</b>다<span>라</span></p>", [("paragraph", "가 나다라")]),
        ("가<div>나</div>다", [("paragraph", "가"), ("paragraph", "나"), ("paragraph", "다")]),
        ("<h2>가</h2><p>나</p>", [("heading", "가"), ("paragraph", "나")]),
        ("<ul><li>가</li><li><p>나</p></li></ul>다", [("list_item", "가"), ("list_item", "나"), ("paragraph", "다")]),
        ("<dl><dt>가</dt><dd>나</dd></dl>", [("list_item", "가"), ("list_item", "나")]),
        (
            "<table><tr><th>가</th><td>나</td></tr><tr><td>다<td>라</table>",
            [("table_row", "가 나"), ("table_row", "다 라")],
        ),
        ("<table><tr><td><p>가</p><p>나</p></td></tr></table>", [("paragraph", "가"), ("paragraph", "나")]),
        ("<blockquote>가</blockquote>", [("quote", "가")]),
        ("<figure><img src=a.jpg><figcaption>가</figcaption></figure>", [("image", ""), ("caption", "가")]),
        ("<p>가<iframe src=//v.example/1>x</iframe>나</p>", [("paragraph", "가"), ("embed", ""), ("paragraph", "나")]),
        ("가<script>나</script><style>다</style><noscript>라</noscript><template>마</template>", [("paragraph", "가")]),
        ("<p>가<!-- 나 -->다</p>", [("paragraph", "가다")]),
        ("<p> \n </p><p>&nbsp;</p>", []),
        ("<p>가\n나</p>", [("paragraph", "가 나")]),
    ],
)
def test_shapes(html, expected):
    assert texts(html) == expected


def test_links_stay_with_their_block():
    block, other = walked("<p>가 <a href='/news/2' rel=sponsored>나 <b>다</b></a> 라</p><p><a href='#top'>위로</a></p>")

    assert [(link.text, link.href, link.rel) for link in block.links] == [
        ("나 다", "https://www.onbit.example/news/2", "sponsored")
    ]
    assert other.links == []


def test_a_link_around_boxes_is_a_link_of_each():
    image, text = walked("<a href='/news/2'><div><img src=a.jpg></div><div>가나다</div></a>")

    assert (
        [link.href for link in image.links]
        == [link.href for link in text.links]
        == ["https://www.onbit.example/news/2"]
    )


def test_a_mark_names_the_rule_of_everything_inside():
    found = walked(
        "<p>가</p><div class=box><p>나</p><ul><li>다</li></ul></div><span class=box>라</span>마", box="css.drop"
    )

    assert [(normalize_lines(block.text), block.rule) for block in found] == [
        ("가", ""), ("나", "css.drop"), ("다", "css.drop"), ("라", "css.drop"), ("마", ""),
    ]  # fmt: skip


def test_an_empty_box_of_a_network_is_a_slot():
    (slot,) = walked("<ins class=box></ins>", box="slot.google")
    filled = walked("<div class=box><img src=a.jpg></div>", box="slot.google")

    assert (slot.kind, slot.rule, slot.text) == ("slot", "slot.google", "")
    assert [(block.kind, block.rule) for block in filled] == [("image", "slot.google")]


def test_boxes_number_the_elements_around_a_block():
    first, inner, last = walked("<p>가</p><div><div>나</div></div><div>다</div>")

    assert (first.boxes, len(inner.boxes), len(last.boxes)) == ((), 2, 1)
    assert not set(inner.boxes) & set(last.boxes)


def test_the_path_says_where_a_block_stood():
    (block,) = walked("<p id=a class='b c'>가</p>")

    assert block.path == "p#a.b.c"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("src=/a.jpg", "https://www.onbit.example/a.jpg"),
        ("src=//img.example/a.jpg", "https://img.example/a.jpg"),
        ("src=/blank.gif data-src=/a.jpg", "https://www.onbit.example/a.jpg"),
        ("src=/blank.gif data-original=/a.jpg", "https://www.onbit.example/a.jpg"),
        ("src=/thumb/R658x0/a.jpg data-org-src=/a.jpg data-org-width=800", "https://www.onbit.example/a.jpg"),
        ("src='data:image/gif;base64,R0' data-lazy-src=/a.jpg", "https://www.onbit.example/a.jpg"),
        ("src='data:image/gif;base64,R0'", None),
        ("src=/pixel.gif width=1 height=1", None),
        ("src='http://['", None),
        ("alt=x", None),
    ],
)
def test_the_picture_behind_the_placeholder(attributes, expected):
    assert image_url(container(f"<img {attributes}>").css_first("img"), BASE) == expected


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<br>", "<b>", "</b>", "<a href=/x>", "</a>", "<ul><li>", "</ul>", "<h3>", "</h3>",
     "<table><tr><td>", "<td>", "</table>", "<img src=a.jpg>", "<blockquote>", "<span class=box>", "</span>", "<!-- -->",
     "가", " ", "나다", "\n"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_every_character_stands_in_one_block(pieces):
    node = container("".join(pieces))
    marks = {found.mem_id: "css.drop" for found in node.css(".box")}
    letters = Counter("".join(block.text for block in blocks(node, BASE, marks)))

    assert letters["가"] == node.text().count("가")
    assert letters["나"] == letters["다"] == node.text().count("나")
