"""The demo city as data: every role, every code right, nothing that could be a real person."""

from collections import Counter

from sanguanjia.access.types import OFFICES, Role
from sanguanjia.cases.rules.table import BY_VERB
from sanguanjia.demo import blueprint, names, pictures, places, stories, texts
from sanguanjia.demo.accounts import ACCOUNTS
from sanguanjia.demo.dice import Dice
from sanguanjia.demo.load import code_of
from sanguanjia.policy import packs
from sanguanjia.registry.rules.codes import check_credit_code, check_identity
from sanguanjia.registry.types import WHOLE


def test_every_role_has_an_account_and_no_name_is_used_twice():
    assert {account.role for account in ACCOUNTS} == {role.value for role in Role}
    assert max(Counter(account.username for account in ACCOUNTS).values()) == 1
    assert sum(account.role == "owner" for account in ACCOUNTS) >= 3


def test_accounts_name_what_their_role_needs():
    keys = {place.key for place in places.PLACES} | {estate.key for estate in places.ESTATES} | {"platform"}
    organisations = {each.key for each in places.ORGANISATIONS}
    for account in ACCOUNTS:
        assert account.place in keys
        assert account.organisation in organisations | {""}
        if "organisation" in OFFICES[Role(account.role)].needs:
            assert account.organisation, account.username


def test_invented_numbers_are_right_and_plainly_invented():
    for number in (0, 1, 77, 24_499, 24_500, 999_999, 2_000_000):
        assert check_identity(names.identity_number(number)).ok
        assert names.identity_number(number).startswith("999999")
        assert names.phone_number(number).startswith("1990")
    assert len({names.identity_number(n) for n in range(50_000)}) == 50_000
    for organisation in places.ORGANISATIONS:
        assert check_credit_code(code_of(organisation)).ok


def test_the_same_seed_draws_the_same_estate():
    estate = places.ESTATES[3]

    def drawn(seed):
        return blueprint.draw(
            7, estate.shape, Dice(seed, "x"), blueprint.Ids(1), blueprint.People(), {"2-1-301": ("某人", 5)}
        ).tables

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_the_shares_of_every_unit_fill_the_whole_on_the_last_day():
    estate = places.ESTATES[2]
    rows = blueprint.draw(7, estate.shape, Dice(3, "x"), blueprint.Ids(1), blueprint.People()).tables
    held = Counter()
    for _id, _estate, unit, share, period, *_ in rows["registry_ownership"]:
        if period.endswith(",)"):
            low, high = share.strip("[)").split(",")
            held[unit] += int(high) - int(low)
    assert set(held.values()) == {WHOLE}
    assert len(held) == len(rows["registry_unit"])


def test_the_estates_are_as_large_as_the_articles_say():
    shanshui, xingui = places.ESTATES[:2]
    rows = blueprint.draw(7, shanshui.shape, Dice(1, "x"), blueprint.Ids(1), blueprint.People())
    assert len(rows.tables["registry_building"]) == 31
    assert len(rows.tables["registry_lift"]) == 116
    insured = {rows.buildings[str(number)] for number in range(1, 28)}
    assert sum(lift[2] in insured for lift in rows.tables["registry_lift"]) == 104
    assert 2200 <= len(rows.home_codes) + shanshui.shape.shops < 2300
    assert len(blueprint.draw(7, xingui.shape, Dice(1, "x"), blueprint.Ids(1), blueprint.People()).home_codes) == 1572


def test_stories_speak_of_known_needs_people_and_verbs():
    people = {account.username for account in ACCOUNTS}
    listed = packs.load()
    for story in stories.STORIES:
        assert story.who in people, story.key
        for deed in story.deeds:
            assert deed.who in people, story.key
            assert deed.verb in BY_VERB, story.key
    assert listed is not None
    assert len({story.key for story in stories.STORIES}) == len(stories.STORIES)


def test_every_saying_fits_into_copy_and_has_a_picture_that_exists():
    for saying in texts.SAYINGS:
        assert not set("\t\n\r\\") & set(saying.words + saying.title + saying.where)
        assert saying.picture in ("", *pictures.KINDS)


def test_pictures_are_real_and_repeat_themselves():
    for kind in pictures.KINDS:
        one = pictures.jpeg(kind, 3)
        assert one[:3] == b"\xff\xd8\xff"
        assert one != pictures.jpeg(kind, 3, mended=True)
    pictures.jpeg.cache_clear()
    assert pictures.jpeg("lift", 1) == pictures.jpeg.__wrapped__("lift", 1)
