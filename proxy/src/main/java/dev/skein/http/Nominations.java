package dev.skein.http;

/**
 * Fields that {@code Connection} nominates end at this hop (RFC 9110 §7.6.1). A message may not use this to take away what
 * the proxy itself relies on or adds: such a nomination has no effect (CVE-2024-45410 shows why).
 */
final class Nominations {
    private Nominations() {}

    static void mark(Head head) {
        for (int field = 0; field < head.count; field++) {
            if (head.kinds[field] == FieldKind.CONNECTION) {
                nominatedBy(head, head.valueStart(field), head.valueEnd(field));
            }
        }
    }

    private static void nominatedBy(Head head, int start, int end) {
        for (int field = 0; field < head.count; field++) {
            // Kinds that framing knows are dropped or rewritten anyway, whatever Connection says.
            long name = Span.of(head.nameStart(field), head.nameEnd(field));
            if (head.kinds[field] == FieldKind.ORDINARY
                    && UpgradeTokens.nominates(head.bytes, start, end, head.bytes, name)) {
                head.kinds[field] = FieldKind.NOMINATED;
            }
        }
    }
}
