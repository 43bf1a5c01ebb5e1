package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.Failure;

/**
 * What is let through where the RFCs leave a choice; all else is decided once for all listeners ({@code
 * docs/conformance.md}). Immutable.
 *
 * @param cookies most cookies of one request; 0: no limit
 */
public record GuardPolicy(PathNormalizer.Policy paths, Underscores underscores, int cookies) {
    /** What becomes of a field whose name has an underscore, which servers behind CGI can't tell from a dash. */
    public enum Underscores {
        KEEP,
        DROP,
        /** 400. */
        REFUSE
    }

    public static final GuardPolicy DEFAULT = new GuardPolicy(PathNormalizer.Policy.DEFAULT, Underscores.KEEP, 0);

    private static final byte[] COOKIE = Ascii.bytes("cookie");
    /** The shortest cookie with what separates it from the next one: {@code a=;}. */
    private static final int SHORTEST_COOKIE = 3;

    /** Looks at the fields of a head that has been read. */
    int check(RequestHead head) {
        if (underscores != Underscores.KEEP) {
            int state = names(head);
            if (state != Head.COMPLETE) {
                return state;
            }
        }
        // A head that is too short for so many is not looked at.
        return cookies > 0 && head.line - head.startLineEnd > cookies * SHORTEST_COOKIE ? cookies(head) : Head.COMPLETE;
    }

    private int names(RequestHead head) {
        for (int field = 0; field < head.count; field++) {
            if (!underscored(head.bytes, head.nameStart(field), head.nameEnd(field))) {
                continue;
            }
            if (underscores == Underscores.REFUSE) {
                return head.reject(Failure.BAD_REQUEST, "field name with an underscore");
            }
            // It ends here, as what Connection names does.
            head.kinds[field] = FieldKind.NOMINATED;
        }
        return Head.COMPLETE;
    }

    private static boolean underscored(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '_') {
                return true;
            }
        }
        return false;
    }

    private int cookies(RequestHead head) {
        int found = 0;
        for (int field = 0; field < head.count; field++) {
            if (!Ascii.equalsIgnoreCase(head.bytes, head.nameStart(field), head.nameEnd(field), COOKIE)) {
                continue;
            }
            found++;
            for (int i = head.valueStart(field); i < head.valueEnd(field); i++) {
                found += head.bytes[i] == ';' ? 1 : 0;
            }
        }
        return found <= cookies
                ? Head.COMPLETE
                : head.reject(Failure.HEAD_TOO_LARGE, "more than " + cookies + " cookies");
    }
}
