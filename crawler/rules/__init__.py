"""The rules that part body, related links and advertising: one readable table, each with its reason and examples.

Words such as 사전판매 or 제휴 are news as often as they are advertising, so no rule decides on words alone: a rule looks at
the markup, a whole line, a link, or the shape of a group of blocks, and there is a module for each.
"""

import re

from crawler.rules.lines import (
    AD_LABEL,
    ADDRESS,
    BYLINE,
    CAPTION_LINE,
    COPYRIGHT,
    COUPON,
    CREDIT_LINE,
    DISCLOSURE,
    EMAIL,
    LINES,
    NOTICE,
    RATING,
    RELATED_LABEL,
    ROLE,
    SITE_LIST_LABEL,
    SLOGAN,
    SUBSCRIBE,
    TAGS,
    TAIL,
)
from crawler.rules.links import (
    AFFILIATE,
    AFFILIATE_ONLY,
    ARTICLE_LIKE,
    CHANNELS,
    DATA_RELATED,
    HOUSE,
    LANDING,
    LINK_LINE,
    LIST_PAGE,
    NEWS,
    PITCH,
    PROMO,
    PUBLIC_BODY,
    REDIRECT,
    REFERRAL,
    SAID_BESIDE,
    SAID_INSIDE,
    SOURCES,
    SPONSORED,
    WIDGET_HEAD,
    WIDGET_ITEM,
    WIDGET_OWN,
)
from crawler.rules.markup import (
    BOXES,
    CSS,
    CSS_CAPTION,
    CSS_CONTROL,
    CSS_DROP,
    CSS_RELATED,
    CSS_SUBTITLE,
    FILTER_ELEMENT,
    FILTER_NETWORK,
    FILTERS,
    SLOT,
    SLOT_SCRIPT,
    slot_of,
)
from crawler.rules.rule import Rule
from crawler.rules.shapes import (
    AFTER_END,
    BANNER,
    BEFORE_LEAD,
    CARD,
    CONTENTS,
    LIST,
    LIST_HEAD,
    MARKS,
    OFFER,
    PROMO_WORDS,
    PROMOTION,
    SUB_HEADLINES,
    TABLE_CAPTION,
    TICKER,
    TITLE_AD,
)
from crawler.rules.signals import (
    AD_HEAD,
    CALL,
    FAULT,
    INVITATION,
    OCCASION,
    ORDER,
    PAYS,
    PHONE,
    PRAISE,
    PROMISE,
    RATED,
    REFERS,
    REPORTED,
    SAID_IN_BRACKETS,
    TRACKED,
    URGE,
)

TABLE = (
    *CSS, SLOT, SLOT_SCRIPT, FILTER_ELEMENT, FILTER_NETWORK,
    *LINES, COUPON,
    SPONSORED, AFFILIATE, REFERRAL, LANDING, LINK_LINE, PITCH, HOUSE, REDIRECT, LIST_PAGE, PROMO,
    WIDGET_HEAD, WIDGET_ITEM, WIDGET_OWN, DATA_RELATED,
    TITLE_AD, LIST_HEAD, LIST, CONTENTS, TABLE_CAPTION, BEFORE_LEAD, SUB_HEADLINES, AFTER_END, MARKS,
    BANNER, CARD, OFFER, PROMOTION,
    CALL, PROMISE, URGE, RATED, PHONE, TRACKED, PAYS, REFERS, AD_HEAD, INVITATION,
)  # fmt: skip
"""Every rule, in the order in which they are documented."""

_BY_ID = {rule.id: rule for rule in TABLE}
_POINTER_MARKS = " \t\n▶▷▸▹☞☛►➤→↳👉■□●◦▪◆◇※▲△*·-="
_LONGEST_LABEL = 400  # characters
_MARKS = re.compile(r"^[\s▶▷▸▹☞☛►➤→↳👉■□●◎◦▪◆◇※▲△✓✔*<\[【「(·\-=]+|[\s>\]】」):：▼▽◀◁·=]+$")


def rule_of(rule_id: str) -> Rule:
    """Return the rule an id names; ``slot.<network>`` is one rule. Raises KeyError for an unknown id."""
    return _BY_ID.get(rule_id) or (SLOT if rule_id.startswith(SLOT.id) else _BY_ID[rule_id])


def bare(line: str) -> str:
    """Return the line without leading marks and brackets and the colon at its end: ``[관련기사]:`` → ``관련기사``."""
    line = line[:_LONGEST_LABEL]
    if line[:1].isalnum() and line[-1:].isalnum():
        return line
    return _MARKS.sub("", _MARKS.sub("", line))


def without_marks(title: str) -> str:
    """Return a title without the pointer in front of it; brackets that belong to it (``[현장] …``) stay."""
    return title.lstrip(_POINTER_MARKS).rstrip(" ▶▷◀◁>").strip()


def compile_line(rule: Rule) -> re.Pattern[str]:
    """Return the pattern of a line rule, to be used with ``fullmatch`` on one line of at most 400 characters."""
    return re.compile(rule.pattern, re.I)
