"""Small invented pages, read as ``sinmungo extract`` reads them."""

from typing import Any

from crawler.extract import extract

URL = "https://www.onbit.example/news/view/310477"
TITLE = "온빛거래소, 새 상장 규정 내놨다"
PROSE = (
    "<p>온빛거래소가 20일 새 상장 규정을 내놨다. 고객은 다음 달부터 새 규정을 따라야 한다고 회사는 설명했다. "
    "거래소는 심사 위원 아홉 명 가운데 다섯 명을 바깥에서 모셔 오기로 했다. 위원의 이름은 심사가 끝난 뒤에 알린다.</p>"
    "<p>금융 당국은 규정을 살펴본 뒤 이달 말까지 의견을 내겠다고 밝혔다. 업계는 심사가 길어질 것을 걱정하면서도 "
    "기준이 또렷해진 점은 반긴다고 복수의 관계자가 전했다. 이미 상장된 코인도 한 해에 한 번 다시 심사를 받는다.</p>"
)
MORE = "<p>온빛거래소의 하루 거래 대금은 한 달 전보다 두 배로 늘었다고 회사는 집계했다. 새 규정은 다음 달 1일에 시행된다.</p>"


def read(text: str, *, title: str = TITLE, above: str = "", below: str = "", beside: str = "") -> dict[str, Any]:
    """What an article's page says: ``text`` in the container, other markup above it, right below it, and in a sidebar."""
    page = (
        f"<!doctype html><meta charset=utf-8><title>{title}</title><body><header><a href=/>온빛신문</a></header><main>"
        f"<h1>{title}</h1>{above}<section><div id=articleBody>{text}</div>{below}</section></main><aside>{beside}</aside>"
    )
    return extract(page.encode(), URL)


def within(text: str) -> dict[str, Any]:
    """What a page says with ``text`` in the middle of the article."""
    return read(PROSE + text + MORE)


def ads(found: dict[str, Any], *fields: str) -> list[Any]:
    """The named fields of every advertisement; a list of values for one field, of tuples for more."""
    told = [tuple(ad[field] for field in fields) for ad in found["ads"]]
    return [one for (one,) in told] if len(fields) == 1 else told
