"""Personal data sealed at rest: fields that encrypt themselves, keys that rotate, indexes that tell nothing.

A stored value is text: `$a$3f2a91c0$<base64 of nonce, ciphertext, tag>`: the suite (`a` AES-256-GCM, `s` SM4-GCM),
the id of the key (empty: the key of the row itself), the sealed bytes. Table, column and, under a row's key, the row's
id are authenticated with it: a value copied into another place does not open. An empty text stays empty.

    class Party(SealedModel, ScopedModel):
        person_key = RowKey()                                  # this person's own key, wrapped by the city's key
        phone = SealedText(row_key="person_key")               # opens by itself: party.phone
        phone_index = BlindIndex(of="phone")                   # filled by itself: save(), bulk_create()
    Party.objects.filter(phone_index=blind_index(Party, "phone", typed))

Destroying the row's key destroys what was sealed under it, wherever a copy lies. Without `row_key` a value is sealed
under the city's current key and opens in `values_list` too. COPY and plain SQL use `RowSeal`, `seal`, `unseal`.
Keys: hosting/keys.py. Rotation: seal under the new key, rewrap what carries the old one (privacy room), retire it.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import time
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from django.conf import settings
from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from sanguanjia.hosting import keys as key_files

MARK = "$"
_LETTERS = {"aes-256-gcm": "a", "sm4-gcm": "s"}
_NONCE, _TAG, _DEK = 12, 16, 32
_LOOK_AGAIN_SECONDS = 1.0  # how soon a running process takes up a new current key


class SealBroken(Exception):
    """A value does not open: altered, moved from another place, or its key is not known here. Says no content."""


class Stored(str):
    """A sealed value as it lies in the database (or the empty text)."""

    __slots__ = ()


# --- suites ---


class _Aes:
    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)

    def seal(self, plain: bytes, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], context)


class _Sm4:
    __slots__ = ("_algorithm",)

    def __init__(self, secret: bytes) -> None:
        self._algorithm = SM4(hmac.digest(secret, b"sm4-gcm", "sha256")[:16])

    def seal(self, plain: bytes, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(context)
        body = encryptor.update(plain) + encryptor.finalize()
        return nonce + body + encryptor.tag

    def open(self, sealed: bytes, context: bytes) -> bytes:
        nonce, body, tag = sealed[:_NONCE], sealed[_NONCE:-_TAG], sealed[-_TAG:]
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(context)
        return decryptor.update(body) + decryptor.finalize()


_SUITES: Mapping[str, Callable[[bytes], _Aes | _Sm4]] = {"a": _Aes, "s": _Sm4}


# --- the city's keys ---


class Keyring:
    """The city's keys, ready for use: all that open, the one that seals, and the keys of the blind indexes."""

    def __init__(self, keys: key_files.DataKeys) -> None:
        self.current_id = keys.current.id
        self.letter = _LETTERS[keys.current.suite]
        self.known = tuple(keys.keys)
        self._ciphers = {
            (_LETTERS[key.suite], key.id): _SUITES[_LETTERS[key.suite]](key.secret) for key in keys.keys.values()
        }
        self._sealer = self._ciphers[(self.letter, self.current_id)]
        self._prefix = f"{MARK}{self.letter}{MARK}{self.current_id}{MARK}"
        self._index = keys.index
        self._index_keys: dict[str, bytes] = {}

    def seal(self, plain: bytes, context: str) -> Stored:
        """Sealed under the current key, bound to its place ("table.column" or "table.column.row")."""
        return Stored(self._prefix + _text(self._sealer.seal(plain, context.encode())))

    def open(self, stored: str, context: str) -> bytes:
        """The content of a value sealed under any known key."""
        letter, key_id, body = _parts(stored)
        cipher = self._ciphers.get((letter, key_id))
        if cipher is None:
            raise SealBroken(f"no key {key_id!r} for {context}")
        return _opened(cipher, body, context)

    def index(self, place: str, normal: str) -> str:
        """128 bits of a keyed digest of a normalised value, a key for each column: equal values, equal index."""
        key = self._index_keys.get(place)
        if key is None:
            key = self._index_keys[place] = hmac.digest(self._index, place.encode(), "sha256")
        return base64.urlsafe_b64encode(hmac.digest(key, normal.encode(), "sha256")[:16]).decode().rstrip("=")


