"""The readers of the councils room."""

from .meetings import (
    MeetingView,
    ProposalLine,
    homes_to_convene,
    meeting_for,
    meetings,
    offices_over,
    photos_used,
    proposals,
    proposals_at,
)
from .tasks import (
    Decided,
    OfMatter,
    TaskLine,
    TaskView,
    candidates,
    counts,
    decided_for,
    doubtful,
    due,
    of_matter,
    task_for,
    work_list,
)

__all__ = [
    "Decided", "MeetingView", "OfMatter", "ProposalLine", "TaskLine", "TaskView", "candidates", "counts",
    "decided_for", "doubtful", "due", "homes_to_convene", "meeting_for", "meetings", "of_matter", "offices_over",
    "photos_used", "proposals", "proposals_at", "task_for", "work_list",
]  # fmt: skip
