package dev.skein.heartbeat;

import dev.skein.lease.Answer;
import dev.skein.lease.Ask;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link Beat} as bytes, big-endian. What a newer build appends is ignored. */
final class BeatCodec {
    private static final List<Ask.Kind> KINDS = List.of(Ask.Kind.values());
    private static final List<Answer.Verdict> VERDICTS = List.of(Answer.Verdict.values());
    private static final int MOST_NAME = 64;

    private BeatCodec() {}

    static void write(ByteBuffer out, Beat beat) {
        byte[] name = beat.node().getBytes(StandardCharsets.UTF_8);
        out.put((byte) name.length).put(name);
        out.putLong(beat.boot()).putLong(beat.sequence()).putLong(beat.toBoot()).putLong(beat.heard());
        out.put((byte) beat.flags()).putLong(beat.stamp());
        out.putLong(beat.round()).put((byte) beat.asks().size());
        for (Ask ask : beat.asks()) {
            out.put((byte) KINDS.indexOf(ask.kind())).putLong(ask.resource()).putLong(ask.term());
            out.putInt((int) TimeUnit.NANOSECONDS.toMicros(ask.duration())).putLong(ask.successor());
        }
        out.putLong(beat.answered());
        write(out, beat.answers());
        write(out, beat.table());
    }

    private static void write(ByteBuffer out, List<Answer> answers) {
        out.put((byte) answers.size());
        for (Answer answer : answers) {
            out.put((byte) VERDICTS.indexOf(answer.verdict())).putLong(answer.resource());
            out.putLong(answer.term()).putLong(answer.holder());
            out.putInt((int) TimeUnit.NANOSECONDS.toMicros(answer.remaining()));
        }
    }

    /** Null if it makes no sense, which a sealed datagram of this version always does. */
    static @Nullable Beat read(ByteBuffer in) {
        try {
            return new Beat(
                    name(in),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.get(),
                    in.getLong(),
                    in.getLong(),
                    asks(in),
                    in.getLong(),
                    answers(in),
                    answers(in));
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static String name(ByteBuffer in) {
        int length = in.get();
        if (length <= 0 || length > MOST_NAME) {
            throw new BufferUnderflowException();
        }
        byte[] name = new byte[length];
        in.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static List<Ask> asks(ByteBuffer in) {
        int size = in.get();
        List<Ask> asks = new ArrayList<>(Math.max(0, size));
        for (int i = 0; i < size; i++) {
            Ask.Kind kind = KINDS.get(in.get());
            long resource = in.getLong();
            long term = in.getLong();
            asks.add(new Ask(kind, resource, term, TimeUnit.MICROSECONDS.toNanos(in.getInt()), in.getLong()));
        }
        return asks;
    }

    private static List<Answer> answers(ByteBuffer in) {
        int size = in.get();
        List<Answer> answers = new ArrayList<>(Math.max(0, size));
        for (int i = 0; i < size; i++) {
            Answer.Verdict verdict = VERDICTS.get(in.get());
            long resource = in.getLong();
            long term = in.getLong();
            long holder = in.getLong();
            answers.add(new Answer(resource, verdict, term, holder, TimeUnit.MICROSECONDS.toNanos(in.getInt())));
        }
        return answers;
    }
}
