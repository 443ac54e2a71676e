"""What the record of an advertisement says: who paid, and for what, as the page names them."""

import pytest

from crawler.cards import advertiser_in, named_in, product_in


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("이 글은 온빛랩스로부터 소정의 원고료를 지급받았습니다.", "온빛랩스"),
        ("이 콘텐츠는 광고주로부터 대가를 제공받아 게재한 광고입니다.", None),
        ("※ 본 기사는 업체로부터 소정의 광고료를 제공받아 작성됐습니다.", None),
        ("본 기사는 업체인 온빛랩스로부터 광고료를 제공받았습니다.", "온빛랩스"),
        ("브랜드의 협찬을 받았습니다. 온빛랩스의 후원도 받았습니다.", "온빛랩스"),
    ],
)
def test_a_common_noun_names_no_advertiser(sentence, name):
    assert advertiser_in(sentence) == name


@pytest.mark.parametrize(("label", "name"), [("광고주: 온빛랩스", "온빛랩스"), ("협찬: 업체", None)])
def test_nor_does_it_in_a_label(label, name):
    assert named_in(label) == name


@pytest.mark.parametrize(
    ("title", "product", "ticker"),
    [
        ("[PR] 노바고래(NVGR) 사전판매 시작", "노바고래", "NVGR"),
        ("【보도자료】 [PR] 온빛 지갑 출시", "온빛 지갑", None),
        ("노바고래(NVGR), [PR] 아님", "노바고래", "NVGR"),
        ("[광고] (NVGR) 사전판매 시작", None, "NVGR"),
    ],
)
def test_a_tag_before_the_headline_is_no_part_of_the_product(title, product, ticker):
    assert product_in(title) == (product, ticker)
