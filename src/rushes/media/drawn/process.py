"""The process that draws: it reads what is asked, one line of JSON each, and writes a line and the picture's bytes."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from rushes.errors import RushesError


def main(memory_bytes: int) -> None:
    """Draw until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no picture
    from rushes.media.drawn import stills, thumb

    drawn: dict[str, Callable[..., bytes]] = {
        "thumb": thumb.thumb,
        "still": stills.still,
        "layers": stills.layers,
        "pass": stills.pass_,
        "matte": stills.matte,
    }
    _say(out, {"ready": True})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            data = drawn[request["what"]](**request["asked"])
        except RushesError as error:
            _say(out, {"class": type(error).__name__, "error": str(error)})
        except MemoryError:
            _say(out, {"class": "StepFailedError", "error": "The picture takes more memory than it may."})
        except Exception as error:  # noqa: BLE001 - the one place where a surprise becomes a sentence
            _say(
                out,
                {
                    "class": "BadInputError",
                    "error": f"The picture can't be drawn ({type(error).__name__}). Is the file damaged?",
                },
            )
        else:
            _say(out, {"bytes": len(data)}, data)


def _say(out: Any, head: dict[str, Any], data: bytes = b"") -> None:  # noqa: ANN401 - a stream of bytes
    out.write(json.dumps(head).encode("utf-8") + b"\n" + data)
    out.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
