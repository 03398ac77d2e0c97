"""The room that remembers: server settings, questions that found no answer, feedback, what was taught, who did what.

::

    values        the frozen values that pass in and out
    protocol      what the edge may ask; every failure is one RecordsError with one sentence
    sqlite        the one that the bot runs on
    redacting     text → text without what could tell who somebody is; the edge calls it before anything is remembered
    pseudonyms    account → a hash that changes every month

Neither Discord nor the command line is known here. ``sqlite`` alone imports a database: import it from there.
"""

from bot.records.protocol import Records, unless_in_trouble
from bot.records.pseudonyms import PseudonymKeys
from bot.records.redacting import redact
from bot.records.retention import Retention, keep_expiring
from bot.records.values import (
    PAUSED,
    Applied,
    AskedInVain,
    Asking,
    AuditEntry,
    Feedback,
    Outcome,
    PersonalData,
    RecordsError,
    Remembered,
    ServerSettings,
    StorageRefusedError,
    StorageState,
    Tally,
    Taught,
    overlay_of,
)

__all__ = [
    "PAUSED",
    "Applied",
    "AskedInVain",
    "Asking",
    "AuditEntry",
    "Feedback",
    "Outcome",
    "PersonalData",
    "PseudonymKeys",
    "Records",
    "RecordsError",
    "Remembered",
    "Retention",
    "ServerSettings",
    "StorageRefusedError",
    "StorageState",
    "Tally",
    "Taught",
    "keep_expiring",
    "overlay_of",
    "redact",
    "unless_in_trouble",
]
