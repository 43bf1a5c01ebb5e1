package dev.skein.rollout;

import dev.skein.link.Inquiry;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.link.RequestHandler;
import dev.skein.revision.Bundle;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Bundles between nodes: brought to others' disks before the register names them, fetched from whoever has one, and given
 * to others to be checked. Calls wait for answers, so not on the link's thread.
 */
final class Bundles implements AutoCloseable {
    static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PREPARED = Duration.ofSeconds(2);

    private static final byte KEEP = 1;
    private static final byte FIND = 2;
    private static final byte CHECK = 3;
    private static final byte PREPARE = 4;

    private final String self;
    private final RevisionStore store;
    private final NodeLink link;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("skein-bundles").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    private final BiFunction<Bundle, String, byte[]> checker;
    private final Preparer preparer;
    private final RequestHandler answers;

    /**
     * Answers the other nodes from now on.
     *
     * @param self id of this node
     * @param checker says what this node thinks of a bundle, which problems name as it is told
     * @param preparer gets ready for a bundle that is about to be committed
     */
    Bundles(
            String self,
            RevisionStore store,
            NodeLink link,
            BiFunction<Bundle, String, byte[]> checker,
            Preparer preparer) {
        this.self = self;
        this.store = store;
        this.link = link;
        this.checker = checker;
        this.preparer = preparer;
        this.answers = Inquiry.answered(thread, this::answer);
        link.onRequest(LinkType.BUNDLE, answers);
    }

    /** Gets ready for a bundle that is about to be committed under that number. */
    @FunctionalInterface
    interface Preparer {
        void prepare(long number, Bundle bundle);
    }

    private byte[] answer(Inquiry inquiry) throws IOException {
        return switch (inquiry.kind()) {
            case KEEP -> {
                store.keep(Bundle.decode(inquiry.about()));
                yield new byte[0];
            }
            case FIND -> found(new String(inquiry.about(), StandardCharsets.US_ASCII));
            case CHECK -> checked(ByteBuffer.wrap(inquiry.about()));
            case PREPARE -> prepared(ByteBuffer.wrap(inquiry.about()));
            default -> throw Inquiry.unknown();
        };
    }

    private byte[] checked(ByteBuffer in) throws IOException {
        try {
            byte[] label = new byte[Math.clamp(in.getInt(), 0, in.remaining())];
            in.get(label);
            byte[] texts = new byte[in.remaining()];
            in.get(texts);
            return checker.apply(Bundle.decode(texts), new String(label, StandardCharsets.UTF_8));
        } catch (BufferUnderflowException e) {
            throw new IOException("a question that ends too early", e);
        }
    }

    private byte[] prepared(ByteBuffer in) throws IOException {
        long number = in.remaining() < Long.BYTES ? 0 : in.getLong();
        preparer.prepare(number, here(StandardCharsets.US_ASCII.decode(in).toString()));
        return new byte[0];
    }

    private byte[] found(String id) throws IOException {
        return here(id).encode();
    }

    private Bundle here(String id) throws IOException {
        Bundle bundle = store.find(id);
        if (bundle == null) {
            throw new IllegalArgumentException("the configuration " + id + " is not here");
        }
        return bundle;
    }

    /** From this node's disk, or from whoever has it; null where nobody who answers has. */
    @Nullable
    Bundle obtain(String id) throws IOException {
        Bundle here = store.find(id);
        if (here != null) {
            return here;
        }
        for (String node : link.nodes()) {
            byte[] question = new Inquiry(FIND, id.getBytes(StandardCharsets.US_ASCII)).encode();
            byte[] found =
                    await(link.request(node, LinkType.BUNDLE, question, ANSWER)).body();
            Bundle bundle = found == null ? null : Bundle.decode(found);
            if (bundle != null && bundle.id().equals(id)) {
                store.keep(bundle);
                return bundle;
            }
        }
        return null;
    }

    /** Brings a bundle to the disks of these nodes, of which this one may be one; who has it then has no failure. */
    Map<String, Reply> spread(Bundle bundle, Collection<String> nodes) {
        return all(nodes, new Inquiry(KEEP, bundle.encode()), ANSWER);
    }

    /** Has nodes, of which this one may be one, say what they think of a bundle; problems begin with the label. */
    Map<String, Reply> check(Bundle bundle, String label, Collection<String> nodes) {
        byte[] name = label.getBytes(StandardCharsets.UTF_8);
        byte[] texts = bundle.encode();
        byte[] both = ByteBuffer.allocate(4 + name.length + texts.length)
                .putInt(name.length)
                .put(name)
                .put(texts)
                .array();
        return all(nodes, new Inquiry(CHECK, both), ANSWER);
    }

    /** Has nodes that keep a bundle get ready for it, and waits for them a moment: who does not is slower then. */
    void prepare(String id, long number, Collection<String> nodes) {
        byte[] about = ByteBuffer.allocate(Long.BYTES + id.length())
                .putLong(number)
                .put(id.getBytes(StandardCharsets.US_ASCII))
                .array();
        all(nodes, new Inquiry(PREPARE, about), PREPARED);
    }

    /** What a node answered, or why it did not. */
    record Reply(byte @Nullable [] body, String failure) {}

    private Map<String, Reply> all(Collection<String> nodes, Inquiry inquiry, Duration patience) {
        byte[] body = inquiry.encode();
        Map<String, CompletableFuture<byte[]>> asked = new TreeMap<>();
        for (String node : nodes) {
            asked.put(
                    node,
                    node.equals(self)
                            ? answers.requested(node, body).toCompletableFuture()
                            : link.request(node, LinkType.BUNDLE, body, patience));
        }
        Map<String, Reply> replies = new TreeMap<>();
        asked.forEach((node, answer) -> replies.put(node, await(answer)));
        return replies;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static Reply await(CompletableFuture<byte[]> answer) {
        try {
            return new Reply(answer.get(2 * ANSWER.toSeconds(), TimeUnit.SECONDS), "");
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            return new Reply(null, String.valueOf(cause.getMessage()));
        } catch (TimeoutException e) {
            return new Reply(null, "no answer within " + 2 * ANSWER.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply(null, "interrupted");
        }
    }
}
