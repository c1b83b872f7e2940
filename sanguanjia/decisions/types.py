"""Values of owners' decisions that may cross the room's border: no Django, no database, no clock.

Areas are hundredths of a square metre, heads are counts, shares are fractions. Nothing is ever a float (CAL-003).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import field as with_default
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sanguanjia.kernel.refusal import Reason


class Level(StrEnum):
    """How much consent a matter needs since 2021 (民法典 278(2))."""

    ORDINARY = "ordinary"
    QUALIFIED = "qualified"


class Test(StrEnum):
    """How a share is compared with its threshold (CAL-001, CAL-002)."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    GE = "ge"  # 以上: the number itself is enough
    GT = "gt"  # 过半数、超过: the number itself is not enough
    NONE = "none"


class Base(StrEnum):
    """Of whom a share is reckoned (OWN-005)."""

    ALL = "all"
    PARTICIPANTS = "participants"


class Developer(StrEnum):
    """Why a unit is still the developer's for votes (OWN-011)."""

    UNSOLD = "unsold"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class Weight:
    """Both counts of some owners: exclusive area in hundredths of a square metre, and heads."""

    area: int
    n: int

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.area + other.area, self.n + other.n)


NOTHING = Weight(0, 0)


@dataclass(frozen=True, slots=True)
class Both:
    """One yes or no per count; a decision needs both."""

    area: bool
    n: bool

    @property
    def both(self) -> bool:
        """True when the test is met on area and on heads."""
        return self.area and self.n


