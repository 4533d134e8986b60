"""Records: what people signed, who they are, how it stands, and what proves all that.

Import from the files: ``consent.py`` and ``performer.py`` hold what a record says, ``integrity.py`` its signatures, ``registry.py``
what a show knows when it judges.
"""
