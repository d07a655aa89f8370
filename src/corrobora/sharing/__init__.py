"""Sharing from a case: the desk that joins what may leave the house with what the case holds."""

from corrobora.sharing.approvals import Approvals
from corrobora.sharing.consents import ConsentQueue
from corrobora.sharing.desk import SharingDesk, token_digest
from corrobora.sharing.handover import Handover
from corrobora.sharing.outbox import Outbox, feed_of
from corrobora.sharing.oversight import Oversight

__all__ = [
    "Approvals",
    "ConsentQueue",
    "Handover",
    "Outbox",
    "Oversight",
    "SharingDesk",
    "feed_of",
    "token_digest",
]
