package dev.skein.otlp;

import dev.skein.telemetry.Span;
import dev.skein.telemetry.Traced;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/** A span as the exporter wants to see it. */
record SpanView(Traced trace, Span span, Resource resource) implements SpanData {
    static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("dev.skein");

    @Override
    public String getName() {
        return span.name();
    }

    @Override
    public SpanKind getKind() {
        return switch (span.kind()) {
            case SERVER -> SpanKind.SERVER;
            case CLIENT -> SpanKind.CLIENT;
            case INTERNAL -> SpanKind.INTERNAL;
        };
    }

    @Override
    public SpanContext getSpanContext() {
        return SpanContext.create(traceId(), SpanId.fromLong(span.id()), TraceFlags.getSampled(), state());
    }

    @Override
    public SpanContext getParentSpanContext() {
        String parent = SpanId.fromLong(span.parent());
        // Of the exchange's own span it is the client's.
        return span.parent() == 0
                ? SpanContext.getInvalid()
                : span.kind() == Span.Kind.SERVER
                        ? SpanContext.createFromRemoteParent(traceId(), parent, TraceFlags.getSampled(), state())
                        : SpanContext.create(traceId(), parent, TraceFlags.getSampled(), state());
    }

    private String traceId() {
        return TraceId.fromLongs(trace.high(), trace.low());
    }

    private TraceState state() {
        TraceStateBuilder builder = TraceState.builder();
        // What is put last comes first.
        for (String member : List.of(trace.state().split(",", -1)).reversed()) {
            int equals = member.indexOf('=');
            if (equals > 0) {
                // What isn't well-formed is left out by it.
                builder.put(
                        member.substring(0, equals).strip(),
                        member.substring(equals + 1).strip());
            }
        }
        return builder.build();
    }

    @Override
    public StatusData getStatus() {
        return span.error().isEmpty()
                ? StatusData.unset()
                : StatusData.create(io.opentelemetry.api.trace.StatusCode.ERROR, span.error());
    }

    @Override
    public long getStartEpochNanos() {
        return span.startEpochNanos();
    }

    @Override
    public long getEndEpochNanos() {
        return span.endEpochNanos();
    }

    @Override
    public Attributes getAttributes() {
        AttributesBuilder builder = Attributes.builder();
        span.attributes().forEach((name, value) -> {
            if (value instanceof Long number) {
                builder.put(name, number.longValue());
            } else {
                builder.put(name, value.toString());
            }
        });
        return builder.build();
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public List<LinkData> getLinks() {
        List<Long> linked = trace.linked();
        if (span.kind() != Span.Kind.SERVER || linked.isEmpty()) {
            return List.of();
        }
        return List.of(LinkData.create(SpanContext.createFromRemoteParent(
                TraceId.fromLongs(linked.get(0), linked.get(1)),
                SpanId.fromLong(linked.get(2)),
                TraceFlags.getDefault(),
                TraceState.getDefault())));
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public int getTotalRecordedLinks() {
        return getLinks().size();
    }

    @Override
    public int getTotalAttributeCount() {
        return span.attributes().size();
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SCOPE;
    }

    @Override
    @SuppressWarnings("deprecation") // The interface still demands it; nobody asks for it any more.
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create("dev.skein", null);
    }

    @Override
    public Resource getResource() {
        return resource;
    }
}
