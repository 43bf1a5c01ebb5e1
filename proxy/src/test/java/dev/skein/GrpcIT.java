package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skein.harness.Peer;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import dev.skein.harness.SelfSigned;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of gRPC's own Java client to its own server, through a node. Messages are plain text. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcIT {
    private static final Metadata.Key<String> NOTE = Metadata.Key.of("note", Metadata.ASCII_STRING_MARSHALLER);
    private static final long SOON = 20;

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final AtomicReference<String> noted = new AtomicReference<>("");
    private Server server;
    private ScriptedServer cutting;
    private ScriptedServer dying;
    private NodeUnderTest node;
    private ManagedChannel channel;

    @BeforeAll
    void begins(@TempDir Path directory) throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service())
                .intercept(new Noting())
                .build()
                .start();
        SelfSigned own = SelfSigned.write(directory, "site", "a.test");
        cutting = ScriptedServer.of(peer -> {
            // One that resets at once may be told as a connection that never was.
            var unused = peer.until("SM\r\n\r\n");
            peer.reset();
        });
        dying = ScriptedServer.of(GrpcIT::begin);
        node = NodeUnderTest.start(directory, text(own.certificate(), own.key()));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", node.port("grpc"))
                .overrideAuthority("a.test")
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(own.certificate().toFile())
                        .build())
                .build();
    }

    private String text(Path cert, Path key) {
        return """
            skein.listeners.grpc { bind = "127.0.0.1:0"
              tls { certificates = [ { cert = "%s", key = "%s" } ], protocols = [ h2 ] } }
            skein.routes = [
              { name = gone, match { path-prefix = /gone.T/ }, pool = gone }
              { name = cut, match { path-prefix = /cut.T/ }, pool = cut }
              { name = dies, match { path-prefix = /dies.T/ }, pool = dying }
              { name = slow, match { path-prefix = /test.T/Late }, pool = p, timeouts { response-header = 300ms } }
              { name = stalled, match { path-prefix = /test.T/Stalled }, pool = p, timeouts { body-stall = 200ms } }
              { name = limited, match { path-prefix = /limited.T/ }, pool = p
                rate-limits = [ { name = few, rate = "1/h" } ] }
              { name = small, match { path-prefix = /small.T/ }, pool = p, limits { body = 100B } }
              { name = closed, match { path-prefix = /closed.T/ }, pool = p, access { deny = [ "127.0.0.0/8" ] } }
              { name = calls, match { path-prefix = /test.T/ }, pool = p }
            ]
            skein.pools {
              p { protocol = h2, servers = [ "127.0.0.1:%d" ], health { type = off } }
              gone { protocol = h2, servers = [ "127.0.0.1:1" ], health { type = off } }
              cut { protocol = h2, servers = [ %s ], health { type = off } }
              dying { protocol = h2, servers = [ %s ], health { type = off } }
            }
            """.formatted(cert, key, server.getPort(), cutting.address(), dying.address());
    }

    /** Answers the first call of a connection with a head and one message. */
    private static void begin(Peer peer) throws IOException {
        var unused = peer.until("SM\r\n\r\n");
        peer.send(frame(RawHttp2.SETTINGS, 0, 0));
        int type;
        do {
            byte[] head = peer.bytes(9).getBytes(StandardCharsets.ISO_8859_1);
            type = head[3];
            peer.bytes(ByteBuffer.wrap(head).getInt() >>> 8);
        } while (type != RawHttp2.HEADERS);
        byte[] block = RawHttp2.block(":status: 200", "content-type: application/grpc");
        peer.send(frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, block));
        peer.send(frame(RawHttp2.DATA, 0, 1, "\0\0\0\0\4once".getBytes(StandardCharsets.ISO_8859_1)));
        peer.rest();
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    @AfterAll
    void ends() throws Exception {
        channel.shutdownNow();
        server.shutdownNow();
        node.close();
        cutting.close();
        dying.close();
    }

    private static MethodDescriptor<String, String> method(MethodType type, String name) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("test.T")
                .addMethod(method(MethodType.UNARY, "test.T/Echo"), ServerCalls.asyncUnaryCall(GrpcIT::echo))
                .addMethod(method(MethodType.UNARY, "test.T/Late"), ServerCalls.asyncUnaryCall(this::never))
                .addMethod(
                        method(MethodType.SERVER_STREAMING, "test.T/Count"),
                        ServerCalls.asyncServerStreamingCall(GrpcIT::count))
                .addMethod(
                        method(MethodType.SERVER_STREAMING, "test.T/Stalled"),
                        ServerCalls.asyncServerStreamingCall((ask, to) -> to.onNext("only this")))
                .addMethod(
                        method(MethodType.CLIENT_STREAMING, "test.T/Join"),
                        ServerCalls.asyncClientStreamingCall(to -> new Joining(to)))
                .addMethod(
                        method(MethodType.BIDI_STREAMING, "test.T/Talk"),
                        ServerCalls.asyncBidiStreamingCall(to -> new Answering(to)))
                .build();
    }

    private static void echo(String ask, StreamObserver<String> to) {
        if (ask.startsWith("fail")) {
            Metadata more = new Metadata();
            more.put(NOTE, "of the failure");
            to.onError(Status.NOT_FOUND.withDescription("nothing like that: ä").asRuntimeException(more));
            return;
        }
        to.onNext("re:" + ask);
        to.onCompleted();
    }

    private void never(String ask, StreamObserver<String> to) {
        ((ServerCallStreamObserver<String>) to).setOnCancelHandler(cancelled::countDown);
    }

    private static void count(String ask, StreamObserver<String> to) {
        for (int i = 0; i < Integer.parseInt(ask); i++) {
            to.onNext(Integer.toString(i));
        }
        to.onCompleted();
    }

    private String call(String method, String ask) {
        return call(channel, method, ask);
    }

    private static String call(io.grpc.Channel over, String method, String ask) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(SOON, TimeUnit.SECONDS);
        return ClientCalls.blockingUnaryCall(over, method(MethodType.UNARY, method), options, ask);
    }

    private StatusRuntimeException failure(String method, String ask) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> call(method, ask));
    }

    @Test
    void aCallHasItsAnswerWithFieldsAndTrailers() {
        Metadata fields = new Metadata();
        fields.put(NOTE, "from the client");
        AtomicReference<Metadata> heads = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        io.grpc.Channel noting = ClientInterceptors.intercept(
                channel,
                MetadataUtils.newAttachHeadersInterceptor(fields),
                MetadataUtils.newCaptureMetadataInterceptor(heads, trailers));
        assertThat(call(noting, "test.T/Echo", "x".repeat(300_000))).hasSize(300_003);
        assertThat(heads.get().get(NOTE)).isEqualTo("head: from the client");
        assertThat(trailers.get().get(NOTE)).isEqualTo("trailer: from the client");
    }

    @Test
    void whatAServerFailsWithArrivesWordForWord() {
        StatusRuntimeException failure = failure("test.T/Echo", "fail");
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure.getStatus().getDescription()).isEqualTo("nothing like that: ä");
        assertThat(Objects.requireNonNull(failure.getTrailers()).get(NOTE)).isEqualTo("of the failure");
    }

    @Test
    void aServerMaySendAStream() {
        Iterator<String> answers = ClientCalls.blockingServerStreamingCall(
                channel, method(MethodType.SERVER_STREAMING, "test.T/Count"), CallOptions.DEFAULT, "500");
        List<String> all = new ArrayList<>();
        answers.forEachRemaining(all::add);
        assertThat(all).hasSize(500).endsWith("499");
    }

    @Test
    void aClientMaySendAStream() throws Exception {
        Ear ear = new Ear();
        StreamObserver<String> to = ClientCalls.asyncClientStreamingCall(
                channel.newCall(method(MethodType.CLIENT_STREAMING, "test.T/Join"), CallOptions.DEFAULT), ear);
        for (int i = 0; i < 100; i++) {
            to.onNext("x");
        }
        to.onCompleted();
        assertThat(ear.next()).isEqualTo("x".repeat(100));
        assertThat(ear.next()).isEqualTo("<OK>");
    }

    @Test
    void streamsGoBothWaysAtOnce() throws Exception {
        Ear ear = new Ear();
        StreamObserver<String> to = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method(MethodType.BIDI_STREAMING, "test.T/Talk"), CallOptions.DEFAULT), ear);
        for (String word : List.of("one", "two", "three")) {
            to.onNext(word);
            assertThat(ear.next()).isEqualTo("re:" + word);
        }
        to.onCompleted();
        assertThat(ear.next()).isEqualTo("<OK>");
    }

    @Test
    void aDeadlineIsToldToTheServerAndCancelsItsCall() throws Exception {
        // The route's own time-out would come first.
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS);
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        channel, method(MethodType.UNARY, "test.T/Late"), options, "deadline"));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(cancelled.await(SOON, TimeUnit.SECONDS)).isTrue();
        assertThat(noted.get()).isEqualTo("a deadline");
    }

    @ParameterizedTest
    @CsvSource({
        "gone.T/Any, UNAVAILABLE, connection to server failed",
        "cut.T/Any, UNAVAILABLE, server closed the connection",
        "nobody.T/Any, UNIMPLEMENTED, no route",
        "test.T/Late, DEADLINE_EXCEEDED, server did not answer in time",
        "closed.T/Any, PERMISSION_DENIED, forbidden",
        "small.T/Any, RESOURCE_EXHAUSTED, request body too large",
    })
    void aFailureOfOursIsAStatusThatTheClientKnows(String method, Status.Code code, String text) {
        Status status = failure(method, "x".repeat(200)).getStatus();
        assertThat(status.getCode()).isEqualTo(code);
        assertThat(status.getDescription()).isEqualTo(text);
    }

    @Test
    void whoAsksTooOftenIsToldSo() {
        // The server knows no such method, and says so itself.
        assertThat(failure("limited.T/Any", "").getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        Status second = failure("limited.T/Any", "").getStatus();
        assertThat(second.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(second.getDescription()).isEqualTo("rate limit");
    }

    @Test
    void aStreamThatIsBrokenOffEndsWithAStatusToo() {
        Iterator<String> answers = ClientCalls.blockingServerStreamingCall(
                channel, method(MethodType.SERVER_STREAMING, "test.T/Stalled"), CallOptions.DEFAULT, "");
        assertThat(answers.next()).isEqualTo("only this");
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, answers::hasNext);
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void aStreamWhoseServerDiesMayBeTriedAgain() throws Exception {
        Iterator<String> answers = ClientCalls.blockingServerStreamingCall(
                channel, method(MethodType.SERVER_STREAMING, "dies.T/Count"), CallOptions.DEFAULT, "");
        assertThat(answers.next()).isEqualTo("once");
        dying.kill();
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, answers::hasNext);
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    /** Sends the client's note back, and notes whether there was a deadline. */
    private final class Noting implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata fields, ServerCallHandler<A, B> next) {
            if (Context.current().getDeadline() != null
                    && call.getMethodDescriptor().getFullMethodName().endsWith("Late")) {
                noted.set("a deadline");
            }
            String note = fields.get(NOTE);
            return note == null ? next.startCall(call, fields) : next.startCall(new Echoed<>(call, note), fields);
        }
    }

    /** A call whose head and trailers have the client's note. */
    private static final class Echoed<A, B> extends ForwardingServerCall.SimpleForwardingServerCall<A, B> {
        private final String note;

        Echoed(ServerCall<A, B> call, String note) {
            super(call);
            this.note = note;
        }

        @Override
        public void sendHeaders(Metadata fields) {
            fields.put(NOTE, "head: " + note);
            super.sendHeaders(fields);
        }

        @Override
        public void close(Status status, Metadata fields) {
            fields.put(NOTE, "trailer: " + note);
            super.close(status, fields);
        }
    }

    /** What comes from the server, in turn; its end as {@code <CODE>}. */
    private static final class Ear implements StreamObserver<String> {
        private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Nullable
        String next() throws InterruptedException {
            return heard.poll(SOON, TimeUnit.SECONDS);
        }

        @Override
        public void onNext(String message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            heard.add("<" + Status.fromThrowable(failure).getCode() + ">");
        }

        @Override
        public void onCompleted() {
            heard.add("<OK>");
        }
    }

    /** Answers each message. */
    private static class Answering implements StreamObserver<String> {
        final StreamObserver<String> to;

        Answering(StreamObserver<String> to) {
            this.to = to;
        }

        @Override
        public void onNext(String message) {
            to.onNext("re:" + message);
        }

        @Override
        public void onError(Throwable failure) {
            // The client left: nobody to answer.
        }

        @Override
        public void onCompleted() {
            to.onCompleted();
        }
    }

    /** Answers once, with all of it. */
    private static final class Joining extends Answering {
        private final StringBuilder all = new StringBuilder();

        Joining(StreamObserver<String> to) {
            super(to);
        }

        @Override
        public void onNext(String message) {
            all.append(message);
        }

        @Override
        public void onCompleted() {
            to.onNext(all.toString());
            to.onCompleted();
        }
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String message) {
            return new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
