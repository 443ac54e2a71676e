"""What a rule is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to give blocks a role. ``example`` is what it takes, ``counter`` looks alike and must be spared."""

    id: str
    role: str
    pattern: str
    why: str
    example: str = ""
    counter: str = ""
