"""Sentry and OpenTelemetry, each switched on by its environment variable and otherwise not even imported."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from core.logging import mask, scrub


def switch_on() -> None:
    if settings.SENTRY_DSN:
        _sentry()
    if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        _opentelemetry()


def _sentry() -> None:
    import sentry_sdk  # noqa: PLC0415

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=settings.ENVIRONMENT,
        release=settings.VERSION,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=_without_secrets,
        before_breadcrumb=lambda crumb, hint: scrub(None, "", crumb),
    )


def _without_secrets(event: Any, hint: Any) -> Any:
    return scrub(None, "", event)


def _opentelemetry() -> None:
    from opentelemetry import trace  # noqa: PLC0415
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.instrumentation.celery import CeleryInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.django import DjangoInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    class Masking(OTLPSpanExporter):
        """Addresses and messages leave without the secrets in them."""

        def export(self, spans: Sequence[Any]) -> Any:
            for span in spans:
                span._attributes = _masked(span.attributes)
                span._status = trace.Status(span.status.status_code, mask(span.status.description or "") or None)
                for event in span.events:
                    event._attributes = _masked(event.attributes)
            return super().export(spans)

    provider = TracerProvider(
        resource=Resource.create({"service.name": "paceline", "service.version": settings.VERSION})
    )
    provider.add_span_processor(
        BatchSpanProcessor(Masking(f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"))
    )
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument()
    PsycopgInstrumentor().instrument()
    CeleryInstrumentor().instrument()  # type: ignore[no-untyped-call]


def _masked(attributes: Any) -> dict[str, Any]:
    return {key: mask(value) if isinstance(value, str) else value for key, value in (attributes or {}).items()}
