"""Where finished steps and takes go besides, so that other machines find them: a bucket, or a folder, of objects named by their content."""

from rushes.studio.storage.objects import Objects, Patience
from rushes.studio.storage.place import open_place
from rushes.studio.storage.storage import Storage, storage_for

__all__ = ["Objects", "Patience", "Storage", "open_place", "storage_for"]
