package dev.skein.telemetry;

import dev.skein.model.Ascii;

/** UTC dates as bytes. Keeps those of the last second asked for, so that most lines only copy. One thread. */
final class DateCache {
    /** Length of {@code 2026-11-21T10:31:02.123Z}. */
    static final int ISO_LENGTH = 24;
    /** Length of {@code 21/Nov/2026:10:31:02 +0000}. */
    static final int COMBINED_LENGTH = 26;

    private static final byte[] MONTHS = Ascii.bytes("JanFebMarAprMayJunJulAugSepOctNovDec");
    private static final long LATEST_SECOND = 253_402_300_799L;
    private static final int SECONDS_A_DAY = 86_400;

    private final byte[] iso = Ascii.bytes("1970-01-01T00:00:00");
    private final byte[] combined = Ascii.bytes("01/Jan/1970:00:00:00 +0000");
    private long second;

    /** Writes {@code 2026-11-21T10:31:02.123Z}; returns where the next byte goes. */
    int iso(long epochMillis, byte[] out, int at) {
        int millis = Math.floorMod(epochMillis, 1000);
        refresh(Math.floorDiv(epochMillis, 1000L));
        System.arraycopy(iso, 0, out, at, iso.length);
        int next = at + iso.length;
        out[next] = '.';
        Digits.three(millis, out, next + 1);
        out[next + 4] = 'Z';
        return next + 5;
    }

    /** Writes {@code 21/Nov/2026:10:31:02 +0000}; returns where the next byte goes. */
    int combined(long epochMillis, byte[] out, int at) {
        refresh(Math.floorDiv(epochMillis, 1000L));
        System.arraycopy(combined, 0, out, at, combined.length);
        return at + combined.length;
    }

    private void refresh(long wanted) {
        if (wanted != second) {
            second = wanted;
            long valid = Math.clamp(wanted, 0, LATEST_SECOND);
            writeDate(valid / SECONDS_A_DAY);
            writeTime((int) (valid % SECONDS_A_DAY));
        }
    }

    /** Days since 1970 to year, month, day: Howard Hinnant's civil_from_days. */
    private void writeDate(long days) {
        long z = days + 719_468;
        long era = z / 146_097;
        int dayOfEra = (int) (z - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shifted = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * shifted + 2) / 5 + 1;
        int month = shifted < 10 ? shifted + 3 : shifted - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        Digits.two(year / 100, iso, 0);
        Digits.two(year % 100, iso, 2);
        Digits.two(month, iso, 5);
        Digits.two(day, iso, 8);
        Digits.two(day, combined, 0);
        System.arraycopy(MONTHS, 3 * (month - 1), combined, 3, 3);
        System.arraycopy(iso, 0, combined, 7, 4);
    }

    private void writeTime(int secondOfDay) {
        Digits.two(secondOfDay / 3600, iso, 11);
        Digits.two(secondOfDay / 60 % 60, iso, 14);
        Digits.two(secondOfDay % 60, iso, 17);
        System.arraycopy(iso, 11, combined, 12, 8);
    }
}
