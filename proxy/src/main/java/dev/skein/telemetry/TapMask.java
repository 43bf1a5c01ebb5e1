package dev.skein.telemetry;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What of a request nobody is to see who only watches: whatever may let somebody in. Names stay, values go. */
final class TapMask {
    static final String MASK = "***";

    /** Anywhere in a field's or a parameter's name. */
    private static final Pattern SECRET = Pattern.compile(
            "auth|token|secret|passw|pwd|api-?_?key|access-?_?key|session|signature|credential|csrf|xsrf|jwt|cert");
    /** Whole names of parameters. */
    private static final Set<String> SHORT = Set.of("sig", "key", "code", "sid", "pass", "pin", "otp", "state");

    private static final Set<String> COOKIES = Set.of("cookie", "set-cookie", "cookie2");
    /** Addresses, whose queries may carry what queries carry. */
    private static final Set<String> ADDRESSES = Set.of("referer", "origin", "x-original-url", "x-rewrite-url");

    private TapMask() {}

    /** The value of a header field as it may be shown. */
    static String field(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (COOKIES.contains(lower)) {
            return pairs(value, "; ", true);
        }
        if (SECRET.matcher(lower).find()) {
            int space = value.indexOf(' ');
            // "Bearer", "Basic": which way somebody gets in is worth knowing.
            return lower.endsWith("authorization") && space > 0 ? value.substring(0, space + 1) + MASK : MASK;
        }
        int question = ADDRESSES.contains(lower) ? value.indexOf('?') : -1;
        return question < 0 ? value : value.substring(0, question + 1) + query(value.substring(question + 1));
    }

    /** A query as it may be shown. */
    static String query(String query) {
        return pairs(query, "&", false);
    }

    private static String pairs(String text, String between, boolean all) {
        StringBuilder shown = new StringBuilder();
        for (String pair : text.split(all ? ";\\s*" : "&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            shown.append(shown.isEmpty() ? "" : between);
            if (equals < 0) {
                // Without a name it may be the secret itself.
                shown.append(all ? MASK : pair);
            } else {
                shown.append(name).append('=').append(all || secret(name) ? MASK : pair.substring(equals + 1));
            }
        }
        return shown.toString();
    }

    private static boolean secret(String parameter) {
        String lower = parameter.toLowerCase(Locale.ROOT);
        return SHORT.contains(lower) || SECRET.matcher(lower).find();
    }
}
