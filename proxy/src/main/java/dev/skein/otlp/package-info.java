/**
 * Traces and logs on their way to a collector by OTLP (HTTP and protobuf), with OpenTelemetry's own exporters: off unless
 * configured, and never in the way of a request. What is offered waits in a bounded queue; a thread of its own ships it in
 * batches; what the collector can't follow is dropped and counted.
 *
 * <p>Offered by event loops ({@link dev.skein.telemetry.TraceSink}), by the access log's thread and by whoever logs; begun
 * and changed by the root package. Nobody else imports OpenTelemetry or Logback.
 */
@NullMarked
package dev.skein.otlp;

import org.jspecify.annotations.NullMarked;
