package dev.skein.config;

import java.util.Locale;

/** How enumerated values are written in a configuration: their {@code toString} where they have one, else kebab-case. */
final class Words {
    private Words() {}

    static String kebab(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(Enum<?> value) {
        String text = value.toString();
        return text.equals(value.name()) ? kebab(text) : text;
    }
}
