"""What the platform does by itself: link, anchor, verify."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from sanguanjia.audit import upkeep
from sanguanjia.audit.models import Anchor, Check

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */20", periodic_id="audit.link")
@app.task(name="audit.link", queueing_lock="audit.link", lock="audit.link")
def link(timestamp: int = 0) -> int:
    """Every twenty seconds: new records join their chains. Answers how many."""
    return upkeep.link()


@app.periodic(cron="7 * * * *", periodic_id="audit.anchor")
@app.task(name="audit.anchor", queueing_lock="audit.anchor", lock="audit.anchor")
def anchor(timestamp: int = 0) -> int:
    """Every hour: signed heads into the folder outside the database. Answers the number of chains."""
    return 0 if upkeep.since(timestamp, Anchor) else upkeep.anchor()


@app.periodic(cron="25 2 * * *", periodic_id="audit.verify")
@app.task(name="audit.verify", queueing_lock="audit.verify", lock="audit.verify")
def verify(timestamp: int = 0) -> bool:
    """Every night: the whole record, against the anchors of the folder. Answers whether everything fits."""
    done = upkeep.since(timestamp, Check)
    return done.ok if done else upkeep.check()
