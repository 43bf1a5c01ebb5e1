package dev.skein.model;

import java.util.List;
import java.util.Locale;

/** Names of hosts as certificates have them: {@code shop.example.com}, {@code *.example.com} for one more label. Immutable. */
public final class HostNames {
    private final List<byte[]> exact;
    /** With the dot that they begin with. */
    private final List<byte[]> endings;

    public HostNames(List<String> names) {
        List<String> lower =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        exact = lower.stream()
                .filter(name -> !name.startsWith("*."))
                .map(Ascii::bytes)
                .toList();
        endings = lower.stream()
                .filter(name -> name.startsWith("*."))
                .map(name -> Ascii.bytes(name.substring(1)))
                .toList();
    }

    /** Whether a host in lower case is one of them. */
    public boolean cover(byte[] bytes, int start, int end) {
        for (int i = 0; i < exact.size(); i++) {
            if (Ascii.equals(bytes, start, end, exact.get(i))) {
                return true;
            }
        }
        int dot = start;
        while (dot < end && bytes[dot] != '.') {
            dot++;
        }
        for (int i = 0; i < endings.size(); i++) {
            if (dot > start && Ascii.equals(bytes, dot, end, endings.get(i))) {
                return true;
            }
        }
        return false;
    }
}
