"""Forms about one estate: buildings, lifts, units, who manages it, the facts of an unmanaged one, its neighbourhood."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.registry import actions, permissions, queries, wording
from sanguanjia.registry.things import estate_thing
from sanguanjia.registry.types import AreaSource, Basis, UnmanagedKind, Use

from .forms import ActForm, Asked, Field, Typed

SOURCES = tuple((s.value, wording.word(AreaSource, s)) for s in AreaSource)
BASES = tuple((b.value, wording.word(Basis, b)) for b in Basis)
USES = tuple((u.value, wording.word(Use, u)) for u in Use)
UNMANAGED = tuple((k.value, wording.word(UnmanagedKind, k)) for k in UnmanagedKind)


def back(estate_id: int, **_parts: Any) -> str:
    """The estate's page."""
    return reverse("registry:estate", args=[estate_id])


def lead(estate_id: int) -> str:
    """In which estate."""
    return f"小区：{queries.estate(estate_id).name}"


def buildings(estate_id: int) -> tuple[tuple[int, str], ...]:
    """Buildings to choose from."""
    return tuple((b.id, b.name) for b in queries.buildings(estate_id))


def entrances(estate_id: int) -> tuple[tuple[int, str], ...]:
    """Entrances to choose from, with their building."""
    return tuple((e.id, f"{e.building.name} {e.code} 单元") for e in queries.entrances(estate_id))


def area_fields(unit: Any = None) -> tuple[Field, ...]:
    """The two areas with their sources and the paper read (OWN-010)."""
    return (
        Field("area", "built_area", "建筑面积（㎡）", value=getattr(unit, "built_area", None), required=False),
        Field("select", "built_area_source", "建筑面积来源", SOURCES, getattr(unit, "built_area_source", ""),
              required=False),
        Field("area", "exclusive_area", "专有部分面积（㎡）", value=getattr(unit, "exclusive_area", None),
              required=False, hint="不清楚时留空，并选择“以另一面积代替”。"),
        Field("select", "exclusive_area_source", "专有部分面积来源", SOURCES,
              getattr(unit, "exclusive_area_source", ""), required=False),
        Field("text", "area_document", "面积依据的文件", value=getattr(unit, "area_document", ""), required=False,
              hint="例如不动产权证号、测绘报告编号。"),
    )  # fmt: skip


def _building(estate_id: int) -> Asked:
    return Asked(
        (
            Field("text", "code", "编号", hint="例如 3、A1。"),
            Field("text", "name", "名称", hint="例如 3栋。", required=False),
            Field("number", "storeys", "层数", required=False),
        ),
        lead(estate_id),
    )


