"""Take a machine out of a Ray cluster without losing what it runs: ``python -m rushes.studio.ray_drain ADDRESS NODE``.

It runs in a process of its own, since Ray ends the one that asks when the cluster's head is gone. It prints lines of JSON: ``nodes`` where the name fits none
or several, ``drains``, ``runs`` as long as something does, ``ended``; ``closed`` where no cluster answers, ``refused`` where Ray will not.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

LOOK_EVERY_S: Final = 1.0
WHY: Final = "rushes studio drain"


def main(address: str, name: str) -> int:
    """Drain a machine, and wait until nothing runs there any more."""
    import ray

    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.CRITICAL, include_dashboard=False)
    except Exception as error:  # noqa: BLE001 - of many kinds; whoever asked makes a sentence of it
        _say(closed=f"{type(error).__name__}: {str(error).splitlines()[0][:300]}")
        return 1
    alive = {node["NodeID"]: node for node in ray.nodes() if node["Alive"]}  # type: ignore[no-untyped-call]
    found = [node for node in alive.values() if name in _names(node) or node["NodeID"].startswith(name)]
    if len(found) != 1:
        _say(nodes=[f"{node['NodeManagerHostname']} ({node['NodeID'][:12]})" for node in found or alive.values()])
        return 1
    node = found[0]["NodeID"]
    if refused := _drain(node):
        _say(refused=refused)
        return 1
    _say(drains=f"{found[0]['NodeManagerHostname']} ({node[:12]})")
    known = -1
    while (runs := _running(node)) > 0:
        if runs != known:
            _say(runs=runs)
        known = runs
        time.sleep(LOOK_EVERY_S)
    _say(ended=True)
    return 0


def _names(node: Mapping[str, Any]) -> set[str]:
    return {node["NodeManagerHostname"], node["NodeManagerAddress"], node["NodeName"]}


def _drain(node: str) -> str:
    """Ask for it as Ray's own ``ray drain-node`` does; return why it is refused, or nothing."""
    import ray
    from ray.core.generated import autoscaler_pb2

    client = ray._raylet.GcsClient(address=ray.get_runtime_context().gcs_address)  # type: ignore[attr-defined]  # noqa: SLF001 - as Ray's own command does it
    reason = autoscaler_pb2.DrainNodeReason.Value("DRAIN_NODE_REASON_PREEMPTION")  # type: ignore[attr-defined]
    accepted, why = client.drain_node(node, reason, WHY, 0)
    return "" if accepted else str(why)


def _running(node: str) -> int:
    """Return how many processors and GPUs of a machine are used; none of one that is gone."""
    from ray._private.state import state  # the only place that tells it by machine

    has = state.total_resources_per_node().get(node, {})
    free = state.available_resources_per_node().get(node)  # type: ignore[no-untyped-call]
    if free is None:
        return 0
    return round(sum(has.get(kind, 0.0) - free.get(kind, 0.0) for kind in ("CPU", "GPU")))


def _say(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
