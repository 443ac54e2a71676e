"""An invented corpus of short Korean articles, the same ones every time, each with the words it is really about.

``articles()`` gives two dozen for every noun and pair in the tables below and those of ``hard.tsv``, which are written by
hand. An article's ``words`` are the labels: 알트코인 is a 코인, 코인원 (an exchange) is none; an article that says
트리플 does not speak of 리플, and one that says 상장폐지 not of 상장.
"""

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
PER_NOUN = 24


class Article(NamedTuple):
    """Title, body, and the words it is about."""

    title: str
    body: str
    words: frozenset[str]

    @property
    def text(self) -> str:
        """What a scan looks through."""
        return f"{self.title}\n{self.body}"


TABLES = {
    "coin": """
        리플 트론 솔라나 이더리움 비트코인:코인 알트코인:코인 스테이블코인:코인 스테이블␣코인:스테이블코인,코인 코인 XRP
        XRPL 테더 클레이 클레이튼 이더 USDT USDC
    """,
    "place": """
        거래소 가상자산거래소:거래소 코인원 코인베이스 SK하이닉스 SK텔레콤 오픈AI:AI OpenAI Open␣AI:OpenAI,AI
        XRP레저:XRP 카카오 메타 메타마스크 은행 인터넷은행:은행 KT
    """,
    "figure": """
        환율 금리 물가 시가총액 시가␣총액:시가총액 금값:금 신고가 전환율 교환율 원달러:원,달러 원␣달러:원달러,원,달러
        달러
    """,
    "event": """
        상장 재상장:상장 상장폐지 상장␣폐지:상장폐지,상장 공매도 송금 해킹 리플레이 규제 사전판매␣마감:사전판매,마감
        상장␣전:상장
    """,
    "thing": """
        트리플 일렉트론 거래소득 금 금융 금속 빚 빚투:빚 원유 원자재 솔라 챗GPT:GPT GPT GPT-4:GPT GPT4:GPT-4,GPT AI AIR
        ETF SEC SECOND 가상자산 가상␣자산:가상자산 만족도 테더링 메타버스 이더넷 은행나무 스타 스타트업 폴더 폴더블 파이
        파이프 디파이 대출 대출금리:대출 주가 주가조작:주가 KTX 5G 5GB 경기도 美 韓 美中:美 전세계 전␣세계:전세계
        AI반도체:AI,반도체 반도체
    """,
    "apart": """
        공매 신고 만족 경기
    """,
    "number": """
        2026년 2025년 1,000만:1000만 1000만 2,000만 21,000만 3.5% 13.5% 3.5배 3~5% 0.35% 3억␣달러:3억달러 3억달러
        2026년도:2026년 100만 2,100만 7% 17%
    """,
}
"""Nouns by kind; behind a colon what else an article with it is about; ``␣`` is a space."""

SENTENCES = {
    "coin": """
        {이} 하루 만에 크게 올랐다 | {은} 장 초반 약세를 보였다 | {을} 사들인 사람이 늘었다 | {의} 거래량이 줄었다 |
        지난주 {에} 돈이 몰렸다 | 이번에는 {도} 함께 움직였다 | {} 가격이 제자리를 맴돌았다 | 시장에서는 {만} 오름세다 |
        {} 반등을 점치는 목소리도 있다
    """,
    "place": """
        {이} 새 지침을 내놨다 | {은} 서비스를 손본다 | {에서} 점검이 길어졌다 | {을} 찾은 이용자가 늘었다 |
        {의} 대표가 바뀌었다 | {에} 조사 인력이 나갔다 | {도} 같은 뜻을 밝혔다 | {까지} 나서 해명했다 |
        {} 이용 약관이 바뀐다
    """,
    "figure": """
        {이} 석 달 만에 가장 높다 | {은} 당분간 오르내릴 전망이다 | {을} 두고 전망이 갈린다 | {의} 흐름이 바뀌었다 |
        {에} 눈길이 쏠린다 | {도} 안정을 찾았다 | {과} 수출을 함께 봐야 한다 | {} 오름세가 꺾였다 |
        {보다} 심리가 먼저 움직였다
    """,
    "event": """
        {이} 뜻밖에 늦어졌다 | {은} 다음 달에 정해진다 | {을} 둘러싼 말이 많다 | {의} 절차가 까다롭다 |
        {에} 대비해야 한다는 지적이다 | {도} 변수로 꼽힌다 | {으로} 번진 논란이다 | {} 기준을 고친다 |
        {부터} 따져 봐야 한다
    """,
    "thing": """
        {이} 화제다 | {은} 오래된 이야기다 | {을} 다룬 보고서가 나왔다 | {의} 쓰임새가 넓다 | {에} 관한 설명이 길었다 |
        {도} 빠지지 않았다 | {만} 남았다는 말도 나온다 | {} 이야기가 이어졌다 | {처럼} 다뤄지는 일이 잦다
    """,
    "apart": """
        {은} 내일로 미뤄졌다 | {을} 다룬 글이 많다 | {의} 뜻을 묻는 사람이 있다 | {에} 이르는 길이 멀다 |
        {} 소식이 들려왔다 | {만} 있으면 된다고 했다 | {부터} 살펴야 한다 | {} 이야기로 채웠다 | {보다} 나은 길을 찾는다
    """,
    "number": """
        집계는 {이다} | 전망치는 {으로} 낮아졌다 | {에} 이르렀다는 설명이다 | 기준선은 {이었다} | 모두 {을} 웃돌았다 |
        처음에는 {도} 높다고 봤다 | {까지} 내려갈 수 있다 | {} 안팎이라는 계산이다 | {보다} 조금 적다
    """,
}
"""Sentences by kind of noun; a brace holds the particle. In ``apart`` none makes another noun of it: 경기 and 경기도."""

