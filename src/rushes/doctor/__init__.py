"""The doctor looks at what people most likely stumble over, and says the remedy. It mends nothing by itself."""

from rushes.doctor.examination import CHECKS, STUDIO_CHECKS, Place, examine

__all__ = ["CHECKS", "STUDIO_CHECKS", "Place", "examine"]
