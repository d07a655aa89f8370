"""Claims into events: who first said it, one happening or two, what contradicts what."""

from corrobora.reconcile.judged import judged, judged_derivations
from corrobora.reconcile.walk import METHOD, reconcile

__all__ = ["METHOD", "judged", "judged_derivations", "reconcile"]
