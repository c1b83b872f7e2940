"""Policy in the database: seeding, publishing, what the database itself refuses, and the same answers as the files."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import declared_acts
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor, Mandate
from sanguanjia.kernel.models import Home, Record
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import queries, seeding
from sanguanjia.policy.actions import correct_version, keep_look, publish_version
from sanguanjia.policy.models import PolicyVersion
from sanguanjia.policy.packs import load
from sanguanjia.policy.places import UnknownPlace, chain_of, home_of
from sanguanjia.registry.models import Division, Estate, Neighbourhood, Subdistrict
from tests.support.guard import preparing

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 22)
TODAY = dt.datetime(2026, 11, 22, 2, tzinfo=dt.UTC)
OWNER = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture(autouse=True)
def _fresh():
    queries.forget()
    with clock.turned_to(TODAY):
        yield
    queries.forget()


def rule(**changes):
    base = {
        "key": "cases.silence.days",
        "title": "办结后多久不表态即视为办结",
        "jurisdiction": "430200",
        "layer": "normative_doc",
        "force": "default",
        "value": {"amount": 7, "unit": "workday", "roll": "none"},
        "effective_from": "2026-12-01",
        "source": {"title": "株洲市某办法", "article": "第三条", "tag": "K"},
    }
    return {**base, **changes}


def publish(actor=SYSTEM, belated="", **changes):
    return publish_version(actor, estate_id=Home.PLATFORM_ID, rule=rule(**changes), belated=belated)


def codes(call):
    with pytest.raises(Refusal) as caught:
        call()
    return [reason.code for reason in caught.value.reasons]


def officer(role, place):
    return Actor(7, "办事员", (Mandate(1, role, 9, place, dt.date(2020, 1, 1)),))


def test_the_database_answers_as_the_files_do():
    files = load()
    for key in files.keys:
        for place in ("CN", "430211", "140403", "410105"):
            for day in (dt.date(2015, 5, 1), dt.date(2020, 12, 31), dt.date(2021, 1, 1), DAY):
                assert queries.rule_for(key, place, day) == files.rule_for(key, place, day)
    calendar = queries.calendar_for("430211")
    assert calendar.workday_after(dt.date(2024, 4, 25), 15) == dt.date(2024, 5, 17)
    assert queries.hours_for("CN", DAY).seconds == 7 * 3600
    assert queries.value_for("cases.hand_on.max", "430211", DAY) == 1
    with pytest.raises(LookupError):
        queries.value_for("no.such.key", "CN", DAY)
    for nowhere in ("somewhere", "99999999999999999999999", "98765", "1/x/"):
        with pytest.raises(UnknownPlace):
            queries.rule_for("cases.ladder", nowhere, DAY)


def test_answers_cost_no_statement_once_read(django_assert_num_queries):
    queries.rule_for("cases.ladder", "430211", DAY)
    with django_assert_num_queries(0):
        for _ in range(100):
            queries.rule_for("cases.ladder", "430211", DAY)
            queries.calendar_for("430211")
            queries.hours_for("430211", DAY)
            queries.generation()


def test_publishing_closes_the_version_before_and_keeps_it():
    first = publish(effective_from="2026-12-01")
    assert first.closed is None
    second = publish(effective_from="2027-01-01", value={"amount": 9, "unit": "workday", "roll": "none"})
    assert second.closed == first.version
    queries.forget()
    assert queries.value_for("cases.silence.days", "430211", dt.date(2026, 11, 30))["amount"] == 5
    assert queries.value_for("cases.silence.days", "430211", dt.date(2026, 12, 31))["amount"] == 7
    assert queries.value_for("cases.silence.days", "430211", dt.date(2027, 1, 1))["amount"] == 9
    assert queries.value_for("cases.silence.days", "140403", dt.date(2027, 1, 1))["amount"] == 5
    record = Record.objects.filter(estate_id=Home.PLATFORM_ID, act="policy.publish_version").order_by("-id").first()
    assert record is not None
    assert len(record.subjects) == 2


def test_a_new_version_is_noticed_by_its_stamp():
    before = queries.generation()
    publish()
    queries._kept.looked_at = 0.0
    assert queries.generation() != before


def test_the_act_is_replayed_with_one_effect():
    first = publish_version(SYSTEM, key="k1", estate_id=Home.PLATFORM_ID, rule=rule())
    again = publish_version(SYSTEM, key="k1", estate_id=Home.PLATFORM_ID, rule=rule())
    assert first == again
    assert PolicyVersion.objects.filter(key="cases.silence.days", jurisdiction="430200").count() == 1


def test_refusals():
    publish()
    assert codes(publish) == ["policy_not_later"]
    assert codes(lambda: publish(effective_from="2026-11-25")) == ["policy_overlap"]
    assert codes(lambda: publish(effective_from="2026-11-01", effective_to="2026-11-21")) == ["policy_backdated"]
    assert publish(effective_from="2026-11-01", effective_to="2026-11-21", belated="补录").version
    assert codes(lambda: publish(jurisdiction="430211", exception_to="nowhere")) == ["policy_names_nothing"]
    assert codes(lambda: publish(jurisdiction="430211", supersedes=["x@2020-01-01"])) == ["policy_names_nothing"]
    assert codes(lambda: publish(value=0.5)) == ["policy_malformed"]
    assert codes(lambda: publish(title="")) == ["missing"]
    assert codes(lambda: publish(effective_from="2026-02-30")) == ["bad_date"]
    assert codes(lambda: publish_version(SYSTEM, estate_id=2, rule=rule())) == ["policy_outside_place"]


def correct(wrong, actor=SYSTEM, because="数字抄错", key=None, **changes):
    return correct_version(
        actor, key=key, estate_id=Home.PLATFORM_ID, wrong=wrong, rule=rule(**changes), because=because
    )


NINE = {"amount": 9, "unit": "workday", "roll": "none"}


def test_a_version_entered_wrong_is_corrected_and_stays_to_be_read():
    first = publish()
    later = publish(effective_from="2027-02-01", value={"amount": 3, "unit": "workday", "roll": "none"})
    once = correct(first.version, value=NINE, effective_to="2027-01-31", key="c1")
    assert correct(first.version, value=NINE, effective_to="2027-01-31", key="c1") == once
    assert (once.version, once.closed) == (f"{first.version}~2", first.version)
    queries.forget()
    assert queries.value_for("cases.silence.days", "430211", dt.date(2026, 12, 5))["amount"] == 9
    assert queries.value_for("cases.silence.days", "430211", dt.date(2027, 2, 1))["amount"] == 3
    kept = [(k.rule.version, bool(k.withdrawn_at), k.because) for k in queries.versions_of("cases.silence.days")]
    assert kept[:3] == [
        (later.version, False, ""), (once.version, False, ""), (first.version, True, "数字抄错")
    ]  # fmt: skip
    again = correct(once.version, value={"amount": 8, "unit": "workday", "roll": "none"}, effective_to="2027-01-31")
    assert again.version.endswith("~3")
    queries.forget()
    assert queries.value_for("cases.silence.days", "430211", dt.date(2026, 12, 5))["amount"] == 8
    assert queries.corrected_years() == []  # no calendar was


def test_a_correction_keeps_what_others_quote_the_version_by():
    wrong = PolicyVersion.objects.filter(withdrawn_at=None).exclude(rules=[]).order_by("id").first()
    assert wrong is not None
    fields = {name: getattr(wrong, name) for name in ("key", "title", "jurisdiction", "layer", "force", "value")}
    fields |= {"effective_from": str(wrong.effective_from), "source": {"title": "另一份文件", "tag": "K"}}
    fields |= {"effective_to": str(wrong.effective_to)} if wrong.effective_to else {}
    done = correct_version(SYSTEM, estate_id=Home.PLATFORM_ID, wrong=wrong.version, rule=fields, because="文件名写错")
    right = PolicyVersion.objects.get(version=done.version)
    assert (right.rules, right.supersedes, right.examples) == (wrong.rules, wrong.supersedes, wrong.examples)
    assert right.as_rule().named_by(wrong.version)


def test_corrections_refused():
    first = publish()
    assert codes(lambda: correct(first.version)) == ["policy_unchanged"]
    assert codes(lambda: correct(first.version, because=" ")) == ["policy_no_reason", "policy_unchanged"]
    assert codes(lambda: correct("nothing@2020-01-01", value=NINE)) == ["policy_unknown_version"]
    assert codes(lambda: correct(first.version, value=NINE, effective_from="2026-12-02")) == ["policy_other_text"]
    assert codes(lambda: correct(first.version, value=NINE, jurisdiction="430211")) == ["policy_other_text"]
    assert codes(lambda: correct(first.version, value=0.5)) == ["policy_malformed"]
    publish(effective_from="2027-02-01", value=NINE)
    assert codes(lambda: correct(first.version, value=NINE, effective_to="2027-03-01")) == ["policy_overlap"]
    assert codes(lambda: correct(first.version, officer("company_manager", "1/"), value=NINE)) == ["not_permitted"]
    assert codes(lambda: correct_version(SYSTEM, estate_id=2, wrong="x", rule=rule(), because="x")) == [
        "policy_outside_place"
    ]
    correct(first.version, value=NINE, effective_to="2027-01-31")
    assert codes(lambda: correct(first.version, value=NINE)) == ["policy_unknown_version"]  # somebody was faster


def test_a_withdrawal_says_why_and_the_place_it_leaves_is_filled_once():
    first = publish()
    row = PolicyVersion.objects.get(version=first.version)
    with preparing(), pytest.raises(IntegrityError, match="policy_withdrawal_says_why"), transaction.atomic():
        PolicyVersion.objects.filter(pk=row.pk).update(withdrawn_at=TODAY)
    second = correct(first.version, value=NINE)
    row = PolicyVersion.objects.get(version=second.version)
    row.pk, row.version, row.edition = 12, "a third", 3
    with (
        preparing(),
        pytest.raises(IntegrityError, match="policy_versions_of_one_text_never_overlap"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_who_may_publish():
    admin = officer("system_admin", "1/")
    assert publish(admin, layer="law", jurisdiction="CN", effective_from="2027-01-01").version
    stranger = officer("district_officer", "1/5/6/")
    assert codes(lambda: publish(stranger, jurisdiction="CN")) == ["not_permitted"]
    assert codes(lambda: publish(officer("company_manager", "1/"))) == ["not_permitted"]
    city = officer("city_officer", "1/")
    assert codes(lambda: publish(city, layer="law", effective_from="2027-01-01")) == ["not_permitted"]
    assert publish(city, effective_from="2027-01-01").version


def test_the_database_refuses_what_overlaps():
    row = PolicyVersion.objects.filter(key="cases.silence.days").first()
    assert row is not None
    row.pk, row.version = None, "another name"
    row.pk = 12
    row.effective_from = dt.date(2025, 1, 1)
    with (
        preparing(),
        pytest.raises(IntegrityError, match="policy_versions_of_one_text_never_overlap"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policy_policyversion SET value = '1'",
        "UPDATE policy_policyversion SET effective_from = '2000-01-01'",
        "DELETE FROM policy_policyversion",
    ],
)
def test_the_application_may_not_rewrite_a_version(statement):
    with preparing(), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@OWNER
def test_seeding_again_changes_nothing():
    count = PolicyVersion.objects.using("owner").count()
    assert count >= len(load().versions)
    seeded = seeding.seed(using="owner")
    assert (seeded.added, seeded.closed) == (0, ())
    assert PolicyVersion.objects.using("owner").count() == count


PACK = """
[defaults]
layer = "normative_doc"
force = "default"
source = {{ title = "t", tag = "K" }}
title = "t"
[[rule]]
key = "test.seed"
effective_from = 2020-01-01
value = 1
{more}
"""


@OWNER
def test_a_newer_file_closes_and_follows_but_never_rewrites(tmp_path):
    def packs(name, text):
        folder = tmp_path / name / "CN"
        folder.mkdir(parents=True)
        (folder / "test.toml").write_text(text, encoding="utf-8")
        return folder.parent

    assert seeding.seed("owner", packs("one", PACK.format(more=""))).added == 1
    newer = PACK.format(
        more='effective_to = 2026-12-31\n[[rule]]\nkey = "test.seed"\neffective_from = 2027-01-01\nvalue = 2'
    ).replace("value = 1", "value = 99")
    seeded = seeding.seed("owner", packs("two", newer))
    assert seeded.added == 1
    assert len(seeded.closed) == 1
    values = PolicyVersion.objects.using("owner").filter(key="test.seed").order_by("effective_from")
    assert [row.value for row in values] == [1, 2]
    clash = PACK.format(more="").replace("2020-01-01", "2019-01-01")
    assert len(seeding.seed("owner", packs("three", clash)).left_out) == 1


def two_estates() -> tuple[Home, Home]:
    """Two estates of one neighbourhood of Tianyuan district, laid out as the registry keeps them."""
    with preparing():
        homes = {}
        above = Home.objects.get(pk=Home.PLATFORM_ID)
        for number, kind in ((501, "city"), (502, "district"), (503, "subdistrict"), (504, "neighbourhood")):
            above = homes[kind] = Home.objects.create(
                id=number, kind=kind, name=kind, path=f"{above.path}{number}/", parent=above
            )
        always = DateRange(dt.date(2018, 6, 19), None)
        city = Division.objects.create(code="430200", name="株洲市", level="city", valid=always, home=homes["city"])
        district = Division.objects.create(
            code="430211", name="天元区", level="county", parent=city, valid=always, home=homes["district"]
        )
        street = Subdistrict.objects.create(
            home=homes["subdistrict"], code9="430211001", name="街道", division=district
        )
        quarter = Neighbourhood.objects.create(
            home=homes["neighbourhood"], code12="430211001001", name="社区", subdistrict=street
        )
        estates = []
        for number in (505, 506):
            home = Home.objects.create(
                id=number, kind="estate", name=str(number), path=f"{above.path}{number}/", parent=above
            )
            Estate.objects.create(home=home, name=str(number), pinyin=str(number), neighbourhood=quarter)
            estates.append(home)
    return estates[0], estates[1]


def test_a_home_path_reaches_the_rules_of_its_places():
    estate, sibling = two_estates()
    path = estate.path
    found = queries.rule_for("fund.interest.destination", path, DAY)
    assert found is not None
    assert found.winner.jurisdiction == "430200"
    assert chain_of(path, DAY) == (
        "CN", "430000", "430200", "430211", "430211001", "430211001001", str(estate.pk)
    )  # fmt: skip
    assert chain_of(str(estate.pk), DAY) == chain_of(path, DAY)
    assert chain_of("1/501/502/", DAY) == ("CN", "430000", "430200", "430211")
    assert chain_of("1/", DAY) == ("CN",)
    covenant = rule(
        key="own.ballot.invalid",
        jurisdiction=str(estate.pk),
        layer="estate_covenant",
        value="participating",
        effective_from="2026-11-22",
    )
    publish_version(SYSTEM, estate_id=Home.PLATFORM_ID, rule=covenant)
    queries.forget()
    assert queries.value_for("own.ballot.invalid", path, DAY) == "participating"
    for place, allowed in ((estate.path, True), ("1/501/502/", True), ("1/501/599/", False)):
        known = officer("district_officer", place)
        if allowed:
            assert home_of(str(estate.pk)) == estate
        else:
            assert codes(lambda who=known: publish(who, jurisdiction="430211")) == ["not_permitted"]
    assert publish(officer("district_officer", "1/501/502/"), jurisdiction="430211").version
    assert queries.value_for("own.ballot.invalid", sibling.path, DAY) == "not_participating"


def test_the_act_is_declared():
    assert {"policy.publish_version", "policy.correct_version", "policy.keep_look"} <= set(declared_acts())


def test_a_look_at_all_clocks_is_kept_by_the_platform_alone_and_never_taken_back(db: None) -> None:
    older, newest = list(PolicyVersion.objects.order_by("-pk").values_list("pk", flat=True)[:2])[::-1]
    assert queries.looked_under("a_clock") == 0
    for generation in (newest, older):
        keep_look(SYSTEM, estate_id=Home.PLATFORM_ID, clocks="a_clock", generation=generation)
    assert queries.looked_under("a_clock") == newest
    said = {"clocks": "a_clock", "generation": newest}
    assert codes(lambda: keep_look(SYSTEM, estate_id=2, **said)) == ["policy_outside_place"]
    assert codes(lambda: keep_look(ANONYMOUS, estate_id=Home.PLATFORM_ID, **said)) == ["not_permitted"]
    nobody_knows = {**said, "generation": 7}
    assert codes(lambda: keep_look(SYSTEM, estate_id=Home.PLATFORM_ID, **nobody_knows)) == ["policy_unknown_version"]
