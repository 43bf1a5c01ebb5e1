package dev.skein.access;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Fields that are written into heads, as complete lines. */
final class Lines {
    private Lines() {}

    /** Lines in this order; a value that no field can hold is left out with its name (RFC 9110 §5.5). */
    static byte[] of(Map<String, String> fields) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        fields.forEach((name, value) -> {
            String stripped = value.strip();
            if (!stripped.isEmpty() && stripped.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
                lines.writeBytes((name + ": " + stripped + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        return lines.toByteArray();
    }

    /** A text as a quoted string (RFC 9110 §5.6.4). */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
