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

/**
 * A {@link Beat} as bytes, big-endian. After the parts that every build knows come sections, each with its tag and length:
 * what a newer build appends is left out, and what an older one does not send is empty.
 */
final class BeatCodec {
    private static final List<Ask.Kind> KINDS = List.of(Ask.Kind.values());
    private static final List<Answer.Verdict> VERDICTS = List.of(Answer.Verdict.values());
    private static final List<Standing.Kind> STANDINGS = List.of(Standing.Kind.values());
    private static final int MOST_NAME = 64;
    private static final byte STANDING = 1;
    private static final int STANDING_BYTES = 23;

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
        standings(out, beat.standings());
    }

    private static void standings(ByteBuffer out, List<Standing> standings) {
        if (standings.isEmpty()) {
            return;
        }
        out.put(STANDING).putShort((short) (standings.size() * STANDING_BYTES));
        for (Standing standing : standings) {
            out.putLong(standing.resource()).put((byte) STANDINGS.indexOf(standing.kind()));
            out.putShort((short) (standing.mac() >>> Integer.SIZE)).putInt((int) standing.mac());
            out.putLong(standing.other());
        }
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
                    answers(in),
                    standings(in));
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

    private static List<Standing> standings(ByteBuffer in) {
        while (in.remaining() >= 3) {
            byte tag = in.get();
            int length = Short.toUnsignedInt(in.getShort());
            ByteBuffer section = in.slice(in.position(), length);
            in.position(in.position() + length);
            if (tag == STANDING) {
                return read(section, new ArrayList<>(length / STANDING_BYTES));
            }
        }
        return List.of();
    }

    private static List<Standing> read(ByteBuffer section, List<Standing> into) {
        while (section.remaining() >= STANDING_BYTES) {
            long resource = section.getLong();
            int kind = section.get();
            long mac = Short.toUnsignedLong(section.getShort()) << Integer.SIZE;
            mac |= Integer.toUnsignedLong(section.getInt());
            long other = section.getLong();
            // A newer build's kind says nothing to this one.
            if (kind >= 0 && kind < STANDINGS.size()) {
                into.add(new Standing(resource, mac, STANDINGS.get(kind), other));
            }
        }
        return into;
    }
}
