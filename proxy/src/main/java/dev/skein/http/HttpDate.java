package dev.skein.http;

import dev.skein.model.Ascii;
import io.netty.buffer.ByteBuf;

/**
 * The current time as an IMF-fixdate (RFC 9110 §5.6.7), written anew only when the second changes. One per event loop,
 * confined to it; the time is the caller's, so nothing here reads a clock.
 */
public final class HttpDate {
    /** Length of an IMF-fixdate in bytes. */
    public static final int LENGTH = 29;

    private static final long MILLIS = 1000;
    private static final long DAY_SECONDS = 86_400;
    private static final byte[] DAYS = Ascii.bytes("ThuFriSatSunMonTueWed");
    private static final byte[] MONTHS = Ascii.bytes("JanFebMarAprMayJunJulAugSepOctNovDec");

    private final byte[] text = Ascii.bytes("Thu, 01 Jan 1970 00:00:00 GMT");
    private long second;
    private long day;

    /**
     * The date as text.
     *
     * @param epochMillis 1970 to 9999
     * @return {@link #LENGTH} bytes, not to be changed, and overwritten by a call in a later second
     */
    public byte[] bytes(long epochMillis) {
        long now = Math.floorDiv(epochMillis, MILLIS);
        if (now != second) {
            second = now;
            update(now);
        }
        return text;
    }

    /** Writes the date. */
    public void writeTo(ByteBuf out, long epochMillis) {
        out.writeBytes(bytes(epochMillis));
    }

    private void update(long now) {
        long today = Math.floorDiv(now, DAY_SECONDS);
        if (today != day) {
            day = today;
            date(today);
        }
        int ofDay = (int) (now - today * DAY_SECONDS);
        two(17, ofDay / 3600);
        two(20, ofDay / 60 % 60);
        two(23, ofDay % 60);
    }

    /** Days since 1970 to year, month and day, counting years from March (H. Hinnant's civil_from_days). */
    private void date(long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * dayOfYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 2 : fromMarch - 10;
        int year = (int) (yearOfEra + era * 400) + (month <= 1 ? 1 : 0);
        System.arraycopy(DAYS, (int) Math.floorMod(epochDay, 7L) * 3, text, 0, 3);
        two(5, dayOfYear - (153 * fromMarch + 2) / 5 + 1);
        System.arraycopy(MONTHS, month * 3, text, 8, 3);
        two(12, year / 100);
        two(14, year % 100);
    }

    private void two(int at, int value) {
        text[at] = (byte) ('0' + value / 10);
        text[at + 1] = (byte) ('0' + value % 10);
    }
}
