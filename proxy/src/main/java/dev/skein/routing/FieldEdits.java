package dev.skein.routing;

import dev.skein.model.Ascii;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Changes of a head's fields, compiled for one pass over them: first the fields are written that are not dropped (removed,
 * or set anew), then the additions (what is set, then what is added, each in the order given). A value that turns out
 * empty is to be left out with its name, as a field without a value says something else than none. Immutable, for all
 * threads; nothing is allocated when it is asked.
 */
public final class FieldEdits {
    /** Fields that the proxy alone writes: a change would break the framing or the connection (RFC 9110 §7.6.1). */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "expect",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Changes nothing. */
    public static final FieldEdits NONE = of(List.of(), List.of(), List.of());

    /** Lower case. */
    private final byte[][] dropped;
    /** Lower case, see {@link #showing}. */
    private final byte[][] shown;
    /** Bit n: one of these names has a length that is n modulo 64. */
    private final long lengths;
    /** Bit n: the first letter of one of these names, in lower case, is n modulo 64. */
    private final long letters;

    private final byte[][] names;
    private final Template[] values;

    /** A field to write. */
    public record Line(String name, Template value) {}

    private FieldEdits(byte[][] dropped, byte[][] shown, byte[][] names, Template[] values) {
        this.dropped = dropped;
        this.shown = shown;
        this.names = names;
        this.values = values;
        long lengthBits = 0;
        long letterBits = 0;
        for (byte[][] list : new byte[][][] {dropped, shown}) {
            for (byte[] name : list) {
                lengthBits |= 1L << name.length;
                letterBits |= 1L << name[0];
            }
        }
        lengths = lengthBits;
        letters = letterBits;
    }

    /**
     * Compiles edits.
     *
     * @param remove names of fields that do not go on
     * @param set fields that go on with this value only
     * @param add fields beside whatever is there
     * @throws IllegalArgumentException with name and rule for a name that is no field name, that is about framing, that is
     *     {@code Host} (see the route's own setting), or that is set twice or both set and removed
     */
    public static FieldEdits of(List<String> remove, List<Line> set, List<Line> add) {
        Set<String> seen = new HashSet<>();
        List<String> dropped = new ArrayList<>();
        for (String name : remove) {
            if (seen.add(lower("remove", name))) {
                dropped.add(lower("remove", name));
            }
        }
        for (Line line : set) {
            String name = lower("set", line.name());
            if (!seen.add(name)) {
                throw refused("set", line.name(), "a name that is not also removed, and set once; see add");
            }
            dropped.add(name);
        }
        add.forEach(line -> lower("add", line.name()));
        List<Line> additions = new ArrayList<>(set);
        additions.addAll(add);
        return new FieldEdits(
                bytes(dropped),
                new byte[0][],
                bytes(additions.stream().map(Line::name).toList()),
                additions.stream().map(Line::value).toArray(Template[]::new));
    }

    /**
     * The same where somebody is shown fields and decides by them: of each name servers get that spelling alone, since many
     * could take the value of another one.
     *
     * @param names of any case
     */
    public FieldEdits showing(List<String> names) {
        List<String> lower =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return new FieldEdits(dropped, bytes(lower), this.names, values);
    }

    private static byte[][] bytes(List<String> texts) {
        return texts.stream().map(Ascii::bytes).toArray(byte[][]::new);
    }

    /** Whether nothing is changed. */
    public boolean isEmpty() {
        return dropped.length == 0 && shown.length == 0 && names.length == 0;
    }

    /** Whether the field with this name, of any case, does not go on. Nor do aliases with underscores, also of what is shown. */
    public boolean drops(byte[] bytes, int nameStart, int nameEnd) {
        int length = nameEnd - nameStart;
        if ((lengths >>> length & 1) == 0 || (letters >>> Ascii.lower(bytes[nameStart]) & 1) == 0) {
            return false;
        }
        for (byte[] name : dropped) {
            if (name.length == length && same(bytes, nameStart, name)) {
                return true;
            }
        }
        return shows(bytes, nameStart, nameEnd) && !spelt(bytes, nameStart, length);
    }

    /** Whether servers could take the field for one that was shown, or it is one: behind a body, where nobody was shown it. */
    public boolean shows(byte[] bytes, int nameStart, int nameEnd) {
        for (byte[] name : shown) {
            if (name.length == nameEnd - nameStart && alike(bytes, nameStart, name)) {
                return true;
            }
        }
        return false;
    }

    private boolean spelt(byte[] bytes, int start, int length) {
        for (byte[] name : shown) {
            if (name.length == length && Ascii.equalsIgnoreCase(bytes, start, name)) {
                return true;
            }
        }
        return false;
    }

    /** An underscore counts as a dash: many servers can't tell {@code X_User} from {@code X-User}. */
    private static boolean same(byte[] bytes, int start, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            byte b = bytes[start + i];
            if (Ascii.lower(b) != name[i] && !(b == '_' && name[i] == '-')) {
                return false;
            }
        }
        return true;
    }

    /** The same the other way round, too: a name that is shown may have underscores itself. */
    private static boolean alike(byte[] bytes, int start, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (folded(bytes[start + i]) != folded(name[i])) {
                return false;
            }
        }
        return true;
    }

    private static byte folded(byte b) {
        return b == '_' ? (byte) '-' : Ascii.lower(b);
    }

    /** How many fields are written. */
    public int additions() {
        return names.length;
    }

    /** A written field's name, as it was given; not to be changed. HTTP/2 and 3 want it in lower case. */
    public byte[] additionName(int index) {
        return names[index];
    }

    public Template additionValue(int index) {
        return values[index];
    }

    private static String lower(String kind, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || !lower.chars().allMatch(FieldEdits::tokenChar)) {
            throw refused(kind, name, "a field name (RFC 9110 §5.1)");
        }
        if (lower.equals("host")) {
            throw refused(kind, name, "not Host; see the route's host");
        }
        if (FRAMING.contains(lower)) {
            throw refused(kind, name, "a field that is not about framing or the connection");
        }
        return lower;
    }

    private static boolean tokenChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static IllegalArgumentException refused(String kind, String name, String rule) {
        return new IllegalArgumentException(kind + ": " + name + " (expected: " + rule + ")");
    }
}
