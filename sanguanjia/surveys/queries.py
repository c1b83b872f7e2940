"""The readers of the surveys room: what one may answer, how a survey stands, series over the years."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from sanguanjia.access.queries import account_of
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry import queries as registry
from sanguanjia.registry.rules.names import natural_key

from . import store
from .models import Answer, Figure, Survey
from .permissions import HOUSEHOLD
from .rules.figures import figure
from .types import OVERALL, Counted, Shown

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey that waits for a household of the actor; `answered` when it has its answer."""

    survey: Survey
    unit_id: int
    door: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One question of one survey, or of one year: what was counted, and the figure where it may be shown."""

    code: str
    name: str
    counted: Counted
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Year:
    """A point of a series: year and wave, its lines, the overall one first; `source` of figures that were entered."""

    label: str
    lines: tuple[Line, ...]
    source: str = ""

    @property
    def overall(self) -> Line | None:
        """The question on the whole."""
        return next((line for line in self.lines if line.code == OVERALL), None)


def asked(actor: Actor) -> tuple[Asked, ...]:
    """Open surveys of the households in which the actor is owner or tenant, by door."""
    homes = {(m.home_id, m.unit_id) for m in actor.mandates if m.role in HOUSEHOLD and m.unit_id is not None}
    today, found = clock.today(), []
    for home_id, unit_id in sorted((home, unit) for home, unit in homes if unit is not None):
        open_now = Survey.objects.filter(
            estate_id=home_id, closed_at=None, opens_on__lte=today, closes_on__gte=today
        ).order_by("id")
        for survey in open_now:
            unit = registry.unit(home_id, unit_id)
            if unit.use == store.DWELLING and not store.works_for(actor, survey.company_id):
                done = Answer.objects.filter(estate_id=home_id, survey_id=survey.pk, unit_id=unit_id).exists()
                found.append(Asked(survey, unit_id, unit.code, done))
    return tuple(found)


def is_staff(actor: Actor, estate_id: int, survey_id: int) -> bool:
    """Whether the actor works for the company that the survey is about. Refuses not_found."""
    return store.works_for(actor, store.find(estate_id, survey_id).company_id)


def response(survey: Survey) -> tuple[int, dict[str, int]]:
    """(answers so far, by channel): all that is shown while a survey runs."""
    rows = Answer.objects.filter(estate_id=survey.estate_id, survey_id=survey.pk)
    by_channel = dict(rows.values_list("channel").annotate(number=Count("id")).order_by("channel"))
    return sum(by_channel.values()), by_channel


def answers_of(surveys: Sequence[Survey]) -> dict[int, int]:
    """Survey → answers so far, for a list."""
    with cross_estate():  # an office's list over its estates
        rows = Answer.objects.filter(survey_id__in=[survey.pk for survey in surveys])
        return dict(rows.order_by().values_list("survey_id").annotate(number=Count("id")))


def overall_of(surveys: Sequence[Survey]) -> dict[int, Line]:
    """Survey → the figure on the whole, for a list of closed ones."""
    by_id = {survey.pk: survey for survey in surveys}
    with cross_estate():  # a list over the city
        rows = list(Figure.objects.filter(survey_id__in=by_id, code=OVERALL))
    years = ((row.survey_id, _year(by_id[row.survey_id], {OVERALL: row})) for row in rows)
    return {survey_id: year.overall for survey_id, year in years if year.overall}


def year_of(survey: Survey) -> Year:
    """The figures of a closed survey."""
    rows = Figure.objects.filter(estate_id=survey.estate_id, survey_id=survey.pk)
    return _year(survey, {row.code: row for row in rows})


def series(home_id: int) -> tuple[Year, ...]:
    """All closed surveys of a home, oldest first."""
    surveys = list(
        Survey.objects.filter(estate_id=home_id, closed_at__isnull=False)
        .select_related("estate")
        .order_by("year", "wave")
    )
    figures: dict[int, dict[str, Figure]] = defaultdict(dict)
    for row in Figure.objects.filter(estate_id=home_id, survey_id__in=[survey.pk for survey in surveys]):
        figures[row.survey_id][row.code] = row
    return tuple(_year(survey, figures[survey.pk]) for survey in surveys)


def company_series(company_id: int) -> tuple[Year, ...]:
    """A company's figures by year: the sums over the surveys of its estates, each estate's last wave of the year."""
    with cross_estate():  # a company works in many estates
        surveys = list(
            Survey.objects.filter(company_id=company_id, closed_at__isnull=False)
            .select_related("estate")
            .order_by("year", "wave", "id")
        )
        last = {(survey.year, survey.estate_id): survey for survey in surveys}
        chosen = {survey.pk: survey for survey in last.values()}
        rows = list(Figure.objects.filter(survey_id__in=chosen))
    sums: dict[int, dict[str, Counted]] = defaultdict(dict)
    names: dict[str, str] = {}
    for row in rows:
        survey = chosen[row.survey_id]
        names |= dict(survey.questions)
        counted = Counted(survey.households, survey.answers or 0, row.rated, row.satisfied)
        already = sums[survey.year].get(row.code)
        sums[survey.year][row.code] = already + counted if already else counted
    return tuple(Year(str(year), _lines(names, sums[year], _values(chosen.values()))) for year in sorted(sums))


def published(text: str = "") -> tuple[Survey, ...]:
    """The last closed surveys everywhere, newest first; `text`: part of the place's name."""
    with cross_estate():  # a list over the city
        rows = Survey.objects.filter(closed_at__isnull=False, estate__name__icontains=text).select_related("estate")
        latest: dict[int, Survey] = {}
        for row in rows.order_by("-year", "-wave", "estate__name")[: MOST_LISTED * 4]:
            latest.setdefault(row.estate_id, row)
        return tuple(list(latest.values())[:MOST_LISTED])


