"""Sealed values: they open here and nowhere else, in both suites, through rotation, and not once a key is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanguanjia.hosting import keys as key_files
from sanguanjia.kernel import sealed
from sanguanjia.kernel.sealed import RowSeal, SealBroken, Stored, last_six, normal, open_fields, seal, unseal

PHONE = "13812345678"


@pytest.fixture(params=["aes-256-gcm", "sm4-gcm"])
def city(request: pytest.FixtureRequest, tmp_path: Path, settings: Any, monkeypatch: Any) -> Iterator[Path]:
    """A data directory of its own, in either suite."""
    for name in ("SGJ_DATA_KEYS", "SGJ_DATA_KEYS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SGJ_SEAL_SUITE", request.param)
    settings.DATA_DIR = tmp_path
    sealed.keyring(fresh=True)
    yield tmp_path
    settings.DATA_DIR = tmp_path.parent / "never"


@given(st.text(min_size=1))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_was_sealed_opens_again_and_no_two_sealings_are_alike(city: Path, text: str) -> None:
    one, other = seal(text, "t.c"), seal(text, "t.c")
    assert unseal(one, "t.c") == text
    assert one != other
    assert text not in one or len(text) < 6


def test_the_empty_text_stays_empty(city: Path) -> None:
    assert seal("", "t.c") == ""
    assert unseal("", "t.c") == ""


def test_a_value_opens_only_in_its_place_and_unaltered(city: Path) -> None:
    value = seal(PHONE, "party.phone")
    with pytest.raises(SealBroken):
        unseal(value, "party.identity_number")
    head, body = value[:-8], value[-8:]
    swapped = "".join("A" if letter != "A" else "B" for letter in body[:4]) + body[4:]
    with pytest.raises(SealBroken):
        unseal(head + swapped, "party.phone")
    for nonsense in (PHONE, "$x$1$AAAA", "$a$$", "$a$zz$!!", "$$$$"):
        with pytest.raises(SealBroken):
            unseal(nonsense, "party.phone")


def test_a_process_takes_up_a_new_key_and_still_opens_the_old(city: Path) -> None:
    before = seal(PHONE, "t.c")
    new = key_files.add(city, "sm4-gcm")
    sealed._looked -= 2  # a second has gone by
    after = seal(PHONE, "t.c")
    assert sealed.key_id_of(after) == new.id != sealed.key_id_of(before)
    assert unseal(before, "t.c") == unseal(after, "t.c") == PHONE
    again = sealed.resealed(before, "t.c")
    assert sealed.key_id_of(again) == new.id
    key_files.retire(city, sealed.key_id_of(before))
    sealed.keyring(fresh=True)
    assert unseal(again, "t.c") == PHONE
    with pytest.raises(SealBroken, match="no key"):
        unseal(before, "t.c")


def test_a_key_made_by_another_process_this_second_is_found(city: Path) -> None:
    sealed.keyring()
    key_files.add(city)
    other = sealed.Keyring(key_files.read(city)).seal(PHONE.encode(), "t.c")
    assert unseal(other, "t.c") == PHONE


def test_a_rows_key_opens_its_own_row_only(city: Path) -> None:
    mine, other = RowSeal.fresh("party", 1), RowSeal.fresh("party", 2)
    value = mine.seal("phone", PHONE)
    assert RowSeal.of("party", 1, mine.stored).open("phone", value) == PHONE
    for attempt in (
        lambda: RowSeal.of("party", 2, other.stored).open("phone", value),  # another row's key
        lambda: RowSeal.of("party", 2, mine.stored),  # the key carried to another row
        lambda: RowSeal.of("party", 1, mine.stored).open("identity_number", value),  # another column
    ):
        with pytest.raises(SealBroken):
            attempt()


def test_blind_indexes_tell_equal_from_unequal_and_nothing_else(city: Path) -> None:
    ring = sealed.keyring()
    assert ring.index("party.phone", PHONE) == ring.index("party.phone", PHONE)
    assert ring.index("party.phone", PHONE) != ring.index("case.phone", PHONE)  # columns cannot be joined
    assert len(ring.index("party.phone", PHONE)) == 22


@pytest.mark.parametrize(
    ("typed", "same"), [("１３８ 1234-5678", PHONE), (" 43020219900101123x ", "43020219900101123X")]
)
def test_one_spelling_for_one_value(typed: str, same: str) -> None:
    assert normal(typed) == same


@pytest.mark.parametrize(("number", "tail"), [("43020219900101123x", "01123X"), ("12345", ""), ("", "")])
def test_the_last_six(number: str, tail: str) -> None:
    assert last_six(number) == tail


@isolate_apps("sanguanjia.kernel")
def test_fields_seal_on_the_way_in_and_open_by_themselves(city: Path) -> None:
    class Person(sealed.SealedModel):
        id = models.BigIntegerField(primary_key=True)
        person_key = sealed.RowKey()
        phone = sealed.SealedText(row_key="person_key", blank=True, default="")
        phone_index = sealed.BlindIndex(of="phone")
        note = sealed.SealedText(blank=True, default="")

        class Meta:
            app_label = "kernel"
            db_table = "person"

    field = Person._meta.get_field
    row = Person(id=7, phone=PHONE, note="门口")
    stored = {f.column: f.get_db_prep_save(f.pre_save(row, True), connection) for f in Person._meta.concrete_fields}
    assert PHONE not in str(stored)
    assert stored["phone_index"] == sealed.blind_index(Person, "phone_index", "138-1234-5678")
    read = Person.from_db(
        "default",
        [f.attname for f in Person._meta.concrete_fields],
        [
            f.from_db_value(stored[f.column], None, connection) if hasattr(f, "from_db_value") else stored[f.column]
            for f in Person._meta.concrete_fields
        ],
    )
    assert isinstance(read.__dict__["phone"], Stored)  # not opened before it is asked for
    assert read.phone_index == stored["phone_index"]
    assert field("phone_index").pre_save(read, False) == stored["phone_index"]
    assert (read.phone, read.note) == (PHONE, "门口")
    assert open_fields(Person, 7, stored["person_key"], phone=stored["phone"]) == {"phone": PHONE}
    read.person_key, read.__dict__["phone"] = "", Stored(stored["phone"])
    assert read.phone == ""  # the key is destroyed: nothing opens it again
    assert open_fields(Person, 7, "", phone=stored["phone"]) == {"phone": ""}
    read.phone = PHONE
    with pytest.raises(SealBroken, match="destroyed"):
        field("phone").pre_save(read, False)
    for wrong in (
        lambda: field("phone").get_db_prep_save(PHONE, connection),  # queryset.update() past the row's key
        lambda: field("phone").get_prep_value(PHONE),  # filter(phone=…) past the blind index
        lambda: sealed.blind_index(Person, "phone", PHONE),
    ):
        with pytest.raises(TypeError):
            wrong()
    assert field("note").get_db_prep_save("x", connection).startswith("$")


@isolate_apps("sanguanjia.kernel")
def test_a_blind_index_asks_for_the_model_that_keeps_it_true() -> None:
    class Loose(models.Model):
        phone = sealed.SealedText()
        phone_index = sealed.BlindIndex(of="phone")

        class Meta:
            app_label = "kernel"

    assert [found.id for found in Loose._meta.get_field("phone_index").check()] == ["kernel.E001"]


def test_the_keys_of_one_directory_never_stand_for_anothers(city: Path, settings: Any) -> None:
    value = seal(PHONE, "t.c")
    settings.DATA_DIR = city / "another"
    with pytest.raises(SealBroken):
        unseal(value, "t.c")
    settings.DATA_DIR = city
    assert unseal(value, "t.c") == PHONE
