package dev.skein.tap;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Tap;
import dev.skein.telemetry.TapFilter;
import dev.skein.telemetry.TapWatch;
import dev.skein.telemetry.TapWatch.Found;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The taps of all nodes. Any thread, but each {@link Session} is for one. */
public final class Taps {
    private static final int VERSION = 1;
    /** Of an answer; its bound on the wire is 64 KiB. */
    private static final int MOST_BYTES = 60_000;

    private final String self;
    private final long life;
    private final Tap tap;
    private final Ticker ticker;
    private final AtomicLong sessions = new AtomicLong();
    private final Map<String, TapWatch> foreign = new ConcurrentHashMap<>();
    private volatile Others others = Others.NONE;

    /**
     * @param life of this node, so that a session is never taken for one of a former life
     * @param tap this node's own
     */
    public Taps(String self, long life, Tap tap, Ticker ticker) {
        this.self = self;
        this.life = life;
        this.tap = tap;
        this.ticker = ticker;
    }

    /** The other nodes, as far as they can be reached. */
    public interface Others {
        /** A node alone. */
        Others NONE = new Others() {
            @Override
            public Set<String> nodes() {
                return Set.of();
            }

            @Override
            public CompletableFuture<byte[]> ask(String node, byte[] question) {
                return CompletableFuture.failedFuture(new IllegalStateException("a node alone"));
            }
        };

        Set<String> nodes();

        /** For {@link Taps#asked} there; fails, and soon, where there is no answer. */
        CompletableFuture<byte[]> ask(String node, byte[] question);
    }

    /** From now on the others are watched, too. */
    public void over(Others reachable) {
        others = reachable;
    }

    /** Another node's question: what its session has found here since the last time. */
    public byte[] asked(byte[] question) {
        Decoder in = new Decoder(question);
        String session = in.text();
        int most = in.integer();
        Map<String, String> filter = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            filter.put(in.text(), in.text());
        }
        long now = ticker.nanos();
        foreign.values().removeIf(watch -> watch.forgotten(now));
        TapWatch watch = foreign.computeIfAbsent(session, _ -> tap.watch(TapFilter.of(filter), most));
        return encode(watch.take(now));
    }

    private static byte[] encode(Found found) {
        List<String> fit = new ArrayList<>();
        int room = MOST_BYTES;
        for (String line : found.lines()) {
            room -= line.getBytes(StandardCharsets.UTF_8).length + Integer.BYTES;
            if (room >= 0) {
                fit.add(line);
            }
        }
        long skipped = found.skipped() + found.lines().size() - fit.size();
        Encoder out = new Encoder(VERSION).number(found.seen()).number(skipped).number(fit.size());
        fit.forEach(out::text);
        return out.done();
    }

    private static Found decode(byte[] answer) {
        Decoder in = new Decoder(answer);
        long seen = in.number();
        long skipped = in.number();
        List<String> lines = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            lines.add(in.text());
        }
        return new Found(lines, seen, skipped);
    }

    /**
     * Begins to watch all nodes.
     *
     * @param most lines a second of each node
     * @throws IllegalStateException where too many watch already
     */
    public Session watch(TapFilter filter, int most) {
        return new Session(filter, most);
    }

    /**
     * What was found on all nodes since the last time.
     *
     * @param byNode of each node that has answered since
     * @param watched nodes whose last answer came: what ends there from now on is found
     * @param silent nodes that did not answer the last time; one that is in neither has not been heard of yet
     */
    public record Batch(Map<String, Found> byNode, Set<String> watched, Set<String> silent) {}

    /** One who watches. */
    public final class Session implements AutoCloseable {
        private final TapWatch own;
        private final byte[] question;
        /** What was asked and not yet looked at: whoever is slow holds nobody up, and nothing of it is lost. */
        private final Map<String, CompletableFuture<Found>> answers = new HashMap<>();

        private final Set<String> watched = new TreeSet<>();
        private final Set<String> silent = new TreeSet<>();

        private Session(TapFilter filter, int most) {
            this.own = tap.watch(filter, most);
            Encoder out = new Encoder(VERSION)
                    .text(self + "/" + life + "/" + sessions.incrementAndGet())
                    .number(most)
                    .number(filter.asked().size());
            filter.asked().forEach((name, value) -> out.text(name).text(value));
            this.question = out.done();
            others.nodes().forEach(node -> ask(others, node));
        }

        private void ask(Others to, String node) {
            answers.put(node, to.ask(node, question).thenApply(Taps::decode));
        }

        /** To be called several times a second; does not wait, and does not fail. */
        public Batch take() {
            Others now = others;
            Map<String, Found> byNode = new TreeMap<>();
            byNode.put(self, own.take(ticker.nanos()));
            answers.keySet().retainAll(now.nodes());
            watched.retainAll(now.nodes());
            silent.retainAll(now.nodes());
            for (String node : now.nodes()) {
                CompletableFuture<Found> answer = answers.get(node);
                if (answer != null && !answer.isDone()) {
                    continue;
                }
                if (answer != null) {
                    boolean failed = answer.isCompletedExceptionally();
                    (failed ? silent : watched).add(node);
                    (failed ? watched : silent).remove(node);
                    if (!failed) {
                        byNode.put(node, answer.join());
                    }
                }
                ask(now, node);
            }
            watched.add(self);
            return new Batch(byNode, Set.copyOf(watched), Set.copyOf(silent));
        }

        /** On the other nodes it ends by itself. */
        @Override
        public void close() {
            tap.end(own);
        }
    }
}