PAIRS = "리플+송금 리플+트리플 코인+코인원 거래소+거래소득 거래소+해킹 비트코인+ETF 환율+금리 이더리움+규제 AI+AIR 금리+물가"
PAIRS += " 상장+상장폐지 XRP+SEC 2026년+금리 카카오+챗GPT 빚+금융"

FILLERS = (
    "관계자는 날짜를 밝히지 않았다|자세한 내용은 뒤에 알린다|여러 나라가 비슷한 길을 걷는다|이용자 보호가 먼저라는 말이 나온다"
    "|전문 매체들도 이 소식을 다뤘다|업계는 조용히 지켜보는 중이다|당국은 말을 아꼈다|지난 분기에도 비슷한 일이 있었다"
    "|한 참석자는 고개를 저었다|뒷이야기는 아직 알려지지 않았다|보고서는 모두 마흔 쪽이다|물음표는 여전히 남는다"
).split("|")
"""Sentences without any word that a query asks for."""

TITLES = ("{}, 다시 입길에|{} 어디로 가나|다시 보는 {}|{이} 말해 주는 것|달라진 {} 풍경|{을} 보는 두 눈").split("|")
QUIET = "오늘의 소식 모음|한 주를 돌아보며|아침에 읽는 글|기자의 눈|숫자로 보는 하루|업계 단신".split("|")


def articles(seed: int = 11) -> list[Article]:
    """The whole corpus in an order that tells nothing."""
    chance = random.Random(seed)
    found = [
        article for kind, table in TABLES.items() for noun in table.split() for article in _about(kind, noun, chance)
    ]
    found += [_pair(pair.split("+"), chance) for pair in PAIRS.split() for _ in range(PER_NOUN)]
    found += hard()
    chance.shuffle(found)
    return found


def hard() -> list[Article]:
    """The articles written by hand: title, body, words."""
    with (HERE / "hard.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Article(row["title"], row["body"], frozenset(row["words"].split(","))) for row in rows]


def with_particle(noun: str, particle: str) -> str:
    """The noun with the particle in the shape that Korean grammar asks for: 리플이, 거래소가."""
    pairs = {"이": "가", "은": "는", "을": "를", "과": "와", "으로": "로", "이다": "다", "이었다": "였다"}
    code = ord(noun[-1]) - 0xAC00
    final = code % 28 if 0 <= code < 11172 else 4 if noun[-1] in "LMN013678" else 0
    soft = not final or (particle == "으로" and final == 8)
    return noun + (pairs.get(particle, particle) if soft else particle)


def _about(kind: str, entry: str, chance: random.Random) -> Iterator[Article]:
    noun, _, more = entry.replace("␣", " ").partition(":")
    words = frozenset([noun, *more.split(",")]) - {""}
    for number in range(PER_NOUN):
        own = chance.sample(_sentences(kind), 1 + number % 3)
        lines = [_say(line, noun) for line in own] + chance.sample(FILLERS, 3)
        chance.shuffle(lines)
        titles = [title for title in TITLES if kind != "apart" or "{이}" not in title]
        title = _say(chance.choice(titles), noun) if number % 2 else chance.choice(QUIET)
        yield Article(title, ". ".join(lines) + ".", words)


def _pair(nouns: list[str], chance: random.Random) -> Article:
    kinds = {entry.partition(":")[0]: kind for kind, table in TABLES.items() for entry in table.split()}
    labels = {
        entry.partition(":")[0]: entry.replace(":", ",").split(",")
        for table in TABLES.values()
        for entry in table.split()
    }
    lines = [_say(chance.choice(_sentences(kinds[noun])), noun) for noun in nouns] + chance.sample(FILLERS, 3)
    chance.shuffle(lines)
    title = _say(chance.choice(TITLES), chance.choice(nouns)) if chance.random() < 0.5 else chance.choice(QUIET)
    return Article(title, ". ".join(lines) + ".", frozenset(label for noun in nouns for label in labels[noun]))


def _say(sentence: str, noun: str) -> str:
    before, _, rest = sentence.partition("{")
    particle, _, after = rest.partition("}")
    return before + (with_particle(noun, particle) if particle else noun) + after


def _sentences(kind: str) -> list[str]:
    return [sentence.strip() for sentence in SENTENCES[kind].split("|")]
