"""`python -P -m tests.support.storm_scene DATA_DIR`: lay out the small city in a running platform.

Prints what a client needs.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path


def main(data: Path) -> None:
    """Estate, building, and a machine's key for the hotline, as one JSON object."""
    from sanguanjia.hosting.city import find_city

    if find_city(data) is None:
        raise SystemExit(f"no city runs on {data}")
    import django

    django.setup()
    from sanguanjia.access import queries
    from sanguanjia.access.actions import issue_token
    from sanguanjia.access.models import ApiToken
    from sanguanjia.cases.tests.scene import make
    from sanguanjia.interfaces.models import KeyLimit
    from sanguanjia.interfaces.rules.limits import MOST_PER_MINUTE
    from sanguanjia.kernel.models import Home

    scene = make()
    token = "sgj_" + secrets.token_urlsafe(32)
    digest = queries.token_digest(token)
    issue_token(scene.hotline, estate_id=Home.PLATFORM_ID, name="storm", digest=digest, days=1)
    # The key's budget is counted as for every key; a storm would use up the usual one in its first minute.
    KeyLimit.objects.create(token=ApiToken.objects.get(digest=digest), per_minute=MOST_PER_MINUTE)
    print(json.dumps({"estate_id": scene.estate, "building_id": scene.building, "token": token}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
