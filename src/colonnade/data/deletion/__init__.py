"""Soft deletion as a system: what is deleted with a row, what forbids it, what comes back, what goes for good."""

from colonnade.data.deletion.run import mark_deleted as mark_deleted
from colonnade.data.deletion.run import purge as purge
from colonnade.data.deletion.run import unmark as unmark
from colonnade.data.deletion.unit import Unit as Unit
