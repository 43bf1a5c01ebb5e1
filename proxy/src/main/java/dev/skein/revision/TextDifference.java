package dev.skein.revision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Bundles by line, as {@code diff -u} shows them, with values of secret keys masked. Pure. */
public final class TextDifference {
    private static final int CONTEXT = 3;
    /** Beyond so many pairs of differing lines, the middle is told as replaced. */
    private static final long MOST_WORK = 4_000_000;

    /** To the end of what is written on the line: of several words and parts, only the first would be hidden otherwise. */
    private static final String VALUE = String.join(
            "|",
            "(?:\"\"\".*",
            "\"(?:[^\"\\\\]++|\\\\.)*+\"?",
            "\\$\\{[^}]*}",
            "\\$",
            "[^,}\"$#\\s]++",
            "\\s++(?=[^,}#\\s]))++");

    private static final Pattern SECRET = Pattern.compile(
            "((?:secret|password|hash|token|api-key|authorization)\"?\\s*[=:](?!\\s*\\{)\\s*)" + VALUE,
            Pattern.CASE_INSENSITIVE);
    /** The key of an account at an authority (base64url), unlike one in a file, whose name is no secret. */
    private static final Pattern KEY =
            Pattern.compile("(\\bkey\"?\\s*[=:]\\s*)\"?[A-Za-z0-9_-]{16,}={0,2}\"?(?=\\s*(?:[,}#]|//|$))");
    /** What passwords are kept as, under whatever name: NAME = HASH. */
    private static final Pattern HASH =
            Pattern.compile("\\$(?:2[abxy]|argon2(?:id|i|d))\\$[^\"\\s,}]+|sha256:[0-9a-fA-F]{64}");

    private TextDifference() {}

    /** Empty if they are the same. */
    public static String between(Bundle old, Bundle now) {
        StringBuilder out = new StringBuilder();
        TreeSet<String> names = new TreeSet<>(old.files().keySet());
        names.addAll(now.files().keySet());
        for (String name : names) {
            List<String> before = lines(old.files().getOrDefault(name, ""));
            List<String> after = lines(now.files().getOrDefault(name, ""));
            if (!before.equals(after)) {
                String shown = name.isEmpty() ? "main file" : name;
                out.append("--- ").append(shown).append("\n+++ ").append(shown).append('\n');
                hunks(edits(before, after), out);
            }
        }
        return out.toString();
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\r?\n", -1));
    }

    /** A text without the values of keys that are called secret, password and the like, and without hashes of them. */
    static String masked(String line) {
        String known = SECRET.matcher(line).replaceAll("$1***");
        return HASH.matcher(KEY.matcher(known).replaceAll("$1***")).replaceAll("***");
    }

    /** All lines of both, each with a space, minus or plus before it. */
    private static List<String> edits(List<String> a, List<String> b) {
        int begin = 0;
        while (begin < a.size() && begin < b.size() && a.get(begin).equals(b.get(begin))) {
            begin++;
        }
        int end = 0;
        while (end < a.size() - begin
                && end < b.size() - begin
                && a.get(a.size() - 1 - end).equals(b.get(b.size() - 1 - end))) {
            end++;
        }
        List<String> edits = new ArrayList<>();
        a.subList(0, begin).forEach(line -> edits.add(" " + line));
        middle(a.subList(begin, a.size() - end), b.subList(begin, b.size() - end), edits);
        a.subList(a.size() - end, a.size()).forEach(line -> edits.add(" " + line));
        return edits;
    }

    private static void middle(List<String> a, List<String> b, List<String> edits) {
        if ((long) a.size() * b.size() > MOST_WORK) {
            a.forEach(line -> edits.add("-" + line));
            b.forEach(line -> edits.add("+" + line));
            return;
        }
        int[][] common = common(a, b);
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                edits.add(" " + a.get(i++));
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                edits.add("-" + a.get(i++));
            } else {
                edits.add("+" + b.get(j++));
            }
        }
    }

    /** Length of the longest common subsequence of what follows. */
    private static int[][] common(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static void hunks(List<String> edits, StringBuilder out) {
        int line = 0;
        int shownUntil = 0;
        for (int i = 0; i < edits.size(); i++) {
            boolean near = false;
            for (int j = Math.max(0, i - CONTEXT); j <= Math.min(edits.size() - 1, i + CONTEXT) && !near; j++) {
                near = edits.get(j).charAt(0) != ' ';
            }
            line += edits.get(i).charAt(0) == '-' ? 0 : 1;
            if (near) {
                if (shownUntil != i || i == 0) {
                    out.append("@@ line ").append(Math.max(1, line)).append(" @@\n");
                }
                out.append(masked(edits.get(i))).append('\n');
                shownUntil = i + 1;
            }
        }
    }
}