def within(places: Iterable[str]) -> tuple[Survey, ...]:
    """Surveys of the homes at or below the places, open ones first, then the newest."""
    wanted = Q(pk=None)
    for place in places:
        wanted |= Q(estate__path__startswith=place)
    with cross_estate():  # an office's list over its estates
        rows = Survey.objects.filter(wanted).select_related("estate").order_by("-opens_on", "estate__name", "id")
        listed = list(rows[:MOST_LISTED])
    return tuple(sorted(listed, key=lambda survey: survey.closed_at is not None))


def due(today: dt.date) -> tuple[tuple[int, int], ...]:
    """(estate, survey) of the surveys whose last day has passed."""
    with cross_estate():  # the platform's own round
        rows = Survey.objects.filter(closed_at=None, closes_on__lt=today).order_by("id")
        return tuple(rows.values_list("estate_id", "id")[:500])


def _year(survey: Survey, figures: dict[str, Figure]) -> Year:
    counted = {
        code: Counted(survey.households, survey.answers or 0, row.rated, row.satisfied) for code, row in figures.items()
    }
    label = str(survey.year) if survey.wave == 1 else f"{survey.year}年第{survey.wave}轮"
    return Year(label, _lines(dict(survey.questions), counted, _values([survey])), survey.source)


def _values(surveys: Iterable[Survey]) -> Survey:
    """The survey whose policy says how the sum is shown: the last one."""
    return max(surveys, key=lambda survey: (survey.opens_on, survey.pk))


def _lines(names: dict[str, str], counted: dict[str, Counted], like: Survey) -> tuple[Line, ...]:
    policy = store.policy_of(like)
    order: Sequence[str] = sorted(counted, key=lambda code: (code != OVERALL, list(names).index(code)))
    return tuple(Line(code, names[code], counted[code], figure(policy, counted[code])) for code in order)


def companies(home_id: int) -> tuple[tuple[int, str], ...]:
    """Companies that a home's surveys were about, the last one first."""
    rows = Survey.objects.filter(estate_id=home_id, company_id__isnull=False).order_by("-year", "-wave")
    found = {company: name for company, name in rows.values_list("company_id", "company_name") if company is not None}
    return tuple(found.items())


def silent(survey: Survey) -> list[str]:
    """Doors of the households that have not answered, in the order people count."""
    done = Answer.objects.filter(estate_id=survey.estate_id, survey_id=survey.pk).values_list("unit_id", flat=True)
    answered = set(done)
    doors = store.households(survey.estate_id, survey.opens_on)
    return sorted((door for door, unit in doors.items() if unit not in answered), key=natural_key)


def after(doors: Sequence[str], door: str, most: int) -> list[str]:
    """The doors of a list in people's order that come after one of it or beside it, at most so many; at its end from
    the beginning."""
    key = natural_key(door)
    later = [each for each in doors if door and natural_key(each) > key]
    return (later or list(doors))[:most]


def typed_in(survey: Survey) -> tuple[tuple[str, str, int], ...]:
    """Who typed in answers for households: (name, channel, how many), the most first."""
    rows = (
        Answer.objects.filter(estate_id=survey.estate_id, survey_id=survey.pk, entered_by_account_id__isnull=False)
        .values_list("entered_by_account_id", "channel")
        .annotate(number=Count("id"))
        .order_by("-number", "channel", "entered_by_account_id")
    )
    people = {account: account_of(account) for account in {account for account, _, _ in rows}}
    return tuple((one.name if (one := people[who]) else "—", channel, number) for who, channel, number in rows)
