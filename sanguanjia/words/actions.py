"""Writers of this room."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse

from .models import LearnedModel
from .permissions import may_learn


@act("words.learn")
def learn(deed: Deed, *, estate_id: int, body: bytes, shipped: str, examples: int, confirmed: int) -> int:
    """Keep a training that the job did: `body` is a model's bytes. `estate_id` is the platform's home.

    Refuses not_found for another home.
    """
    if estate_id != Home.PLATFORM_ID:
        refuse("not_found")
    deed.permit(may_learn, None)
    from .rules.model import Model  # late: see queries.current

    digest = Model.from_bytes(body).digest
    row = LearnedModel.objects.create(
        digest=digest, body=body, shipped=shipped, examples=examples, confirmed=confirmed, learned_at=deed.at
    )
    deed.touched(row)
    return row.id