_ring: Keyring | None = None
_whose: Path | None = None  # the data directory whose keys these are: another's never open with them
_sign: tuple[int, int, int] | None = None
_looked = 0.0


def keyring(*, fresh: bool = False) -> Keyring:
    """The keys as they are now: a running process takes up a new current key within a second."""
    global _ring, _whose, _sign, _looked
    present, data = time.monotonic(), settings.DATA_DIR
    ours = _ring is not None and data == _whose
    if _ring is not None and ours and not fresh and present - _looked < _LOOK_AGAIN_SECONDS:
        return _ring
    path = key_files.path_of(Path(data))
    sign = _sign_of(path)
    if _ring is None or not ours or fresh or sign != _sign:
        _ring = Keyring(key_files.read(Path(data)))
        sign = _sign_of(path)
    _whose, _sign, _looked = data, sign, present
    return _ring


def _sign_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def seal(plain: str, context: str) -> Stored:
    """Text sealed under the city's current key; the empty text stays empty."""
    return keyring().seal(plain.encode(), context) if plain else Stored("")


def unseal(stored: str, context: str) -> str:
    """The text again. Raises SealBroken."""
    return _with_known_key(stored, context).decode() if stored else ""


def key_id_of(stored: str) -> str:
    """Which of the city's keys a value carries ("" for a row's own key)."""
    return _parts(stored)[1]


def resealed(stored: str, context: str) -> Stored:
    """The same content under the current key: what rotation does to a value."""
    return keyring().seal(_with_known_key(stored, context), context)


def _with_known_key(stored: str, context: str) -> bytes:
    try:
        return keyring().open(stored, context)
    except SealBroken:
        return keyring(fresh=True).open(stored, context)  # a key made by another process this very second


def _parts(stored: str) -> tuple[str, str, bytes]:
    pieces = stored.split(MARK)
    if len(pieces) != 4 or pieces[0] or pieces[1] not in _SUITES:
        raise SealBroken("not a sealed value")
    try:
        return pieces[1], pieces[2], base64.b64decode(pieces[3], validate=True)
    except ValueError as error:
        raise SealBroken("not a sealed value") from error


def _opened(cipher: _Aes | _Sm4, body: bytes, context: str) -> bytes:
    try:
        return cipher.open(body, context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"altered or out of place: {context}") from error


def _text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()


# --- a row's own key ---


class RowSeal:
    """A row's own key at work: seals and opens the row's fields. `stored` is the key, wrapped by the city's key."""

    __slots__ = ("_cipher", "_key", "_letter", "_row", "_table", "stored")

    def __init__(self, table: str, row_id: int, key: bytes, stored: str) -> None:
        self._table, self._row, self._key, self.stored = table, row_id, key, stored
        self._letter, self._cipher = "", cast("_Aes | _Sm4", None)

    @classmethod
    def fresh(cls, table: str, row_id: int, column: str = "person_key") -> RowSeal:
        """A new key for a row; store `.stored` in the row's key column."""
        key = os.urandom(_DEK)
        return cls(table, row_id, key, keyring().seal(key, f"{table}.{column}.{row_id}"))

    @classmethod
    def of(cls, table: str, row_id: int, stored: str, column: str = "person_key") -> RowSeal:
        """The key a row has."""
        return cls(table, row_id, _with_known_key(stored, f"{table}.{column}.{row_id}"), stored)

    def seal(self, column: str, plain: str) -> Stored:
        """One field of the row, sealed."""
        if not plain:
            return Stored("")
        letter = keyring().letter
        body = self._with(letter).seal(plain.encode(), self._context(column))
        return Stored(f"{MARK}{letter}{MARK}{MARK}{_text(body)}")

    def open(self, column: str, stored: str) -> str:
        """One field of the row, opened. Raises SealBroken."""
        if not stored:
            return ""
        letter, key_id, body = _parts(stored)
        if key_id:
            raise SealBroken("not sealed under a row's key")
        return _opened(self._with(letter), body, self._context(column).decode()).decode()

    def seal_bytes(self, column: str, plain: bytes) -> bytes:
        """A file of the row, sealed; what stores it is a plain binary column."""
        letter = keyring().letter
        return letter.encode() + self._with(letter).seal(plain, self._context(column))

    def open_bytes(self, column: str, stored: bytes) -> bytes:
        """The file again. Raises SealBroken."""
        if stored[:1].decode("ascii", "replace") not in _SUITES:
            raise SealBroken("not a sealed file")
        return _opened(self._with(stored[:1].decode()), stored[1:], self._context(column).decode())

    def _with(self, letter: str) -> _Aes | _Sm4:
        if letter != self._letter:  # setting up a cipher costs as much as using it: once for all fields of the row
            self._letter, self._cipher = letter, _SUITES[letter](self._key)
        return self._cipher

    def _context(self, column: str) -> bytes:
        return f"{self._table}.{column}.{self._row}".encode()


