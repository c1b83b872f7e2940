"""Public notices: one success and one test per refusal; what the database itself refuses; the digest."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from sanguanjia.kernel import clock
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices import actions, files, public, queries
from sanguanjia.notices.models import Notice, PublicExtension, PublicNotice
from sanguanjia.notices.types import PublicRef, PublicState
from tests.support.guard import preparing
from tests.support.small_city import City

MORNING = dt.datetime(2024, 4, 25, 9, 30, tzinfo=clock.SHANGHAI)
PHOTO = StoredPhoto("ab" * 32, 640, 480, 12345)


@pytest.fixture(autouse=True)
def _morning(db: None) -> Iterator[None]:
    with clock.turned_to(MORNING):
        yield


def at(day: int, month: int = 4) -> Any:
    return clock.turned_to(dt.datetime(2024, month, day, 10, tzinfo=clock.SHANGHAI))


def posted(city: City, who: str = "committee_member", **wishes: Any) -> PublicRef:
    given = {"kind": "fund_use", "title": "更换3栋电梯钢丝绳", "text": "一、原因\n二、金额 12,000 元"} | wishes
    return actions.post(city.actor(who), estate_id=city.homes["estate"].pk, **given)


def refused(code: str, call: Any, *args: Any, **wishes: Any) -> None:
    with pytest.raises(Refusal) as found:
        call(*args, **wishes)
    assert code in {reason.code for reason in found.value.reasons}


def test_a_notice_is_posted_with_its_days_digest_and_words(city: City) -> None:
    ref = posted(city)
    assert (ref.opens_on, ref.closes_on) == (dt.date(2024, 4, 25), dt.date(2024, 5, 2))
    view = queries.public_view(city.actor("owner"), ref.estate_id, ref.number)
    assert view.row.publisher.endswith("业主委员会（物业管理委员会）")
    assert view.is_whole
    assert len(view.row.words.split()) == 4
    text = queries.canonical_of(ref.estate_id, ref.number)
    assert hashlib.sha256(text.encode()).hexdigest() == ref.digest
    assert Notice.objects.get(estate_id=ref.estate_id).template == "notices.post"
    assert [line.number for line in queries.board(ref.estate_id)] == [1]
    assert posted(city).number == 2


def test_what_still_runs_is_found_below_newer_ones_that_are_over(city: City) -> None:
    long, short = posted(city, closes_on=dt.date(2024, 5, 30)), posted(city)
    with at(10, 5):
        assert [line.number for line in queries.board(long.estate_id, limit=1)] == [short.number]
        assert [line.number for line in queries.board(long.estate_id, current=True, limit=1)] == [long.number]


@pytest.mark.parametrize(
    ("code", "wishes"),
    [
        ("unknown_notice_kind", {"kind": "x"}),
        ("missing", {"title": " "}),
        ("missing", {"text": ""}),
        ("too_long", {"title": "长" * 81}),
        ("period_too_short", {"closes_on": dt.date(2024, 5, 1)}),
        ("opens_in_the_past", {"opens_on": dt.date(2024, 4, 24)}),
        ("not_found", {"supersedes": 5}),
    ],
)
def test_what_is_refused_when_posting(city: City, code: str, wishes: dict[str, Any]) -> None:
    refused(code, posted, city, **wishes)


@pytest.mark.parametrize("who", ["owner", "tenant", "company_worker", "company_manager", "security_auditor"])
def test_who_may_not_post_the_use_of_the_fund(city: City, who: str) -> None:
    refused("not_permitted", posted, city, who)


def test_a_company_posts_where_it_manages_and_nowhere_else(city: City) -> None:
    assert posted(city, "company_manager", kind="general").number == 1
    far = city.actor("company_manager", "far")
    refused("not_permitted", actions.post, far, estate_id=city.homes["estate"].pk, kind="general", title="x", text="x")


def test_a_period_only_grows(city: City) -> None:
    ref, actor = posted(city), city.actor("committee_member")
    wish = {"estate_id": ref.estate_id, "notice_id": ref.id, "reason": "节日"}
    refused("not_longer", actions.extend, actor, until=dt.date(2024, 5, 2), **wish)
    refused("missing", actions.extend, actor, until=dt.date(2024, 5, 9), **(wish | {"reason": ""}))
    assert actions.extend(actor, until=dt.date(2024, 5, 9), **wish).closes_on == dt.date(2024, 5, 9)
    refused("not_longer", actions.extend, actor, until=dt.date(2024, 5, 8), **wish)
    refused("not_permitted", actions.extend, city.actor("owner"), until=dt.date(2024, 5, 20), **wish)
    with at(9, 5):
        assert public.standing(ref.estate_id, ref.id).state is PublicState.RUNNING
    with at(10, 5):
        assert public.standing(ref.estate_id, ref.id).state is PublicState.OVER
        refused("notice_is_over", actions.extend, actor, until=dt.date(2024, 5, 20), **wish)
    assert queries.public_view(actor, ref.estate_id, ref.number).is_whole, "an extension leaves the digest alone"


def test_the_application_cannot_change_a_letter_or_a_day_by_sql(city: City) -> None:
    ref = posted(city)
    for table, change in (
        ("notices_publicnotice", "closes_on = '2024-04-26'"),
        ("notices_publicnotice", "text = 'x'"),
        ("notices_publicextension", "until = '2024-04-26'"),
    ):
        _denied(f"UPDATE {table} SET {change} WHERE estate_id = %s", ref.estate_id)
    _denied("DELETE FROM notices_publicnotice WHERE estate_id = %s", ref.estate_id)


def _denied(statement: str, *values: Any) -> None:
    refused_by_the_database = pytest.raises(ProgrammingError, match="permission denied")
    with refused_by_the_database, transaction.atomic(), preparing(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("a_public_notice_stands_at_least_its_period", {"closes_on": dt.date(2024, 5, 1)}),
        ("a_public_notice_ends_after_its_first_day", {"earliest_end": dt.date(2024, 4, 25)}),
        ("a_public_notice_opens_when_posted_or_later", {"opens_on": dt.date(2024, 4, 24)}),
    ],
)
def test_no_row_with_a_short_period_can_be_stored(city: City, name: str, days: dict[str, Any]) -> None:
    row = PublicNotice.objects.get(estate_id=city.homes["estate"].pk, pk=posted(city).id)
    row.pk, row.number = row.pk + 1, 99
    for field, value in days.items():
        setattr(row, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), preparing():
        row.save(force_insert=True)


def test_no_extension_row_makes_a_period_shorter(city: City) -> None:
    ref = posted(city)
    given = {"estate_id": ref.estate_id, "public_notice_id": ref.id, "reason": "x", "at": clock.now()}
    with pytest.raises(IntegrityError, match="an_extension_only_lengthens"), transaction.atomic(), preparing():
        PublicExtension.objects.create(was=dt.date(2024, 5, 2), until=dt.date(2024, 5, 1), **given)
    with preparing():  # a lie about where it was: the latest end still counts
        PublicExtension.objects.create(was=dt.date(2024, 4, 1), until=dt.date(2024, 4, 2), **given)
    assert public.standing(ref.estate_id, ref.id).closes_on == dt.date(2024, 5, 2)


@pytest.mark.django_db(databases=["default", "owner"], transaction=False)
def test_a_superusers_edit_is_seen(city: City) -> None:
    ref = posted(city)
    row = PublicNotice.objects.get(estate_id=ref.estate_id, pk=ref.id)
    from sanguanjia.notices.queries.board import _content, _files
    from sanguanjia.notices.rules.canonical import digest_of

    for field, value in (("text", row.text + " "), ("closes_on", dt.date(2024, 5, 3)), ("title", "更换4栋电梯钢丝绳")):
        kept = getattr(row, field)
        setattr(row, field, value)
        assert digest_of(_content(row, _files(row))) != row.digest, field
        setattr(row, field, kept)
    assert digest_of(_content(row, _files(row))) == row.digest
    connections["owner"].close()


def test_a_correction_is_a_new_notice_with_a_whole_period(city: City) -> None:
    ref = posted(city)
    with at(30):
        new = posted(city, supersedes=ref.id, text="一、原因\n二、金额 11,000 元")
        assert new.closes_on == dt.date(2024, 5, 7)
        old = queries.public_view(city.actor("owner"), ref.estate_id, ref.number)
        assert (old.line.state, old.superseded_by_number) == (PublicState.SUPERSEDED, new.number)
        assert "12,000" in old.row.text
        refused("superseded_already", posted, city, supersedes=ref.id)
        refused("not_found", posted, city, supersedes=new.id, kind="vote_result")
    assert Notice.objects.filter(estate_id=ref.estate_id, template="notices.correct").count() == 1


def test_owners_object_while_it_runs_and_the_publisher_answers(city: City) -> None:
    ref, owner, member = (
        posted(city, opens_on=dt.date(2024, 4, 26)),
        city.actor("owner"),
        city.actor("committee_member"),
    )
    wish = {"estate_id": ref.estate_id, "notice_id": ref.id, "text": "金额和去年的合同不一致"}
    refused("objection_too_early", actions.object_to, owner, **wish)
    with at(26):
        refused("missing", actions.object_to, owner, **(wish | {"text": " "}))
        refused("not_permitted", actions.object_to, city.actor("tenant"), **wish)
        refused("not_permitted", actions.object_to, city.actor("owner", "far"), **wish)
        objection = actions.object_to(owner, **wish)
        refused("objected_already", actions.object_to, owner, **wish)
        view = queries.public_view(city.actor("owner", "far"), ref.estate_id, ref.number)
        assert (view.said, view.line.objections, view.line.unanswered) == ((), 1, 1)
        said = queries.public_view(city.actor("tenant"), ref.estate_id, ref.number).said
        assert [s.text for s in said] == [wish["text"]]
    answer = {"estate_id": ref.estate_id, "objection_id": objection.id, "accepted": False, "text": "单价因材料上涨"}
    with at(6, 5):
        assert not public.standing(ref.estate_id, ref.id).is_settled
        refused("objection_too_late", actions.object_to, city.actor("owner"), **wish)
        refused("not_permitted", actions.answer, owner, **answer)
        refused("not_found", actions.answer, member, **(answer | {"objection_id": 1}))
        refused("missing", actions.answer, member, **(answer | {"text": ""}))
        actions.answer(member, **answer)
        refused("answered_already", actions.answer, member, **answer)
        assert public.standing(ref.estate_id, ref.id).is_settled
    told = Notice.objects.filter(estate_id=ref.estate_id).values_list("template", flat=True)
    assert set(told) == {"notices.post", "notices.object", "notices.answer"}


def test_the_paper_on_the_wall_is_proved_by_a_photograph(city: City) -> None:
    ref, actor = posted(city), city.actor("committee_member")
    wish = {"estate_id": ref.estate_id, "notice_id": ref.id, "place_words": "3栋1单元大厅", "photos": (PHOTO,)}
    refused("missing", actions.prove_posting, actor, **(wish | {"photos": ()}))
    refused("missing", actions.prove_posting, actor, **(wish | {"place_words": ""}))
    refused("not_permitted", actions.prove_posting, city.actor("owner"), **wish)
    actions.prove_posting(actor, **wish)
    refused("proved_already", actions.prove_posting, actor, **wish)
    assert [p.name for p in queries.public_view(actor, ref.estate_id, ref.number).proofs] == ["3栋1单元大厅"]


def test_attachments_are_pictures_or_pdf_and_part_of_the_digest(city: City) -> None:
    home = city.homes["estate"].pk
    pdf = BytesIO(b"%PDF-1.4 x")
    pdf.name = "../合同\n.pdf"
    taken = files.take_in(home, [pdf])
    assert (taken[0].name, taken[0].kind) == ("合同.pdf", "pdf")
    ref, bare = posted(city, files=taken), posted(city)
    assert ref.digest != bare.digest
    assert queries.public_view(city.actor("owner"), home, ref.number).is_whole
    refused("photo_unreadable", files.take_in, home, [BytesIO(b"<script>")])
    refused("too_many_files", files.take_in, home, [pdf] * 7)
