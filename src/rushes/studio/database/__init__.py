"""What a studio remembers for all of its machines: what was asked for, which shows there are, which takes they have."""

from rushes.studio.database.engine import Database, patiently
from rushes.studio.database.schema import check_generation, generation_of, generations, migrate, newest

__all__ = ["Database", "check_generation", "generation_of", "generations", "migrate", "newest", "patiently"]