def _add_building(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    actions.add_building(
        actor, key=key, estate_id=estate_id, code=typed.text("code"), name=typed.text("name"),
        storeys=typed.number("storeys"),
    )  # fmt: skip


def _entrance(estate_id: int) -> Asked:
    return Asked(
        (Field("select", "building", "楼栋", buildings(estate_id)), Field("text", "code", "单元号")), lead(estate_id)
    )


def _add_entrance(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    building = typed.chosen("building", "楼栋")
    typed.check()
    actions.add_entrance(actor, key=key, estate_id=estate_id, building_id=building, code=typed.text("code"))


def _lift(estate_id: int) -> Asked:
    return Asked(
        (
            Field("select", "building", "楼栋", buildings(estate_id)),
            Field("select", "entrance", "单元", entrances(estate_id), required=False),
            Field("text", "name", "电梯名称", hint="例如 1 号梯。"),
            Field("date", "in_service_since", "投入使用日期"),
        ),
        lead(estate_id),
    )


def _add_lift(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    building, since = typed.chosen("building", "楼栋"), typed.day("in_service_since", "投入使用日期")
    typed.check()
    actions.add_lift(
        actor, key=key, estate_id=estate_id, building_id=building, entrance_id=typed.number("entrance"),
        name=typed.text("name"), in_service_since=since,
    )  # fmt: skip


def _lift_end(estate_id: int) -> Asked:
    running = tuple(
        (lift.id, f"{lift.building.name} {lift.name}")
        for lift in queries.lifts(estate_id)
        if lift.out_of_service_since is None
    )
    return Asked((Field("select", "lift", "电梯", running), *_end_fields("停用日期")), lead(estate_id))


def _end_lift(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    lift, day = typed.chosen("lift", "电梯"), typed.day("day", "停用日期")
    typed.check()
    actions.end_lift(actor, key=key, estate_id=estate_id, lift_id=lift, day=day, reason=typed.text("reason"))


def _end_fields(label: str) -> tuple[Field, ...]:
    today = clock.today().isoformat()
    return (Field("date", "day", label, value=today), Field("text", "reason", "原因"))


def _unit(estate_id: int) -> Asked:
    return Asked(
        (
            Field("select", "building", "楼栋", buildings(estate_id), hint="车位可以不选。", required=False),
            Field("select", "entrance", "单元", entrances(estate_id), required=False),
            Field("text", "room", "房号", hint="例如 1403。"),
            Field("radios", "use", "用途", USES, "dwelling"),
            *area_fields(),
            Field("date", "since", "从哪天起有这套房屋"),
            Field("owners", "owners", "业主"),
            Field("select", "basis", "取得依据", BASES, "registered"),
            Field("text", "document", "产权文件", hint="例如不动产权证号。", required=False),
        ),
        lead(estate_id),
    )


def _add_unit(actor: Actor, key: str, typed: Typed, estate_id: int) -> str:
    since, owners = typed.day("since", "从哪天起有这套房屋"), typed.owners()
    typed.check()
    done = actions.add_unit(
        actor, key=key, estate_id=estate_id, building_id=typed.number("building"),
        entrance_id=typed.number("entrance"), unit=typed.unit(), since=since, owners=owners,
        basis=typed.text("basis") or Basis.REGISTERED, document=typed.text("document"),
    )  # fmt: skip
    return reverse("registry:unit", args=[estate_id, done.id])


def _company(estate_id: int) -> Asked:
    place = queries.estate(estate_id)
    rows = queries.organisation_page(kind="company", within=[place.path], limit=1000)
    return Asked(
        (
            Field("select", "organisation", "物业服务企业", tuple((row.id, row.name) for row in rows)),
            Field("date", "since", "进驻日期"),
            Field("date", "until", "合同到期日的次日", hint="没有约定期限的不填。", required=False),
            Field("text", "contract_number", "合同编号"),
        ),
        lead(estate_id),
    )


def _set_company(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    company, since = typed.chosen("organisation", "物业服务企业"), typed.day("since", "进驻日期")
    until = typed.maybe_day("until", "合同到期日的次日")
    typed.check()
    actions.set_managing_company(
        actor, key=key, estate_id=estate_id, organisation_id=company, since=since, until=until,
        contract_number=typed.text("contract_number"),
    )  # fmt: skip


def _company_end(estate_id: int) -> Asked:
    today = clock.today()
    running = tuple(
        (row.id, row.organisation.name)
        for row in queries.tenures(estate_id)
        if row.period.upper is None or row.period.upper > today
    )
    return Asked(
        (Field("select", "tenure", "物业服务企业", running), *_end_fields("从哪天起不再管理")), lead(estate_id)
    )


def _end_tenure(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    tenure, day = typed.chosen("tenure", "物业服务企业"), typed.day("day", "从哪天起不再管理")
    typed.check()
    actions.end_tenure(actor, key=key, estate_id=estate_id, tenure_id=tenure, day=day, reason=typed.text("reason"))


def _unmanaged(estate_id: int) -> Asked:
    return Asked(
        (
            Field("radios", "kind", "事实", UNMANAGED),
            Field("date", "since", "从哪天起"),
            Field("textarea", "evidence", "依据", hint="例如走访记录、撤场公告，写明日期。"),
        ),
        lead(estate_id),
    )


def _record_unmanaged(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    since = typed.day("since", "从哪天起")
    typed.check()
    actions.record_unmanaged_fact(
        actor, key=key, estate_id=estate_id, kind=typed.text("kind"), since=since, evidence=typed.text("evidence")
    )


def _unmanaged_end(estate_id: int) -> Asked:
    running = tuple(
        (fact.id, wording.word(UnmanagedKind, fact.kind))
        for fact in queries.unmanaged_facts(estate_id)
        if fact.period.upper is None
    )
    return Asked((Field("select", "fact", "事实", running), *_end_fields("从哪天起消除")), lead(estate_id))


def _end_unmanaged(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    fact, day = typed.chosen("fact", "事实"), typed.day("day", "从哪天起消除")
    typed.check()
    actions.end_unmanaged_fact(actor, key=key, estate_id=estate_id, fact_id=fact, day=day, reason=typed.text("reason"))


def _move(estate_id: int) -> Asked:
    rows = queries.neighbourhoods_beside(estate_id)
    return Asked(
        (Field("select", "neighbourhood", "划到哪个社区", rows), Field("text", "reason", "原因")),
        "划转后由新社区负责，历史记录不变。",
    )


def _move_estate(actor: Actor, key: str, typed: Typed, estate_id: int) -> None:
    goal = typed.chosen("neighbourhood", "划到哪个社区")
    typed.check()
    actions.move_estate(actor, key=key, estate_id=estate_id, neighbourhood_id=goal, reason=typed.text("reason"))


def _form(slug: str, title: str, button: str, door: Any, ask: Any, do: Any) -> ActForm:
    return ActForm(slug, title, button, door, estate_thing, ask, do, back, "已办理。")


FORMS = (
    _form("building", "登记楼栋", "登记", permissions.may_keep_units, _building, _add_building),
    _form("entrance", "登记单元", "登记", permissions.may_keep_units, _entrance, _add_entrance),
    _form("lift", "登记电梯", "登记", permissions.may_keep_units, _lift, _add_lift),
    _form("lift-end", "电梯停用", "登记停用", permissions.may_keep_units, _lift_end, _end_lift),
    _form("unit", "登记房屋", "登记", permissions.may_keep_units, _unit, _add_unit),
    _form("company", "登记物业服务企业", "登记", permissions.may_keep_management, _company, _set_company),
    _form("company-end", "物业服务企业退出", "登记退出", permissions.may_keep_management, _company_end, _end_tenure),
    _form("unmanaged", "登记无人管理的事实", "登记", permissions.may_record_unmanaged, _unmanaged, _record_unmanaged),
    _form(
        "unmanaged-end",
        "无人管理的事实消除",
        "登记消除",
        permissions.may_record_unmanaged,
        _unmanaged_end,
        _end_unmanaged,
    ),
    _form("move", "划转社区", "划转", permissions.may_move_estate, _move, _move_estate),
)
