"""Room 7: what people see and decide on. So far: one self-contained page a take, and one for takes side by side."""

from rushes.review.page import write_page
from rushes.review.side_by_side import write_comparison

__all__ = ["write_comparison", "write_page"]
