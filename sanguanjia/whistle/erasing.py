"""What whistles keep of a person who is erased (`privacy.traces`): name and numbers in what the estate and the
departments wrote about the person's matters.
"""

from __future__ import annotations

from sanguanjia.cases.erasing import own_matters, unname
from sanguanjia.kernel.act import Deed
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import Gone

from .models import Attempt, Task, TaskEvent, Whistle


def _erase(deed: Deed, gone: Gone) -> int:
    here, own = {"estate_id": gone.estate_id}, own_matters(gone)
    whistles = Whistle.objects.filter(**here, case_id__in=own).values_list("id", flat=True)
    tasks = list(Task.objects.filter(**here, whistle_id__in=list(whistles)).values_list("id", flat=True))
    return unname(deed, gone, Attempt.objects.filter(**here), {"case_id__in": own}, ("words",)) + unname(
        deed, gone, TaskEvent.objects.filter(**here), {"task_id__in": tasks}, ("words",)
    )


provide(Trace("whistle.words", lambda _gone: False, _erase))
