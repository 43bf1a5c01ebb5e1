package dev.skein.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;

/** A line of a log as the exporter wants to see it. */
record LogView(Resource resource, long epochNanos, Severity severity, String text, Attributes attributes)
        implements LogRecordData {
    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SpanView.SCOPE;
    }

    @Override
    public long getTimestampEpochNanos() {
        return epochNanos;
    }

    @Override
    public long getObservedTimestampEpochNanos() {
        return epochNanos;
    }

    @Override
    public SpanContext getSpanContext() {
        return SpanContext.getInvalid();
    }

    @Override
    public Severity getSeverity() {
        return severity;
    }

    @Override
    public String getSeverityText() {
        return severity.name();
    }

    @Override
    @SuppressWarnings("deprecation") // The interface still demands it; getBodyValue is asked.
    public io.opentelemetry.sdk.logs.data.Body getBody() {
        return io.opentelemetry.sdk.logs.data.Body.string(text);
    }

    @Override
    public Value<?> getBodyValue() {
        return Value.of(text);
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }
}
