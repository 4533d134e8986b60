"""Room 8: the way out. Circled takes become a package that is checked against its client's profile, before and after."""

from rushes.delivery.profile import Profile, parse_profile, read_profile

__all__ = ["Profile", "parse_profile", "read_profile"]
