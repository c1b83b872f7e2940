"""Forms about one unit: correcting, splitting, merging, selling, handing over, guardians, telephone numbers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM, Actor
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import Reason
from sanguanjia.registry import actions, permissions, queries, wording
from sanguanjia.registry.sights import OwnerSeen, owners_of
from sanguanjia.registry.things import sight_of, unit_thing
from sanguanjia.registry.types import Basis, MemberWish, WardKind

from .estate_forms import SOURCES, USES, area_fields
from .forms import ActForm, Asked, Field, Typed

_BUYERS = (Basis.REGISTERED, Basis.JUDGMENT, Basis.INHERITANCE, Basis.CONTRACT_POSSESSION, Basis.CONSTRUCTION)
_WARDS = tuple((k.value, wording.word(WardKind, k)) for k in WardKind)


def _back(estate_id: int, unit_id: int, **_parts: Any) -> str:
    return reverse("registry:unit", args=[estate_id, unit_id])


def _lead(estate_id: int, unit_id: int) -> str:
    return f"{queries.estate(estate_id).name} {queries.unit(estate_id, unit_id).code}"


def _today() -> str:
    return clock.today().isoformat()


def _present(estate_id: int, unit_id: int) -> list[OwnerSeen]:
    """Present owners as an office that keeps the roster sees them (the doors of these forms let nobody else in)."""
    row = queries.unit_row(estate_id, unit_id)
    return [o for o in owners_of(row, sight_of(SYSTEM, estate_id), clock.today()) if o.is_present]


def _owner_options(owners: list[OwnerSeen]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (",".join(map(str, o.ids)), f"{'、'.join(p.name for p in o.people)}（{o.share}，{o.basis_word}）")
        for o in owners
    )


def _person_options(owners: list[OwnerSeen]) -> tuple[tuple[int, str], ...]:
    return tuple({person.party_id: person.name for o in owners for person in o.people}.items())


def _ask_correct(estate_id: int, unit_id: int) -> Asked:
    row = queries.unit_row(estate_id, unit_id)
    return Asked(
        (
            Field("text", "room", "房号", value=row.room), Field("radios", "use", "用途", USES, row.use),
            *area_fields(row), Field("textarea", "evidence", "更正依据", hint="写明看到的材料，不写个人信息。"),
        ),
        _lead(estate_id, unit_id),
    )  # fmt: skip


def _correct(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> None:
    actions.correct_unit(
        actor, key=key, estate_id=estate_id, unit_id=unit_id, unit=typed.unit(), evidence=typed.text("evidence")
    )


def _source_fields(row: Any) -> tuple[Field, ...]:
    return (
        Field("select", "built_area_source", "建筑面积来源", SOURCES, row.built_area_source, required=False),
        Field(
            "select", "exclusive_area_source", "专有部分面积来源", SOURCES, row.exclusive_area_source, required=False
        ),
        Field("text", "area_document", "面积依据的文件", required=False),
    )


_EXPLANATION = Field(
    "textarea", "explanation", "面积差异说明", required=False,
    hint="合计与原面积不同时，写明原因和重新测绘的文件。",
)  # fmt: skip


def _ask_split(estate_id: int, unit_id: int) -> Asked:
    row = queries.unit_row(estate_id, unit_id)
    areas = f"建筑面积 {row.built_area or '—'} ㎡，专有部分面积 {row.exclusive_area or '—'} ㎡"
    return Asked(
        (
            Field("date", "day", "从哪天起", value=_today()), Field("parts", "parts", "分成哪几套"),
            *_source_fields(row), _EXPLANATION,
        ),
        f"{_lead(estate_id, unit_id)}，{areas}",
    )  # fmt: skip


def _split(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> str:
    day, row = typed.day("day", "从哪天起"), queries.unit_row(estate_id, unit_id)
    typed.check()
    done = actions.split_unit(
        actor, key=key, estate_id=estate_id, unit_id=unit_id, day=day, parts=typed.parts(row.use),
        explanation=typed.text("explanation"),
    )  # fmt: skip
    return reverse("registry:unit", args=[estate_id, done.begun[0]])


def _ask_merge(estate_id: int, unit_id: int) -> Asked:
    row = queries.unit_row(estate_id, unit_id)
    return Asked(
        (
            Field("text", "others", "与哪些房屋合并", hint="完整房号，用空格隔开，例如 3-1-1404。"),
            Field("date", "day", "从哪天起", value=_today()),
            Field("text", "room", "合并后的房号", value=row.room),
            Field("area", "built_area", "合并后的建筑面积（㎡）", required=False),
            Field("area", "exclusive_area", "合并后的专有部分面积（㎡）", required=False),
            *_source_fields(row), _EXPLANATION,
        ),
        _lead(estate_id, unit_id),
    )  # fmt: skip


def _merge(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> str:
    day, row = typed.day("day", "从哪天起"), queries.unit_row(estate_id, unit_id)
    others = []
    for code in typed.text("others").replace("、", " ").replace("，", " ").split():
        found = queries.unit_by_code(estate_id, code, day)
        if found is None:
            typed.reasons.append(Reason("unit_code_unknown", "others", {"code": code[:60]}))
        else:
            others.append(found.id)
    typed.check()
    ids = tuple(dict.fromkeys([unit_id, *others]))
    done = actions.merge_units(
        actor, key=key, estate_id=estate_id, unit_ids=ids, day=day, unit=typed.unit(use=row.use),
        explanation=typed.text("explanation"),
    )  # fmt: skip
    return reverse("registry:unit", args=[estate_id, done.begun[0]])


def _ask_transfer(estate_id: int, unit_id: int) -> Asked:
    owners = _owner_options(_present(estate_id, unit_id))
    every = tuple(value for value, _ in owners)
    outgoing = (Field("checkboxes", "outgoing", "谁转出", owners, every),) if owners else ()
    bases = tuple((b.value, wording.word(Basis, b)) for b in _BUYERS)
    return Asked(
        (
            *outgoing, Field("date", "day", "过户日期", value=_today(), hint="以登记簿或法律文书为准。"),
            Field("owners", "owners", "转给谁"), Field("select", "basis", "取得依据", bases, "registered"),
            Field("text", "document", "产权文件", required=False),
        ),
        _lead(estate_id, unit_id),
    )  # fmt: skip


def _ids(typed: Typed, name: str) -> tuple[int, ...]:
    """Ids of ticked ownerships; one tick may stand for several slices of the same owner."""
    parts = [part for ticked in typed.post.getlist(name) for part in ticked.split(",")]
    return tuple(number for part in parts if (number := typed_id(part)) is not None)


def _transfer(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> None:
    day, owners = typed.day("day", "过户日期"), typed.owners()
    typed.check()
    actions.transfer_unit(
        actor, key=key, estate_id=estate_id, unit_id=unit_id, outgoing=_ids(typed, "outgoing"), owners=owners, day=day,
        basis=typed.text("basis") or Basis.REGISTERED, document=typed.text("document"),
    )  # fmt: skip


def _ask_deliver(estate_id: int, unit_id: int) -> Asked:
    bases = tuple((b.value, wording.word(Basis, b)) for b in (Basis.CONTRACT_POSSESSION, Basis.REGISTERED))
    return Asked(
        (
            Field("date", "day", "交付日期", value=_today()), Field("owners", "owners", "买受人"),
            Field("radios", "basis", "交付时的状态", bases, "contract_possession"),
            Field("text", "document", "合同或交付文件", required=False),
        ),
        _lead(estate_id, unit_id),
    )  # fmt: skip


def _deliver(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> None:
    day, owners = typed.day("day", "交付日期"), typed.owners()
    typed.check()
    actions.deliver_unit(
        actor, key=key, estate_id=estate_id, unit_id=unit_id, owners=owners, day=day,
        basis=typed.text("basis") or Basis.CONTRACT_POSSESSION, document=typed.text("document"),
    )  # fmt: skip


def _ask_basis(estate_id: int, unit_id: int) -> Asked:
    bases = tuple((b.value, wording.word(Basis, b)) for b in Basis)
    return Asked(
        (
            Field("radios", "ownership", "哪一份产权", _owner_options(_present(estate_id, unit_id))),
            Field("select", "basis", "改为", bases), Field("date", "day", "从哪天起", value=_today()),
            Field("text", "document", "文件", required=False),
        ),
        _lead(estate_id, unit_id),
    )  # fmt: skip


def _basis(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> None:
    day, chosen = typed.day("day", "从哪天起"), _ids(typed, "ownership")
    if not chosen:
        typed.reasons.append(Reason("missing", "ownership", {"label": "哪一份产权"}))
    typed.check()
    actions.change_basis(
        actor, key=key, estate_id=estate_id, unit_id=unit_id, ownership_id=chosen[0], basis=typed.text("basis"),
        day=day, document=typed.text("document"),
    )  # fmt: skip


def _ask_guardian(estate_id: int, unit_id: int) -> Asked:
    return Asked(
        (
            Field("select", "ward", "为哪位业主", _person_options(_present(estate_id, unit_id))),
            Field("radios", "guard_kind", "原因", _WARDS), Field("text", "name", "监护人姓名"),
            Field("text", "identity", "监护人身份证号", required=False),
            Field("text", "phone", "监护人电话", required=False), Field("date", "since", "从哪天起"),
            Field("text", "evidence", "依据", hint="例如户口簿、法院判决书文号。"),
        ),
        _lead(estate_id, unit_id),
    )  # fmt: skip


def _add_guardian(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> None:
    ward, since = typed.chosen("ward", "为哪位业主"), typed.day("since", "从哪天起")
    typed.check()
    identity = typed.text("identity")
    guardian = MemberWish(
        None, "person", typed.text("name"), "resident_id" if identity else "", identity, typed.text("phone")
    )
    actions.add_guardian(
        actor, key=key, estate_id=estate_id, ward_id=ward, guardian=guardian, kind=typed.text("guard_kind"),
        since=since, evidence=typed.text("evidence"),
    )  # fmt: skip


def _ask_guardian_end(estate_id: int, unit_id: int) -> Asked:
    rows = queries.guardianships_of_unit(estate_id, unit_id, clock.today())
    options = tuple((row.id, f"{row.guardian.name} 监护 {row.ward.name}") for row in rows)
    return Asked(
        (
            Field("select", "guardianship", "哪一项监护", options),
            Field("date", "day", "从哪天起结束", value=_today()),
            Field("text", "reason", "原因"),
        ),
        _lead(estate_id, unit_id),
    )  # fmt: skip


def _end_guardian(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> None:
    chosen, day = typed.chosen("guardianship", "哪一项监护"), typed.day("day", "从哪天起结束")
    typed.check()
    actions.end_guardianship(
        actor, key=key, estate_id=estate_id, guardianship_id=chosen, day=day, reason=typed.text("reason")
    )


def _ask_phone(estate_id: int, unit_id: int) -> Asked:
    return Asked(
        (
            Field("select", "party", "哪位业主", _person_options(_present(estate_id, unit_id))),
            Field("text", "phone", "新电话", hint="留空表示删除原电话。", required=False),
        ),
        _lead(estate_id, unit_id),
    )


def _phone(actor: Actor, key: str, typed: Typed, estate_id: int, unit_id: int) -> None:
    party = typed.chosen("party", "哪位业主")
    typed.check()
    actions.change_phone(actor, key=key, estate_id=estate_id, party_id=party, phone=typed.text("phone"))


def _form(slug: str, title: str, button: str, ask: Any, do: Any, door: Any = permissions.may_keep_units) -> ActForm:
    return ActForm(slug, title, button, door, unit_thing, ask, do, _back, "已办理。")


FORMS = (
    _form("correct", "更正房屋信息", "更正", _ask_correct, _correct),
    _form("split", "分割房屋", "分割", _ask_split, _split),
    _form("merge", "合并房屋", "合并", _ask_merge, _merge),
    _form("transfer", "过户", "办理过户", _ask_transfer, _transfer),
    _form("deliver", "开发建设单位交付", "登记交付", _ask_deliver, _deliver),
    _form("basis", "变更取得依据", "变更", _ask_basis, _basis),
    _form("guardian", "登记监护人", "登记", _ask_guardian, _add_guardian),
    _form("guardian-end", "监护结束", "登记结束", _ask_guardian_end, _end_guardian),
    _form("phone", "变更业主电话", "变更", _ask_phone, _phone, permissions.may_keep_phones),
)
