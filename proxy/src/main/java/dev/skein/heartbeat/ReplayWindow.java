package dev.skein.heartbeat;

/** Which sequence numbers of one incarnation were seen: the last 64 may come in any order, once (RFC 4303 §3.4.3). */
final class ReplayWindow {
    private long highest;
    private long seen;

    /** Takes a number in; false if it was seen before or is too old to tell. */
    boolean take(long sequence) {
        if (sequence <= 0) {
            return false;
        }
        if (sequence > highest) {
            long step = sequence - highest;
            seen = step >= Long.SIZE ? 1 : seen << step | 1;
            highest = sequence;
            return true;
        }
        long age = highest - sequence;
        if (age >= Long.SIZE || (seen >> age & 1) != 0) {
            return false;
        }
        seen |= 1L << age;
        return true;
    }

    long highest() {
        return highest;
    }
}
