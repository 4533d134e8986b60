"""The disclosure pack: what a title tells of its uses of AI, as one sends it to a client."""

from rushes.delivery.disclosure_pack.pack import pack_of, write_pack

__all__ = ["pack_of", "write_pack"]
