"""Rows of the interfaces room. Open311 is anybody's to read, and a POST there shows a key, not a cookie (403 for every
browser); the pages are the administrators'; a subscription is its owner's."""

from __future__ import annotations

from tests.architecture.matrix import ADMIN, EVERYBODY, KNOWN, Row, roles

READ = Row(get=EVERYBODY, everywhere=True)
SUBSCRIBERS = roles(
    "hotline_operator", "department_officer", "city_officer", "company_manager", "bank_officer", "insurer_officer",
    "neighbourhood_officer", "subdistrict_officer", "district_officer",
)  # fmt: skip
OWNER = roles("hotline_operator")  # whose the subscription of the scene is

INTERFACES = {
    "open311:discovery": READ,
    "open311:discovery-v2": READ,
    "open311:services": READ,
    "open311:service": READ,
    "open311:requests": READ,
    "open311:request": READ,
    "open311:token": READ,
    "open311:updates": READ,
    "open311:root": Row(),
    "open311:nothing": Row(),
    "interfaces:docs": READ,
    "interfaces:index": Row(get=ADMIN),
    "interfaces:system-new": Row(get=ADMIN, post=ADMIN),
    "interfaces:system": Row(get=ADMIN, post=ADMIN, elsewhere=(403,)),
    "interfaces:key": Row(get=ADMIN, post=ADMIN, elsewhere=(403,)),
    "interfaces:hook-new": Row(get=ADMIN, post=ADMIN),
    "interfaces:hook": Row(get=ADMIN, post=ADMIN, elsewhere=(403,)),
    # One address, two operations.
    "api:webhooks": Row(get=KNOWN, methods=("get", "put", "patch", "delete")),
    "api:webhook-subscribe": Row(
        post=SUBSCRIBERS,
        methods=("post",),
        elsewhere=(403,),
        json={"home_id": "{estate_id}", "url": "no address", "events": ["case.close"]},
    ),
    "api:webhook": Row(get=OWNER, denied=(404,)),
    "api:webhook-resume": Row(post=OWNER, denied=(404,)),  # 409 while it is on: an answer
    "api:webhook-end": Row(post=OWNER, denied=(404,)),
    "api:webhook-deliveries": Row(get=OWNER, denied=(404,)),
}
