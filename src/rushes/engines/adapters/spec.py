"""What a training is asked: how large the adapter is, how long it learns, at which size."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class AdapterSpec(BaseModel):
    """How an adapter is trained.

    Attributes:
        rank: Of the two matrices that are learned beside each of the denoiser's: how much it can hold.
        steps: How many pictures it sees, each anew with other noise.
        rate: How far it goes at each step (AdamW's learning rate).
        side_px: Longest side at which it sees the pictures [px].
        seed: Where its randomness starts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rank: Annotated[int, Field(ge=1, le=256)] = 8
    steps: Annotated[int, Field(ge=1, le=1_000_000)] = 500
    rate: Annotated[float, Field(gt=0, le=1)] = 1e-4
    side_px: Annotated[int, Field(ge=32, le=2048)] = 512
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
