package dev.skein.journal;

import dev.skein.telemetry.Event;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a node's journal: an event, whose it is, and the hash that ties it to the line before.
 *
 * @param life number of the node's life (milliseconds since 1970 when it began)
 * @param seq number of the line, from 1; goes on from life to life as long as the disk is the same
 * @param clock when, on the hybrid clock ({@link HybridTime})
 * @param hash SHA-256 over the hash of the line before and this line without its hash, hexadecimal
 * @param json the whole line, without its end
 */
public record Entry(
        String node, long life, long seq, long clock, String severity, String kind, String hash, String json)
        implements Comparable<Entry> {
    /** What the first line of a chain follows. */
    static final String NOTHING = "0".repeat(64);

    /** How a journal is read everywhere. */
    private static final Comparator<Entry> ORDER = Comparator.comparingLong(Entry::clock)
            .thenComparing(Entry::node)
            .thenComparingLong(Entry::life)
            .thenComparingLong(Entry::seq);

    private static final Pattern LINE = Pattern.compile("\\{\"node\":\"([^\"\\\\]{1,64})\",\"life\":(\\d{1,18}),"
            + "\"seq\":(\\d{1,18}),\"clock\":\"(\\d{1,15}\\.\\d{1,5})\",\"at\":\"[^\"]{24}\",\"severity\":\"([a-z]+)\","
            + "\"kind\":\"([a-z-]+)\",\"subject\":.*,\"hash\":\"([0-9a-f]{64})\"}");
    private static final int HASH_MEMBER = ",\"hash\":\"".length() + 64 + 2;

    /** Not a line of a journal. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String text) {
            super(text);
        }
    }

    /** The line of an event, after the line with that hash. */
    static Entry of(Place place, Event event, String previous) {
        StringBuilder out = new StringBuilder(400);
        out.append("{\"node\":\"").append(place.node()).append("\",\"life\":").append(place.life());
        out.append(",\"seq\":").append(place.seq()).append(",\"clock\":\"").append(HybridTime.text(place.clock()));
        event.json(out.append("\",")).append('}');
        String hash = hash(previous, out.toString());
        out.setLength(out.length() - 1);
        String json = out.append(",\"hash\":\"").append(hash).append("\"}").toString();
        String severity = event.kind().severity().name().toLowerCase(Locale.ROOT);
        String kind = event.kind().code();
        return new Entry(place.node(), place.life(), place.seq(), place.clock(), severity, kind, hash, json);
    }

    /** Where in which chain a line is. */
    record Place(String node, long life, long seq, long clock) {}

    /** Reads a line; whether its hash is right, {@link #follows} says. */
    static Entry parse(String json) throws MalformedException {
        Matcher line = LINE.matcher(json);
        if (!line.matches()) {
            throw new MalformedException("no line of a journal: " + json.substring(0, Math.min(json.length(), 80)));
        }
        try {
            long clock = HybridTime.parse(line.group(4));
            long life = Long.parseLong(line.group(2));
            long seq = Long.parseLong(line.group(3));
            return new Entry(line.group(1), life, seq, clock, line.group(5), line.group(6), line.group(7), json);
        } catch (NumberFormatException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    /** Whether this line is as it was written, and comes right after the one with that hash. */
    boolean follows(String previous) {
        String canonical = json.substring(0, json.length() - HASH_MEMBER) + "}";
        return hash(previous, canonical).equals(hash);
    }

    private static String hash(String previous, String canonical) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: every JDK must have it", e);
        }
    }

    /** Milliseconds since 1970, by the hybrid clock. */
    public long millis() {
        return HybridTime.millis(clock);
    }

    @Override
    public int compareTo(Entry other) {
        return ORDER.compare(this, other);
    }
}
