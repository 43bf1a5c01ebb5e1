package dev.skein.config;

import dev.skein.config.Template.Part;
import dev.skein.config.Template.Variable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for texts with variables: which variables have a value where the text is used. */
final class TemplateRules {
    private static final Set<Variable> ENDED = EnumSet.of(
            Variable.BYTES_IN,
            Variable.BYTES_OUT,
            Variable.END,
            Variable.TIME_ISO,
            Variable.TIME_EPOCH_MILLIS,
            Variable.TIME_TOTAL,
            Variable.TIME_COMBINED,
            Variable.TLS,
            Variable.REUSED,
            Variable.REASON);
    private static final Set<Variable> ANSWERED =
            EnumSet.of(Variable.RESPONSE_STATUS, Variable.TIME_QUEUE, Variable.TIME_CONNECT, Variable.TIME_FIRST_BYTE);
    private static final Set<Variable> PICKED = EnumSet.of(Variable.POOL, Variable.SERVER, Variable.ATTEMPTS);

    /** Where no server is picked yet: redirects. */
    static final Rule<Template> FOR_ROUTE = rule(without(List.of(ENDED, ANSWERED, PICKED)));
    /** Where a server is about to get the request: edits of its head. */
    static final Rule<Template> FOR_REQUEST = rule(without(List.of(ENDED, ANSWERED)));
    /** Edits of the response's head. */
    static final Rule<Template> FOR_RESPONSE = rule(without(List.of(ENDED)));
    /** The access log, which knows all but the groups of the route's expression. */
    static final Rule<Template> FOR_LOG = rule(without(List.of(EnumSet.of(Variable.MATCH))));

    private TemplateRules() {}

    private static Set<Variable> without(List<Set<Variable>> left) {
        Set<Variable> all = EnumSet.allOf(Variable.class);
        left.forEach(all::removeAll);
        return all;
    }

    private static Rule<Template> rule(Set<Variable> allowed) {
        return new Rule<>("text with known variables", new Template("", List.of()), text -> parse(text, allowed));
    }

    private static Rule.Read<Template> parse(String text, Set<Variable> allowed) {
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
            return Rule.because("control characters and those beyond ISO 8859-1 cannot be sent");
        }
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("%%{", i)) {
                literal.append("%{");
                i += 2;
            } else if (text.startsWith("%{", i)) {
                int close = text.indexOf('}', i);
                String name = close < 0 ? "" : text.substring(i + 2, close);
                Part.Variable variable = variable(name, allowed);
                if (variable == null) {
                    return close < 0 ? Rule.because("%{ without }") : unknown(name, allowed);
                }
                flush(literal, parts);
                parts.add(variable);
                i = close;
            } else {
                literal.append(text.charAt(i));
            }
        }
        flush(literal, parts);
        return Rule.good(new Template(text, List.copyOf(parts)));
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Part.Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private static Part.@Nullable Variable variable(String name, Set<Variable> allowed) {
        for (Variable variable : allowed) {
            String text = variable.toString();
            if (variable.named() ? name.startsWith(text) && name.length() > text.length() : name.equals(text)) {
                return new Part.Variable(variable, variable.named() ? name.substring(text.length()) : "");
            }
        }
        return null;
    }

    private static Rule.Read<Template> unknown(String name, Set<Variable> allowed) {
        if (variable(name, EnumSet.allOf(Variable.class)) != null) {
            return Rule.because("%{" + name + "} has no value here");
        }
        List<String> names =
                allowed.stream().filter(v -> !v.named()).map(Variable::toString).toList();
        String nearest = Suggestion.nearest(name, names);
        return new Rule.Read.Bad<>("%{" + name + "} is no variable", nearest);
    }
}
