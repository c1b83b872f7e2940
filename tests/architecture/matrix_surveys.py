"""The surveys room. The survey is open at the estate; the household of the owner has not answered."""

from tests.architecture.matrix import EVERYBODY, Row, roles

ABOVE = roles("subdistrict_officer", "district_officer", "city_officer")
OFFICES = roles("neighbourhood_officer", *ABOVE.roles)
ENTERERS = roles("grid_worker", *OFFICES.roles)
HOUSEHOLD = roles("owner", "tenant")
UNSEEN = (403, 404)

SURVEYS = {
    "surveys:index": Row(get=EVERYBODY),
    "surveys:place": Row(get=EVERYBODY, everywhere=True),
    "surveys:place-excel": Row(get=EVERYBODY, everywhere=True),
    "surveys:company": Row(get=EVERYBODY),
    "surveys:company-excel": Row(get=EVERYBODY),
    "surveys:office": Row(get=ENTERERS),
    "surveys:open": Row(get=OFFICES, post=OFFICES, denied=UNSEEN, elsewhere=UNSEEN),
    "surveys:earlier": Row(get=ABOVE, post=ABOVE, denied=UNSEEN, elsewhere=UNSEEN),
    "surveys:survey": Row(get=ENTERERS, denied=UNSEEN, elsewhere=UNSEEN),
    "surveys:blank": Row(get=OFFICES, denied=UNSEEN, elsewhere=UNSEEN),
    "surveys:sheet": Row(post=OFFICES, denied=UNSEEN, elsewhere=UNSEEN),
    "surveys:enter": Row(get=ENTERERS, post=ENTERERS, denied=UNSEEN, elsewhere=UNSEEN),
    "surveys:close": Row(post=OFFICES, denied=UNSEEN, elsewhere=UNSEEN),
    "surveys:answer": Row(get=HOUSEHOLD, post=HOUSEHOLD, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
}
