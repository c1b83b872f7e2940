"""Callers whose petition is final are answered so at the hotline's desk too, whatever they say (cases.closed)."""

from sanguanjia.cases.closed import provide

from .queries import final_calls

provide("petitions", final_calls)