@dataclass(frozen=True, slots=True)
class Clause:
    """The clause behind a figure: digest id, text, article, evidence tag, and the policy version that said it."""

    rule: str
    title: str
    article: str
    tag: str
    version: str

    def as_form(self) -> dict[str, str]:
        """As machines read it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share that must be reached (ge) or exceeded (gt); `none` asks nothing."""

    test: Test
    share: Fraction
    base: Base = Base.ALL

    def met(self, part: int, whole: int) -> bool:
        """Exact: whole numbers are multiplied, nothing is divided. A share of nothing is never met."""
        if self.test is Test.NONE:
            return True
        if whole <= 0:
            return False
        have, need = part * self.share.denominator, whole * self.share.numerator
        return have >= need if self.test is Test.GE else have > need

    def exactly(self, part: int, whole: int) -> bool:
        """True when the share is the threshold's own number."""
        return whole > 0 and part * self.share.denominator == whole * self.share.numerator


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted: all who may vote, and what those who took part said."""

    total: Weight
    yes: Weight
    no: Weight
    abstain: Weight = NOTHING

    @property
    def participants(self) -> Weight:
        """Abstaining is taking part (OWN-005)."""
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one vote, with everything needed to check it by hand.

    `fractions` has participation_area, participation_n, consent_area, consent_n; a share of nobody is left out.
    `consent` is None when participation fails. `deemed` is the second line (OWN-034), never mixed with the first.
    """

    regime: str
    participation: Both
    consent: Both | None
    fractions: Mapping[str, Fraction]
    reasons: tuple[str, ...]
    participation_threshold: Threshold
    consent_threshold: Threshold
    clauses: tuple[Clause, ...]
    deemed: Verdict | None = None
    deemed_side: str = ""  # where the deemed were added: for, against, abstain; "" if cast votes had no common majority

    @property
    def passed(self) -> bool:
        """True when nothing speaks against it."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class RollUnit:
    """A unit as the electorate sees it. `owners` are the holders' ids; a group of co-owners is named whole."""

    id: str
    area: int
    use: str
    owners: tuple[str, ...]
    developer: Developer | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """One voter: a person, a group of co-owners, or the developer with all that is unsold or undelivered."""

    owners: tuple[str, ...]
    units: tuple[str, ...]
    area: int
    developer: bool = False


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who may vote, with both totals; `left_out` are the units whose use does not count here."""

    heads: tuple[Head, ...]
    left_out: tuple[str, ...]
    clauses: tuple[Clause, ...]

    @property
    def total(self) -> Weight:
        """Both counts of everybody."""
        return Weight(sum(head.area for head in self.heads), len(self.heads))


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement that was looked at: a code, whether it is met, and the numbers compared."""

    code: str
    met: bool
    field: str | None = None
    data: Mapping[str, Any] = with_default(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """The refusal of an unmet requirement."""
        return Reason(self.code, self.field, self.data)


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of a rule: every requirement with its numbers, met or not, and the clauses they stand in."""

    checks: tuple[Check, ...]
    clauses: tuple[Clause, ...]

    @property
    def holds(self) -> bool:
        """True when every requirement is met."""
        return all(check.met for check in self.checks)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """All unmet requirements at once."""
        return tuple(check.reason for check in self.checks if not check.met)


# --- a vote as it is kept ---


class State(StrEnum):
    """Where a vote stands. What was announced is locked; what is closed takes no ballot."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    POSTED = "posted"
    IN_FORCE = "in_force"
    CANCELLED = "cancelled"


class Choice(StrEnum):
    """What a ballot says of one item. `invalid`: returned on paper, and not to be read as any of the others."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    INVALID = "invalid"


class Channel(StrEnum):
    """How a ballot came."""

    PHONE = "phone"
    PAPER = "paper"
    DESK = "desk"  # with help, at the desk
    DOOR = "door"  # with help, at the owner's door
    OUTSIDE = "outside"  # on the city's own voting system


class Capacity(StrEnum):
    """As whom somebody casts (OWN-013, OWN-014, OWN-048)."""

    OWNER = "owner"
    GUARDIAN = "guardian"
    PROXY = "proxy"


class Scope(StrEnum):
    """Whose vote it is (OWN-020)."""

    ESTATE = "estate"
    BUILDING = "building"
    ENTRANCE = "entrance"


class Precedence(StrEnum):
    """Which ballot wins when an owner hands in paper and casts on the phone too; fixed before the vote opens."""

    PAPER = "paper"
    LAST = "last"


class Form(StrEnum):
    """How owners are asked (OWN-044)."""

    DISCUSSION = "discussion"
    WRITTEN = "written"
    ELECTRONIC = "electronic"


class QuestionKind(StrEnum):
    """Questions with more than one answer."""

    ELECT = "elect"
    CHOOSE = "choose"


class Body(StrEnum):
    """What is elected: the owners' committee, or the interim body in its place."""

    COMMITTEE = "committee"
    INTERIM = "interim"


class SlateState(StrEnum):
    """Where a list of candidates stands: named, posted for objections, settled, put to a vote, given up."""

    NAMING = "naming"
    POSTED = "posted"
    SETTLED = "settled"
    USED = "used"
    ENDED = "ended"


class CandidateState(StrEnum):
    """Where a candidate stands: owners sign for him, or he was named and so on."""

    COLLECTING = "collecting"
    NAMED = "named"
    ELIGIBLE = "eligible"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Route(StrEnum):
    """Who names a candidate (OWN-063)."""

    SELF = "self"
    OWNERS = "owners_jointly"
    NEIGHBOURHOOD = "neighbourhood"
    PARTY = "party"
    COMMITTEE = "committee"
    PREPARATION = "preparation_group"


class CommitteeState(StrEnum):
    """Whether a body sits."""

    SITTING = "sitting"
    ENDED = "ended"


class Post(StrEnum):
    """What a member does in the body."""

    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of a frozen roll: its head (the same number for all units of one voter), its weight, its owners."""

    unit_id: int
    code: str
    building_id: int | None
    head: int
    area: int
    area_source: str
    owners: tuple[int, ...]
    developer: bool


@dataclass(frozen=True, slots=True)
class VoteRef:
    """A vote, as acts answer it."""

    id: int
    estate_id: int
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class CastRef:
    """A cast that stands: the first and the last number of its ballots in the log, and whether it replaced others."""

    vote_id: int
    estate_id: int
    first_seq: int
    last_seq: int
    replaced: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper ballot as one person typed it: the form's number, a choice per item in the agenda's order."""

    form: int
    choices: tuple[str, ...]
    signed: bool = True


@dataclass(frozen=True, slots=True)
class PaperDone:
    """What became of a batch: form numbers that now count, wait for the second typist, or differ between two."""

    batch_id: int
    estate_id: int
    counted: tuple[int, ...]
    waiting: tuple[int, ...]
    differing: tuple[int, ...]
