"""Is a life in danger while the caller speaks? Judged by what is said, clause by clause, never by one keyword. Pure.

HOT-008: emergencies are not dispatched, they go to 110, 119 or 120 at once. A standing hazard (纸壳堆在楼道), harm
that is over (上个月着火了), what might be (万一着火), what is not (没有人受伤), a drill or the news, and smoke of
rubbish are ordinary matters. A smell of gas is an ordinary matter *and* has its own number to call.

What the lists do not know is asked of a second ear that learned from sentences (`heard.py`); it may also doubt what
the lists found, unless somebody calls for help.

How a clause is read: a word of danger counts when nothing in the clause, or carried into it from the clause before,
takes it out of the present. Words that only sometimes mean danger (打人, 冒烟, 受伤) count only beside a sign of now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .heard import ROUTES, doubts_danger, hears_danger
from .words import pattern

DANGERS: Final = tuple((route, pattern(f"danger.{route}")) for route in ("119", "110", "120"))
WHOLE: Final = tuple((route, pattern(f"whole.{route}")) for route in ("119", "110", "120"))
SOMETIMES: Final = tuple((route, pattern(f"sometimes.{route}")) for route in ("119", "110", "120"))
ABOUT_IT: Final = pattern("about_it")
CALL_FOR_HELP: Final = pattern("call_for_help")
CLAIM: Final = pattern("claim")
CONDITION: Final = pattern("condition")
FEARED_FLAME: Final = pattern("feared_flame")
GAS: Final = pattern("gas")
GAS_LEAKS: Final = pattern("gas_leaks")
GAS_NOT: Final = pattern("gas_not")
GAS_SURE: Final = pattern("gas_sure")
GAS_THING: Final = pattern("gas_thing")
GENERAL: Final = pattern("general")
HABIT: Final = pattern("habit")
HARMLESS: Final = pattern("harmless")
MIGHT: Final = pattern("might")
NOT_SO: Final = pattern("not_so")
NOW: Final = pattern("now")
ONGOING: Final = pattern("ongoing")
OVER: Final = pattern("over")
PAST: Final = pattern("past")
PERHAPS: Final = pattern("perhaps")
REPORTED: Final = pattern("reported")
RUBBISH: Final = pattern("rubbish")
SUSPECT: Final = pattern("suspect")
SOMEBODY: Final = pattern("somebody")
SELF_HARM: Final = re.compile("割(?:了|破|开)?(?:自己)?的?(?:手?腕|脉|喉)")
SMOKE: Final = re.compile("烟")
MOST_SHOWN: Final = 30
_PUT_OUT: Final = re.compile(r"火(?:已经?|都|后来|被|就)?(?:扑)?灭了|虚惊一场|误报")
_SENTENCES: Final = re.compile(r"[。！？!?；;\n]+")
_CLAUSES: Final = re.compile(r"[，,、：:…~—\s]+")


@dataclass(frozen=True, slots=True)
class Danger:
    """Whom to call, and the words that say so."""

    route: str
    words: str


@dataclass(slots=True)
class _Mood:
    """What earlier clauses lend to the next one."""

    past: bool = False
    habit: bool = False
    condition: bool = False
    now: bool = False


def danger_in(text: str) -> Danger | None:
    """Whom to call at once because of what is said here, or None. `text` is half-width."""
    said = by_words(text)
    if said:
        return None if doubts_danger(text) and not CALL_FOR_HELP.search(text) else said
    return _by_ear(text)


def _by_ear(text: str) -> Danger | None:
    """What no list names, somebody in it: asked of what was learned. What the lists know and took out stays out."""
    if not SOMEBODY.search(text) or ABOUT_IT.search(text) or _PUT_OUT.search(text):
        return None
    if SUSPECT.search(text) and any(words.search(text) for _, words in DANGERS):
        return None
    heard = hears_danger(text)
    return Danger(*heard) if heard else None


def by_words(text: str) -> Danger | None:
    """What the word lists of `said.toml` say."""
    if not SUSPECT.search(text):
        return None
    plain = "。".join(HARMLESS.sub("", sentence) for sentence in _SENTENCES.split(text))
    urgent = bool(CALL_FOR_HELP.search(plain))
    found: list[Danger] = []
    mood = _Mood()
    for whole in _SENTENCES.split(text):
        sentence = HARMLESS.sub("", whole)
        mood.condition = mood.habit = mood.now = False
        if ABOUT_IT.search(sentence):
            continue
        still = bool(ONGOING.search(sentence))
        rubbish = bool(RUBBISH.search(whole))
        if FEARED_FLAME.search(whole):
            continue
        found += _in_whole("".join(_CLAUSES.split(sentence)), mood, still=still)
        for clause in _CLAUSES.split(sentence):
            dangers = _in_clause(clause, mood, urgent=urgent, still=still)
            found += [d for d in dangers if not (rubbish and SMOKE.search(d.words))]
            _carry(clause, mood)
    if not found or (not urgent and CLAIM.search(plain) and not NOW.search(plain)):
        return None
    if _is_over(text, found):
        return None
    hurt = [d for d in found if d.route == "120"]
    # Who is bleeding behind a locked door needs the ambulance first; it brings who opens the door.
    alone = hurt and SELF_HARM.search(plain) and all(d.route != "110" for d in found)
    return hurt[0] if alone else min(found, key=lambda d: ROUTES.index(d.route))


def gas_in(text: str) -> str:
    """The words that speak of gas escaping now, or the empty string."""
    for sentence in _SENTENCES.split(text):
        if ABOUT_IT.search(sentence):
            continue
        mood = _Mood()
        # A smell of rotten eggs or a hiss is gas wherever in the sentence gas is spoken of; other signs come after it.
        thing = bool(GAS_SURE.search(sentence) and GAS_THING.search(sentence))
        for clause in _CLAUSES.split(sentence):
            said = GAS.search(clause) or (GAS_LEAKS.search(clause) if thing else None)
            thing = thing or bool(GAS_THING.search(clause))
            present = not mood.past and not PAST.search(clause)  # a smell that comes and goes is there all the same
            if said and not GAS_NOT.search(clause) and not _unreal(clause, said.start(), said.end(), mood, now=present):
                return said[0]
            _carry(clause, mood)
    return ""


def _in_clause(clause: str, mood: _Mood, *, urgent: bool, still: bool) -> list[Danger]:
    now = still or bool(NOW.search(clause))
    lately = now or (mood.now and not PAST.search(clause) and not HABIT.search(clause))
    found = []
    for route, words in DANGERS:
        for match in words.finditer(clause):
            if not _unreal(clause, match.start(), match.end(), mood, now=now) and not _chance(clause, match):
                found.append(Danger(route, match[0]))
    if lately or urgent:
        for route, words in SOMETIMES:
            for match in words.finditer(clause):
                if not _unreal(clause, match.start(), match.end(), mood, now=True) and not _chance(clause, match):
                    found.append(Danger(route, match[0]))
    return found


def _in_whole(sentence: str, mood: _Mood, *, still: bool) -> list[Danger]:
    """What its clauses say only together; whatever in them speaks of another time or of a chance takes it away."""
    now = still or bool(NOW.search(sentence))
    return [
        Danger(route, match[0][:MOST_SHOWN])
        for route, words in WHOLE
        for match in words.finditer(sentence)
        if not _unreal(sentence, match.start(), match.end(), mood, now=now)
        and not (PAST.search(sentence) or CONDITION.search(sentence))
    ]


def _unreal(clause: str, start: int, end: int, mood: _Mood, *, now: bool = False) -> bool:
    """Whether something takes this word out of the present: not so, not yet, not any more, not here."""
    before, behind = clause[:start], clause[end:]
    near = clause[max(0, start - 8) : end]
    if NOT_SO.search(near) or mood.condition or GENERAL.search(behind):
        return True
    if any(words.search(before) or _stands_before(words, clause, start) for words in (CONDITION, MIGHT)):
        return True
    if now:
        return False
    return mood.past or mood.habit or bool(PAST.search(clause)) or bool(HABIT.search(clause, 0, end))


def _chance(clause: str, said: re.Match[str]) -> bool:
    """Whether it is only a chance: "可能着火", but not "可能着火了", which is there and is named unsurely."""
    is_there = clause.startswith("了", said.end()) or said[0].endswith("了")
    return not is_there and bool(PERHAPS.search(clause, 0, said.start()))


def _stands_before(words: re.Pattern[str], clause: str, start: int) -> bool:
    """Whether one of the words ends before a place; it may look beyond it."""
    return any(match.end() <= start for match in words.finditer(clause))


def _carry(clause: str, mood: _Mood) -> None:
    """What this clause lends to the next: a condition or a habit to its sentence, a past until something says now."""
    if NOW.search(clause):
        mood.past = mood.habit = mood.condition = False
        mood.now = True
    elif PAST.search(clause):
        # "昨天报修没人来" speaks of the report; what follows may well be happening now.
        mood.past = not REPORTED.search(clause)
        mood.now = False
    if CONDITION.search(clause):
        mood.condition = True
    if HABIT.search(clause) and not NOW.search(clause):
        mood.habit = True


def _is_over(text: str, found: list[Danger]) -> bool:
    """Whether the last word is that it is over: nothing dangerous and no sign of now stands behind it."""
    ends = [match.end() for match in OVER.finditer(text)]
    if not ends:
        return False
    return not NOW.search(text, ends[-1]) and all(text.rfind(danger.words) < ends[-1] for danger in found)
