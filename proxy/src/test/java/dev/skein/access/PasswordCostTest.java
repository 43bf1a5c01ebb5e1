package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is worked for somebody who guesses: it must not tell which users there are. Hashes are counted, not their time. */
class PasswordCostTest {
    private static final String BCRYPT = "$2y$04$";
    private static final String DEARER = "$2y$12$";
    private static final String ARGON = "$argon2id$v=19$m=64,t=2,p=1$";
    private static final String BCRYPT_HASH = "If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";
    private static final String ARGON_HASH = "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    @TempDir
    Path directory;

    /** Algorithm and parameters of each hash that was computed. */
    private final List<String> worked = new ArrayList<>();

    private Path file;
    private int guesses;

    @BeforeEach
    void name() {
        file = directory.resolve("users");
    }

    private Passwords users(String... costs) throws Exception {
        write(costs);
        return new Passwords(
                new Passwords.Rules("here", 60_000, null, false),
                new PasswordFile(file, this::counting),
                Runnable::run,
                text -> text.length);
    }

    /** Users ann0, ann1 and so on, each with a hash of such a cost. */
    private void write(String... costs) throws Exception {
        Files.writeString(
                file,
                IntStream.range(0, costs.length)
                        .mapToObj(i -> "ann" + i + ":" + costs[i] + (costs[i].equals(ARGON) ? ARGON_HASH : BCRYPT_HASH))
                        .collect(Collectors.joining("\n")));
    }

    private PasswordHash counting(String text) {
        PasswordHash real = PasswordHash.parse(text);
        return password -> {
            worked.add(Stream.of(BCRYPT, DEARER, ARGON)
                    .filter(text::startsWith)
                    .findFirst()
                    .orElseThrow());
            // The dear ones are too dear for a test.
            return !text.startsWith(DEARER) && real.fits(password);
        };
    }

    /** What it costs to try a password that nobody has tried with this user. */
    private List<String> cost(Passwords passwords, String user) {
        worked.clear();
        String pair = user + ":guess" + guesses++;
        RequestView request = RequestText.get(
                        "a.test",
                        "/",
                        "Authorization: Basic "
                                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .build();
        Scratch scratch = new Scratch();
        assertThat(passwords.known(request, scratch, 1)).isNull();
        passwords.ask(request, scratch, 1, verdict -> assertThat(verdict).isInstanceOf(Verdict.Refused.class));
        return List.copyOf(worked);
    }

    @Test
    void aUserThatThereIsNotCostsWhatTheOthersDo() throws Exception {
        for (String all : List.of(BCRYPT, DEARER, ARGON)) {
            Passwords passwords = users(all, all, all);
            assertThat(cost(passwords, "ann1")).containsExactly(all);
            for (int i = 0; i < 50; i++) {
                assertThat(cost(passwords, "eve" + i)).containsExactly(all);
            }
        }
    }

    @Test
    void whereCostsDifferEachHasItsShareAndANameTheSameOneEachTime() throws Exception {
        Passwords passwords = users(BCRYPT, DEARER, ARGON, ARGON);
        int argons = 0;
        for (int i = 0; i < 400; i++) {
            List<String> cost = cost(passwords, "eve" + i);
            assertThat(cost).hasSize(1).isEqualTo(cost(passwords, "eve" + i));
            argons += cost.contains(ARGON) ? 1 : 0;
        }
        assertThat(argons).as("of 400, half of whose hashes are of argon2").isBetween(100, 300);
    }

    /** Names were told apart by {@code String.hashCode}: one of these that cost something else was a user. */
    @Test
    void namesThatSomebodyMadeUpToBeAlikeAreNot() throws Exception {
        Passwords passwords = users(BCRYPT, ARGON);
        List<String> alike = List.of("");
        for (int i = 0; i < 6; i++) {
            alike = alike.stream()
                    .flatMap(some -> Stream.of(some + "Aa", some + "BB"))
                    .toList();
        }
        assertThat(alike.stream().map(String::hashCode).distinct()).hasSize(1);
        assertThat(alike.stream()
                        .flatMap(name -> cost(passwords, name).stream())
                        .distinct())
                .containsExactlyInAnyOrder(BCRYPT, ARGON);
    }

    @Test
    void aChangedFileChangesWhatGuessesCost() throws Exception {
        Passwords passwords = users(BCRYPT);
        assertThat(cost(passwords, "eve")).containsExactly(BCRYPT);
        write(ARGON, ARGON);
        assertThat(cost(passwords, "eve")).containsExactly(ARGON);
        Files.writeString(file, "");
        assertThat(cost(passwords, "eve")).as("where there is nobody to find").isEmpty();
    }
}
