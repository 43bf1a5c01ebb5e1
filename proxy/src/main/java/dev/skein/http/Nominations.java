package dev.skein.http;

import dev.skein.model.Ascii;

/**
 * Fields that {@code Connection} nominates end at this hop (RFC 9110 §7.6.1). A message may not use this to take away what
 * the proxy itself relies on or adds: such a nomination has no effect (CVE-2024-45410 shows why).
 */
final class Nominations {
    private Nominations() {}

    static void mark(Head head) {
        for (int field = 0; field < head.count; field++) {
            if (head.kinds[field] == FieldKind.CONNECTION) {
                options(head, head.valueStart(field), head.valueEnd(field));
            }
        }
    }

    private static void options(Head head, int start, int end) {
        int at = start;
        while (at < end) {
            int comma = at;
            while (comma < end && head.bytes[comma] != ',') {
                comma++;
            }
            int from = Chars.skipSpace(head.bytes, at, comma);
            option(head, from, Chars.cutSpace(head.bytes, from, comma));
            at = comma + 1;
        }
    }

    private static void option(Head head, int start, int end) {
        if (start == end || !FieldRules.nominable(head.bytes, start, end)) {
            return;
        }
        for (int field = 0; field < head.count; field++) {
            boolean same = head.nameEnd(field) - head.nameStart(field) == end - start && same(head, field, start);
            // Kinds that framing knows are dropped or rewritten anyway, whatever Connection says.
            if (same && (head.kinds[field] == FieldKind.ORDINARY || head.kinds[field] == FieldKind.DATE)) {
                head.kinds[field] = FieldKind.NOMINATED;
            }
        }
    }

    private static boolean same(Head head, int field, int start) {
        int name = head.nameStart(field);
        for (int i = 0, length = head.nameEnd(field) - name; i < length; i++) {
            if (Ascii.lower(head.bytes[name + i]) != Ascii.lower(head.bytes[start + i])) {
                return false;
            }
        }
        return true;
    }
}
