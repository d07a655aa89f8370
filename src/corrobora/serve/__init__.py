"""What a case offers over the network: a TAXII 2.1 server over what was released."""

from corrobora.serve.taxii import Taxii

__all__ = ["Taxii"]
