"""Words of the matters' room that stand beside what is stored."""

from sanguanjia.access.types import Role
from sanguanjia.cases.wording import ROLES


def test_every_role_that_may_do_something_to_a_matter_has_a_word() -> None:
    unnamed = [role.value for role in Role if not ROLES.get(role.value) or ROLES[role.value].isascii()]
    assert unnamed == []
