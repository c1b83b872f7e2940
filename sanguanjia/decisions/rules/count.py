"""Did the owners decide? Both counts, exact fractions, every reason (OWN-001 … OWN-005, OWN-030 … OWN-034).

Since 2021 (民法典 278): two thirds of all by area and by heads must take part; then more than half (ordinary) or three
quarters (qualified) of *those who take part* must consent. Before (物权法 76): consent is a share of *all* owners, and
participation has no threshold of its own. Which of the two holds is policy, found by the day of the decision.
"""

from __future__ import annotations

from fractions import Fraction

from sanguanjia.decisions.types import (
    Base,
    Both,
    Clause,
    Level,
    Tally,
    Test,
    Threshold,
    Verdict,
    Weight,
)

from .law import Held, Law, clauses, threshold

MATTERS: dict[int, str] = {
    1: "rules_of_procedure",
    2: "covenant",
    3: "committee",
    4: "manager",
    5: "use_fund",
    6: "raise_fund",
    7: "rebuild",
    8: "common_parts",
    9: "other",
}
"""Article 278(1), items one to nine, as the policy keys name them."""

PARTICIPATION_KEY = "own.joint_decision.participation"
REGIME_KEY = "own.joint_decision.regime"
DEEMED_KEY = "own.ballot.deemed_participation"
SIDES = ("for", "against", "abstain")


def consent_key(matter: int | None, level: Level | None) -> str:
    """The policy key that says how much consent a matter of article 278, or a bare level, needs."""
    name = MATTERS[matter] if matter is not None else str(level)
    return f"own.joint_decision.{name}.consent"


def needs_matter(law: Law) -> bool:
    """True on days whose law knows no levels, only matters (before 2021)."""
    return law.need(REGIME_KEY).value["levels"] is False


def count(law: Law, matter: int | None, level: Level | None, tally: Tally, deemed: Weight | None = None) -> Verdict:
    """The verdict of one vote; with `deemed`, the second line too. Refusal no_rule when no law held that day."""
    regime = law.need(REGIME_KEY)
    taking_part, consenting = law.need(PARTICIPATION_KEY), law.need(consent_key(matter, level))
    strict = _verdict(regime, taking_part, consenting, tally, ())
    if deemed is None:
        return strict
    side, counted = deem(tally, deemed)
    covenant = clauses([law.held(DEEMED_KEY)])
    second = _verdict(regime, taking_part, consenting, counted, covenant, side)
    return Verdict(
        strict.regime,
        strict.participation,
        strict.consent,
        strict.fractions,
        strict.reasons,
        strict.participation_threshold,
        strict.consent_threshold,
        strict.clauses,
        second,
    )


def deem(tally: Tally, deemed: Weight) -> tuple[str, Tally]:
    """Delivered and not returned ballots join the majority of those cast (指导规则 26(2)).

    There is a majority when one side is greater than each other side on both counts. Without one the deemed take part
    and say nothing: they can carry participation, never consent. Returns the side ("" for none) and the new tally.
    """
    sides = (tally.yes, tally.no, tally.abstain)
    leading = ""
    for name, mine in zip(SIDES, sides, strict=True):
        others = [side for known, side in zip(SIDES, sides, strict=True) if known != name]
        if all(mine.area > other.area and mine.n > other.n for other in others):
            leading = name
    if leading == "for":
        return leading, Tally(tally.total, tally.yes + deemed, tally.no, tally.abstain)
    if leading == "against":
        return leading, Tally(tally.total, tally.yes, tally.no + deemed, tally.abstain)
    return leading, Tally(tally.total, tally.yes, tally.no, tally.abstain + deemed)


def _verdict(
    regime: Held, taking_part: Held, consenting: Held, tally: Tally, more: tuple[Clause, ...], side: str = ""
) -> Verdict:
    gate, bar = threshold(taking_part.value), threshold(consenting.value)
    total, part, yes = tally.total, tally.participants, tally.yes
    base = total if bar.base is Base.ALL else part
    participation = Both(gate.met(part.area, total.area), gate.met(part.n, total.n))
    consent = Both(bar.met(yes.area, base.area), bar.met(yes.n, base.n)) if participation.both else None
    return Verdict(
        regime=regime.value["code"],
        participation=participation,
        consent=consent,
        fractions=_fractions(tally, base),
        reasons=_reasons(participation, consent, bar, yes, base),
        participation_threshold=gate,
        consent_threshold=bar,
        clauses=(*clauses([taking_part, consenting]), *more),
        deemed_side=side,
    )


def _reasons(participation: Both, consent: Both | None, bar: Threshold, yes: Weight, base: Weight) -> tuple[str, ...]:
    """Every reason, in the order of the contract."""
    if consent is None:
        return tuple(
            code
            for code, met in (("participation_area", participation.area), ("participation_n", participation.n))
            if not met
        )
    if consent.both:
        return ()
    if bar.base is Base.ALL:
        return ("old_law_majority_of_all",)
    reasons = []
    exactly = Both(
        bar.test is Test.GT and bar.exactly(yes.area, base.area), bar.test is Test.GT and bar.exactly(yes.n, base.n)
    )
    if exactly.area or exactly.n:
        reasons.append("exactly_half")
    if not consent.area and not exactly.area:
        reasons.append("consent_area")
    if not consent.n and not exactly.n:
        reasons.append("consent_n")
    return tuple(reasons)


def _fractions(tally: Tally, base: Weight) -> dict[str, Fraction]:
    part, total, yes = tally.participants, tally.total, tally.yes
    shares = {
        "participation_area": (part.area, total.area),
        "participation_n": (part.n, total.n),
        "consent_area": (yes.area, base.area),
        "consent_n": (yes.n, base.n),
    }
    return {name: Fraction(have, of) for name, (have, of) in shares.items() if of}
