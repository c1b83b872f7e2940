"""Things of the whistle room behind the parts of addresses: a whistle of the company over the owner's matter."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City


def case_id(city: City, at: str) -> int:
    """The matter that was whistled about."""
    return int(_whistle(city, at).case_id)


def whistle_id(city: City, at: str) -> int:
    """The whistle, blown by the company's manager."""
    return int(_whistle(city, at).pk)


def task_id(city: City, at: str) -> int:
    """The lead department's task, at the desk of the city's department officer."""
    return int(_task(city, at).pk)


def sha(city: City, at: str) -> str:
    """A picture of what the company tried; the file itself is stored for the test."""
    from sanguanjia.whistle.models import Attempt
    from sanguanjia.whistle.store import album
    from tests.architecture.objects import picture

    home, whistle = city.homes[at].pk, _whistle(city, at)
    stored = album.take_in(home, [BytesIO(picture())], "photos")[0]
    with preparing():
        Attempt.objects.create(
            estate_id=home, case_id=whistle.case_id, at=clock.now(), method="persuaded", words="劝阻", account_id=1,
            by_name="某人", role="company_manager", photos=[stored.sha256],
        )  # fmt: skip
    return stored.sha256


def _task(city: City, at: str) -> Any:
    from sanguanjia.whistle.models import Task

    whistle = _whistle(city, at)
    return Task.objects.get(estate_id=city.homes[at].pk, whistle_id=whistle.pk)


def _whistle(city: City, at: str) -> Any:
    from sanguanjia.cases.models import Case
    from sanguanjia.whistle.models import Task, Whistle
    from tests.architecture.objects import _case

    home = city.homes[at].pk
    found = Whistle.objects.filter(estate_id=home).order_by("id").first()
    if found is not None:
        return found
    case = Case.objects.get(estate_id=home, pk=_case(city, at))
    manager = city.person("company_manager", at)
    officer = city.actor("department_officer", at)
    with preparing():
        found = Whistle.objects.create(
            estate_id=home, number=9001, case_id=case.pk, kind="grievance", duty_code="M01", duty_name="违法搭建",
            blown_at=clock.now(), blown_by_account_id=manager.pk, blown_by_name=manager.name,
            blown_role="company_manager", company_id=case.company_id,
        )  # fmt: skip
        Task.objects.create(
            estate_id=home, whistle_id=found.pk, seq=1, department="chengguan", department_name="城管执法",
            kind="department", lead=True, organisation_id=officer.mandates[0].organisation_id, state="called",
            called_at=clock.now(),
        )  # fmt: skip
    return found
