package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords as somebody sends them who guesses. */
class PasswordsTest {
    @TempDir
    Path directory;

    private Passwords passwords;

    @BeforeEach
    void users() throws Exception {
        Path file = directory.resolve("users");
        Files.writeString(file, "ann:" + BCrypt.withDefaults().hashToString(4, "secret".toCharArray()) + "\n");
        passwords = new Passwords(
                new Passwords.Rules("here", 60_000, "X-User", true), file, Runnable::run, text -> text.length);
    }

    private Verdict verdict(String credentials) {
        RequestView request = RequestText.get("a.test", "/", "Authorization: Basic " + credentials)
                .build();
        Scratch scratch = new Scratch();
        Verdict known = passwords.known(request, scratch, 1);
        if (known != null) {
            return known;
        }
        List<Verdict> found = new ArrayList<>();
        passwords.ask(request, scratch, 1, found::add);
        return found.getFirst();
    }

    private static String pair(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNoUserAndPasswordIsRefused() {
        for (String text :
                new String[] {"", ":", ":secret", "ann", "ann:", "ANN:secret", " ann:secret", "ann\0:secret"}) {
            assertThat(verdict(pair(text))).as(text).isInstanceOf(Verdict.Refused.class);
        }
        for (String bad : new String[] {"=", "YW5u!", "\u00e4", "a b c"}) {
            assertThat(verdict(bad)).as(bad).isInstanceOf(Verdict.Refused.class);
        }
        assertThat(verdict(pair("ann:secret"))).isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void onlySoManyPasswordsWaitToBeHashed() throws Exception {
        Executor workers = Workers.hashing();
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        CountDownLatch busy = new CountDownLatch(threads);
        CountDownLatch free = new CountDownLatch(1);
        AtomicReference<String> name = new AtomicReference<>("");
        for (int i = 0; i < threads; i++) {
            workers.execute(() -> {
                name.set(Thread.currentThread().getName());
                busy.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        busy.await();
        assertThat(name.get()).startsWith("skein-passwords-");
        for (int i = 0; i < 128; i++) {
            workers.execute(() -> {});
        }
        assertThatThrownBy(() -> workers.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        free.countDown();
    }
}
