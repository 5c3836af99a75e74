"""Traces for OpenTelemetry, where the settings name a collector; without one, nothing is loaded and nothing
costs. All steps of a build stand in one trace, whose id is the build's own: whoever has one finds the other.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags

from cms.settings import Settings

_TRACER = trace.get_tracer("eightcount")


def configure(settings: Settings, service: str) -> None:
    """Send spans to `otlp_endpoint` by OTLP over HTTP, in the background. Called once, by an entry point."""
    if not settings.otlp_endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - heavy
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": f"eightcount-{service}"}))
    exporter = OTLPSpanExporter(endpoint=f"{settings.otlp_endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    trace.set_tracer_provider(provider)


@contextmanager
def of_step(name: str, build_id: str, facts: Mapping[str, str | int]) -> Iterator[Span]:
    """A span of one run of a step, in the trace of its build."""
    above = trace.set_span_in_context(NonRecordingSpan(_of_build(build_id)))
    with _TRACER.start_as_current_span(
        f"step {name}", context=above, kind=SpanKind.CONSUMER, attributes={"build.id": build_id, **facts}
    ) as span:
        yield span


@contextmanager
def of_request(method: str) -> Iterator[Span]:
    """A span of one request; its route is known when it ends, and named then."""
    with _TRACER.start_as_current_span(method, kind=SpanKind.SERVER) as span:
        yield span


def trace_id_of(build_id: str) -> str:
    """The trace of a build, 32 hexadecimal digits: its 22 digits, then ten zeros."""
    return f"{build_id:0<32}"


def _of_build(build_id: str) -> SpanContext:
    """The build as the parent that nobody sends: spans of its steps hang under it."""
    above = int(hashlib.sha256(build_id.encode()).hexdigest()[:16], 16) or 1
    return SpanContext(int(trace_id_of(build_id), 16), above, is_remote=True, trace_flags=TraceFlags(1))
