"""What the room keeps of a person: what somebody asked about the own account."""

from sanguanjia.privacy.traces import Trace, provide

from . import questions

provide(Trace("funds.questions", questions.still_needed, questions.erase))
