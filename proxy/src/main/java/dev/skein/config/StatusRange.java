package dev.skein.config;

/**
 * Statuses from {@code first} to {@code last}, both included: written {@code 404}, {@code 200-399} or {@code 5xx}.
 *
 * @param first 100 to 599
 * @param last first to 599
 */
public record StatusRange(int first, int last) {
    public boolean contains(int status) {
        return status >= first && status <= last;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
