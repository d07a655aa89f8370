"""Claims into events: who first said it, one happening or two, what contradicts what."""

from corrobora.reconcile.judged import judged, judged_derivations
from corrobora.reconcile.picture import Picture
from corrobora.reconcile.walk import METHOD, reconcile

__all__ = ["METHOD", "Picture", "judged", "judged_derivations", "reconcile"]