def open_fields(model: type[models.Model], row_id: int, row_key: str, **stored: str) -> dict[str, str]:
    """Sealed columns of one row read by plain SQL or `values_list`; "" for all of them once the key is destroyed."""
    if not row_key:
        return dict.fromkeys(stored, "")
    row = RowSeal.of(model._meta.db_table, row_id, row_key)
    return {column: row.open(column, value) for column, value in stored.items()}


# --- fields ---


class RowKey(models.TextField):  # type: ignore[type-arg]
    """The row's own key, wrapped by the city's. Empty: destroyed, and with it every field sealed under it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "blank": True, "default": "", "editable": False})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """A new row gets its key with its first save."""
        if add and not getattr(model_instance, self.attname):
            _row_seal(model_instance, self.attname)
        return getattr(model_instance, self.attname)


class SealedText(models.TextField):  # type: ignore[type-arg]
    """Text, encrypted at rest. With `row_key` (the name of the model's RowKey) under the row's own key."""

    def __init__(self, *, row_key: str = "", **kwargs: Any) -> None:
        self.row_key = row_key
        self.is_indexed = False
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, **({"row_key": self.row_key} if self.row_key else {})}

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if self.row_key and not cls._meta.abstract:
            setattr(cls, self.attname, _OpensItself(self))

    @property
    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        """Plain text where the city's key sealed it; a row's key needs the row (see `_OpensItself`)."""
        if not value:
            return value
        return Stored(value) if self.row_key else unseal(value, self._place)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The sealed value; what was never opened goes back as it came."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Stored):
            return value
        if not self.row_key:
            return seal(value, self._place)
        return _row_seal(model_instance, self.row_key).seal(str(self.column), value) if value else Stored("")

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Only sealed values reach the table: `update(phone="…")` cannot slip past the index or the row's key."""
        if value is None or value == "" or isinstance(value, Stored) or hasattr(value, "as_sql"):
            return super(models.TextField, self).get_db_prep_save(value, connection)
        if self.row_key or self.is_indexed:
            raise TypeError(f"{self._place} is sealed row by row: assign it and save() or bulk_create()")
        return str(seal(value, self._place))

    def get_prep_value(self, value: Any) -> Any:
        """Sealed values cannot be compared: two sealings of one text differ. Ask the blind index."""
        if value is None or value == "" or isinstance(value, Stored) or str(value).startswith(MARK):
            return value if value is None else str(value)
        raise TypeError(f"{self._place} is sealed: look it up by its blind index")


class SealedJson(SealedText):
    """Values of a JSON kind, encrypted at rest under the city's key."""

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Any:
        """What was stored; nothing is an empty object."""
        return json.loads(unseal(value, self._place)) if value else {}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The sealed text of the value."""
        return self._sealed(getattr(model_instance, self.attname))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Only sealed values reach the table."""
        return str(value if isinstance(value, Stored) else self._sealed(value))

    def _sealed(self, value: Any) -> Stored:
        return seal(json.dumps(value, ensure_ascii=False), self._place)


class _OpensItself(DeferredAttribute):
    """Opens a value under its row's key when it is first read."""

    def __set__(self, instance: Any, value: Any) -> None:
        # A data descriptor: without it the instance's own dictionary would answer, unopened.
        instance.__dict__[self.field.attname] = value

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Stored):
            return value
        field = cast("SealedText", self.field)
        key = getattr(instance, field.row_key)
        plain = "" if not key else _row_seal(instance, field.row_key).open(str(field.column), value)
        instance.__dict__[field.attname] = plain
        return plain


