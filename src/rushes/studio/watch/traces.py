"""Traces: a job, its steps and their chunks as spans of OpenTelemetry, sent over OTLP/HTTP to the collector that a studio names.

The context goes from process to process as W3C's ``traceparent``, in the environment.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rushes import __version__
from rushes.errors import BadInputError
from rushes.studio.watch.allowed import Value

if TYPE_CHECKING:
    from opentelemetry.trace import Span

_EXPORT_S: Final = 2
"""How long [s] a collector is given to take a batch; work waits for it only when a process ends."""

_GOODBYE_MS: Final = 3000


class Traces:
    """Makes spans and sends them, in a thread of its own.

    Attributes:
        address: The collector's, without ``/v1/traces``.
    """

    def __init__(self, address: str) -> None:
        """Begin to send.

        Args:
            address: Of a collector, for example ``http://127.0.0.1:4318``.

        Raises:
            BadInputError: The extra ``watch`` is not installed.
        """
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
            from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
        except ImportError as error:
            raise BadInputError(
                f"watch.traces asks for OpenTelemetry, which is not installed ({error.name}). Run: pip install 'rushes[watch]'"
            ) from error
        self.address = address
        logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
        logging.getLogger("opentelemetry").propagate = False  # a collector that is away is not a step's last word
        exporter = OTLPSpanExporter(endpoint=f"{address.rstrip('/')}/v1/traces", timeout=_EXPORT_S)
        said = {"service.name": "rushes", "service.version": __version__}
        self._provider = TracerProvider(resource=Resource(said), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter, export_timeout_millis=_EXPORT_S * 1000))
        self._tracer = self._provider.get_tracer("rushes")
        self._propagator = TraceContextTextMapPropagator()

    def open(self, name: str, attributes: Mapping[str, Value], traceparent: str) -> tuple[Span, str]:
        """Begin a span.

        Args:
            name: What it is of: ``job``, ``step``, ``task``.
            attributes: Ids, already filtered.
            traceparent: The span that it is part of; empty for none.

        Returns:
            The span, and its own traceparent.
        """
        from opentelemetry import trace

        parent = self._propagator.extract({"traceparent": traceparent})
        said = {f"rushes.{key}": value for key, value in attributes.items()}
        span = self._tracer.start_span(name, context=parent, attributes=said, record_exception=False)
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier, context=trace.set_span_in_context(span))
        return span, carrier["traceparent"]

    def close(self, span: Span, attributes: Mapping[str, Value]) -> None:
        """End a span; one that did not end well is marked, without a sentence."""
        from opentelemetry.trace import StatusCode

        for key, value in attributes.items():
            span.set_attribute(f"rushes.{key}", value)
        if "kind" in attributes:
            span.set_status(StatusCode.ERROR)
        span.end()

    def end(self) -> None:
        """Send what is left, as far as the collector takes it in time."""
        self._provider.force_flush(_GOODBYE_MS)
        self._provider.shutdown()
