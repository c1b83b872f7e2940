"""Who may publish rules. Reading them is everybody's right: law is public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import holds, is_system, word

from .types import Layer

PUBLISHERS: Final = ("system_admin", "city_officer", "district_officer")


@dataclass(frozen=True, slots=True)
class Publication:
    """A version to be published, as its permission sees it: for which place (path of a home), in which layer."""

    place: str
    layer: Layer


def _is_local(_actor: Actor, thing: Publication) -> bool:
    return thing.layer in (Layer.LOCAL_REGULATION, Layer.NORMATIVE_DOC, Layer.ESTATE_COVENANT)


is_local_text: Final = word("is a text a place makes itself", _is_local)

# The administrator enters what the state makes law (and the yearly calendar); an office enters texts of its own place.
may_publish: Final = (
    is_system | holds("system_admin") | (holds("city_officer", "district_officer") & is_local_text)
).named("policy.publish_version")

may_keep_look: Final = is_system.named("policy.keep_look")
