"""What a case offers over the network: pages for analysts, and a TAXII server for partners."""

from corrobora.serve.taxii import Taxii

__all__ = ["Taxii"]
