"""Korean particles (조사): what may stand at the end of a word without making it another one."""

from typing import NamedTuple

from archive.bigrams import HANGUL


class Particle(NamedTuple):
    """One particle, and what must come before it: a final consonant (True), none (False), or either (None)."""

    text: str
    after_consonant: bool | None
    doubtful: bool = False
    """Many nouns end in the same syllable: what is left without it is less sure to be what was meant."""


_PARTICLES = (
    Particle("에게서", None),  # 기관에게서
    Particle("으로", True),  # 현금으로
    Particle("에서", None),  # 시장에서
    Particle("에게", None),  # 투자자에게
    Particle("까지", None),  # 연말까지
    Particle("부터", None),  # 내년부터
    Particle("보다", None),  # 달러보다
    Particle("처럼", None),  # 주식처럼
    Particle("이나", True),  # 현금이나
    Particle("들", None),  # 거래소들
    Particle("은", True),  # 환율은
    Particle("을", True),  # 환율을
    Particle("는", False),  # 거래소는
    Particle("를", False),  # 거래소를
    Particle("와", False),  # 거래소와
    Particle("과", True, True),  # 비트코인과; 학과
    Particle("이", True, True),  # 비트코인이; 어린이
    Particle("가", False, True),  # 거래소가; 신고가
    Particle("로", None, True),  # 거래소로; 고속도로
    Particle("의", None, True),  # 리플의; 협의
    Particle("에", None, True),  # 시장에
    Particle("도", None, True),  # 리플도; 만족도
    Particle("만", None, True),  # 리플만; 수백만
)
_ADVERBIAL = tuple("에게서 으로 에서 에게 까지 부터 보다 처럼 들 에 로 와 과".split())
_AFTER_ADVERBIAL = tuple("는 은 도 만 의 이 을".split())
"""A second particle: 거래소에서는, 시장에서도, 기관과의, 투자자들이."""

_NOUNS = frozenset(
    "신고가 최고가 최저가 공모가 시초가 매매가 매수가 매도가 거래가 투자가 발행가 평균가 고시가 기준가 "
    "국제유가 공매도 경기도 강원도 충청도 전라도 경상도 제주도 한반도 신뢰도 만족도 선호도 인지도 "
    "난이도 기여도 의존도 집중도 완성도 정확도 유사도 활용도 관심도 투명도 민감도 해상도 신용도 충성도 호감도 "
    "평판도 변동도 건전도 고속도 금융제도 고양이 어린이 젊은이 호랑이 수십만 수백만 수천만 "
    "고속도로 이사회의 정상회의 안전보장이사회의".split()
)
"""Nouns whose last syllable looks like a particle while the rest is another word (공매 is an auction, 경기 a match)."""

_UNITS = frozenset("만 도 가 이 과".split())
"""After a number no particles: 1,000만 is no 1,000."""

_ENDINGS = (
    "이다 입니다 이라는 이라고 이란 이며 이고 이자 이었다 였다 라는 라고 란 든 하고 랑 이랑 께 한테 뿐 조차 마저 "
    "밖에 대로 같은 만큼 씩 째 등 측 별 들"
).split()
"""Endings of a word in running text beyond the particles; too many nouns end like them to cut them from a query."""


def without_particle(word: str, least: int = 2) -> tuple[str, bool] | None:
    """The word without its particles and whether that is doubtful; None when it has none. Keeps ``least`` syllables."""
    cut = None if word in _NOUNS else _cut(word, _PARTICLES, least)
    if cut is None:
        return None
    stem, particle = cut
    if particle.text in _AFTER_ADVERBIAL:
        again = _cut(stem, [known for known in _PARTICLES if known.text in _ADVERBIAL], least)
        if again and stem not in _NOUNS:
            return again[0], again[1].doubtful
    return stem, particle.doubtful


def is_particle(run: str, *, after_number: bool = False) -> bool:
    """Whether a run of Hangul right behind Latin letters or a number is nothing but particles: XRP가, 3.5%로."""
    if after_number and run in _UNITS:
        return False
    known = {particle.text for particle in _PARTICLES}
    return run in known or any(run == first + second for first in _ADVERBIAL for second in _AFTER_ADVERBIAL)


def ending(word: str) -> str:
    """A pattern that looks ahead, behind the word, for its end: particles, then no more Hangul.

    Not when both together are another noun: behind 공매 a 도 is none, since 공매도 is a word.
    """
    fitting = [known.text for known in _PARTICLES if known.after_consonant in (None, _ends_in_consonant(word))]
    nouns = [noun.removeprefix(word) for noun in sorted(_NOUNS) if noun.startswith(word) and noun != word]
    double = f"(?:{'|'.join(_ADVERBIAL)})(?:{'|'.join(_AFTER_ADVERBIAL)})"
    other = f"(?!{'|'.join(nouns)})" if nouns else ""
    return rf"{other}(?=(?:{double}|{'|'.join([*fitting, *_ENDINGS])})?(?![{HANGUL}]))"


def of_one_syllable(word: str) -> list[str]:
    """The particles of one syllable that grammar allows behind the word."""
    fitting = (None, _ends_in_consonant(word))
    return [known.text for known in _PARTICLES if len(known.text) == 1 and known.after_consonant in fitting]


def _cut(word: str, particles: tuple[Particle, ...] | list[Particle], least: int) -> tuple[str, Particle] | None:
    for particle in particles:
        stem = word.removesuffix(particle.text)
        if stem != word and len(stem) >= least and particle.after_consonant in (None, _ends_in_consonant(stem)):
            return stem, particle
    return None


def _ends_in_consonant(word: str) -> bool:
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 != 0
