"""Forms about places: founding what lies below, renaming, changing division codes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.registry import actions, permissions, queries
from sanguanjia.registry.things import place_thing

from .forms import ActForm, Asked, Field, Typed


def _back(home_id: int) -> str:
    return reverse("registry:place", args=[home_id])


def _lead(home_id: int) -> str:
    return f"登记在{queries.names_of_homes([home_id]).get(home_id, '')}之下。"


def _code_and_name(hint: str) -> tuple[Field, ...]:
    return (Field("text", "code", "代码", hint=hint), Field("text", "name", "名称"))


def _ask_dated(hint: str) -> Any:
    def ask(home_id: int) -> Asked:
        return Asked((*_code_and_name(hint), Field("date", "since", "代码启用日期")), _lead(home_id))

    return ask


def _ask_plain(hint: str) -> Any:
    def ask(home_id: int) -> Asked:
        return Asked(_code_and_name(hint), _lead(home_id))

    return ask


def _found_dated(act: Any) -> Any:
    def do(actor: Actor, key: str, typed: Typed, home_id: int) -> str:
        since = typed.day("since", "代码启用日期")
        typed.check()
        done = act(actor, key=key, estate_id=home_id, code=typed.text("code"), name=typed.text("name"), since=since)
        return _back(done.id)

    return do


def _found_subdistrict(actor: Actor, key: str, typed: Typed, home_id: int) -> str:
    done = actions.found_subdistrict(
        actor, key=key, estate_id=home_id, code9=typed.text("code"), name=typed.text("name")
    )
    return _back(done.id)


def _found_neighbourhood(actor: Actor, key: str, typed: Typed, home_id: int) -> str:
    done = actions.found_neighbourhood(
        actor, key=key, estate_id=home_id, code12=typed.text("code"), name=typed.text("name")
    )
    return _back(done.id)


def _found_grid(actor: Actor, key: str, typed: Typed, home_id: int) -> str:
    actions.found_grid(actor, key=key, estate_id=home_id, code=typed.text("code"), name=typed.text("name"))
    return _back(home_id)


def _ask_estate(home_id: int) -> Asked:
    return Asked(
        (
            Field("text", "name", "小区名称"),
            Field("textarea", "aliases", "别名", hint="一行一个，例如备案名、曾用名、俗称。", required=False),
            Field("text", "address", "地址", required=False),
            Field("select", "grid", "所属网格", queries.grid_options(home_id), required=False),
            Field("date", "completed_on", "竣工日期", required=False),
        ),
        _lead(home_id),
    )


def _found_estate(actor: Actor, key: str, typed: Typed, home_id: int) -> str:
    completed = typed.maybe_day("completed_on", "竣工日期")
    typed.check()
    done = actions.found_estate(
        actor, key=key, estate_id=home_id, name=typed.text("name"), address=typed.text("address"),
        aliases=typed.text("aliases"), grid_id=typed.number("grid"), completed_on=completed,
    )  # fmt: skip
    return reverse("registry:estate", args=[done.id])


def _ask_rename(home_id: int) -> Asked:
    name = Home.objects.values_list("name", flat=True).get(pk=home_id)
    return Asked(
        (Field("text", "name", "新名称", value=name), Field("text", "reason", "原因", required=False)),
        "旧名称仍可用于查找。",
    )


def _rename(actor: Actor, key: str, typed: Typed, home_id: int) -> None:
    actions.rename_place(actor, key=key, estate_id=home_id, name=typed.text("name"), reason=typed.text("reason"))


def _ask_division(home_id: int) -> Asked:
    return Asked(
        (
            Field("text", "predecessors", "由哪些代码变更而来", hint="县级代码，用空格隔开。"),
            Field("text", "code", "新代码", hint="6 位。"), Field("text", "name", "新名称"),
            Field("date", "since", "从哪天起"), Field("text", "document", "批复文号"),
        ),
        "只有一个原区划时沿用原辖区；有多个时新设辖区，各街道整体划入，原辖区的工作身份需要重新授予。",
    )  # fmt: skip


def _change_division(actor: Actor, key: str, typed: Typed, home_id: int) -> None:
    since = typed.day("since", "从哪天起")
    typed.check()
    actions.change_division(
        actor, key=key, estate_id=home_id, code=typed.text("code"), name=typed.text("name"), since=since,
        predecessors=tuple(typed.text("predecessors").replace("、", " ").split()), document=typed.text("document"),
    )  # fmt: skip


def _form(slug: str, title: str, door: Any, ask: Any, do: Any) -> ActForm:
    return ActForm(slug, title, "登记", door, place_thing, ask, do, _back, "已登记。")


FORMS = (
    _form("found-city", "登记城市", permissions.may_found_city, _ask_dated("6 位，例如 430200。"),
          _found_dated(actions.found_city)),
    _form("found-district", "登记区县", permissions.may_found_district, _ask_dated("6 位，例如 430211。"),
          _found_dated(actions.found_district)),
    _form("found-subdistrict", "登记街道", permissions.may_found_subdistrict, _ask_plain("9 位。"), _found_subdistrict),
    _form("found-neighbourhood", "登记社区", permissions.may_found_neighbourhood, _ask_plain("12 位。"),
          _found_neighbourhood),
    _form("found-grid", "登记网格", permissions.may_found_grid, _ask_plain("由数字或字母组成。"), _found_grid),
    _form("found-estate", "登记小区", permissions.may_found_estate, _ask_estate, _found_estate),
    _form("rename", "更名", permissions.may_rename, _ask_rename, _rename),
    _form("change-division", "区划变更", permissions.may_change_divisions, _ask_division, _change_division),
)  # fmt: skip
