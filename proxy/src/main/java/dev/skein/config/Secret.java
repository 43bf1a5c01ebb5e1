package dev.skein.config;

/**
 * A value that must never be seen in a log, on the page or in a problem.
 *
 * @param value the secret itself
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