def _row_seal(instance: Any, row_key: str) -> RowSeal:
    """The row's key, made now if the row is new."""
    table, stored = instance._meta.db_table, getattr(instance, row_key)
    if stored:
        return RowSeal.of(table, instance.pk, stored, row_key)
    if not instance._state.adding:
        raise SealBroken(f"the key of a row of {table} was destroyed")
    made = RowSeal.fresh(table, instance.pk, row_key)
    setattr(instance, row_key, made.stored)
    return made


# --- blind indexes ---


def normal(value: str) -> str:
    """One spelling for one value: full width to half width, no spaces or hyphens, capitals."""
    return unicodedata.normalize("NFKC", value).replace(" ", "").replace("-", "").strip().upper()


def last_six(value: str) -> str:
    """The last six characters of a number, "" if it is shorter: what a person types to prove who they are."""
    text = normal(value)
    return text[-6:] if len(text) >= 6 else ""


class BlindIndex(models.CharField):  # type: ignore[type-arg]
    """A keyed digest of a sealed field: equality can be asked, nothing can be read. Fills itself."""

    def __init__(self, *, of: str = "", part: Callable[[str], str] = normal, **kwargs: Any) -> None:
        self.of, self.part = of, part
        super().__init__(**{"max_length": 24, **kwargs, "blank": True, "default": "", "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        for field in cls._meta.local_fields:
            if field.name == self.of:
                field.is_indexed = True

    def value_for(self, plain: str) -> str:
        """The index of a typed or stored value ("" for nothing)."""
        text = self.part(plain) if plain else ""
        place = f"{self.model._meta.db_table}.{self.column}"
        return keyring().index(place, text) if text else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Computed anew from the plain value; an unopened value keeps its index."""
        if not isinstance(model_instance.__dict__.get(self.of), Stored):
            setattr(model_instance, self.attname, self.value_for(getattr(model_instance, self.of) or ""))
        return getattr(model_instance, self.attname)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not issubclass(self.model, SealedModel):
            found.append(checks.Error("A model with a BlindIndex is a SealedModel.", obj=self, id="kernel.E001"))
        return found


def blind_index(model: type[models.Model], name: str, value: str) -> str:
    """What to look for in the BlindIndex field `name` of a model for a plain value."""
    field = model._meta.get_field(name)
    if not isinstance(field, BlindIndex):
        raise TypeError(f"{model._meta.label}.{name} is no blind index")
    return field.value_for(value)


class SealedModel(models.Model):
    """Base of models with blind indexes: whoever saves a sealed field saves its indexes with it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """Django's save, with the indexes of changed fields added to `update_fields`."""
        if update_fields is not None:
            names = set(update_fields)
            indexes = (field for field in self._meta.concrete_fields if isinstance(field, BlindIndex))
            update_fields = names | {field.name for field in indexes if field.of in names}
        super().save(*args, update_fields=update_fields, **kwargs)


def sealed_columns() -> dict[str, tuple[str, ...]]:
    """Columns that carry the city's key, by table: what rotation rewraps (row keys, and values without a row key)."""
    from django.apps import apps

    found: dict[str, tuple[str, ...]] = {}
    for model in apps.get_models():
        columns = tuple(
            str(field.column)
            for field in model._meta.concrete_fields
            if isinstance(field, RowKey) or (isinstance(field, SealedText) and not field.row_key)
        )
        if columns:
            found[model._meta.db_table] = columns
    return found
