"""Room 7: what people see and decide on. So far: one self-contained page a take."""

from rushes.review.page import write_page

__all__ = ["write_page"]
