"""Adapters (LoRA) of a pipeline that one brings: trained here on pictures that clearance let through, and laid over the pipeline again."""
