package dev.skein.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.harness.Peer;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.security.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An issuer's keys while the issuer is slow or away, and somebody sends tokens of all kinds. */
class KeySetTest {
    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String answer = "";
    private volatile CountDownLatch held = new CountDownLatch(0);

    @BeforeEach
    void keys() throws Exception {
        answer = set(key("one"));
    }

    private static String set(PublicJsonWebKey... keys) {
        return ScriptedServer.ok(new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY));
    }

    private static PublicJsonWebKey key(String id) throws Exception {
        PublicJsonWebKey key = OkpJwkGenerator.generateJwk("Ed25519");
        key.setKeyId(id);
        return key;
    }

    private void issue(Peer peer) throws IOException {
        while (!peer.request().isEmpty()) {
            asked.incrementAndGet();
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            peer.send(answer);
        }
    }

    private KeySet at(ScriptedServer issuer) {
        return new KeySet(
                URI.create("http://127.0.0.1:" + issuer.port() + "/"),
                Duration.ofMinutes(1),
                now::get,
                new Fetcher(Duration.ofSeconds(10), null));
    }

    private static Key resolve(KeySet keys, String id) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("EdDSA");
        signature.setKeyIdHeaderValue(id);
        return keys.resolveKey(signature, List.of());
    }

    private void pass(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    /** Whether the token's signature is good by the key that it names. */
    private static boolean believes(KeySet keys, String token) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setCompactSerialization(token);
        signature.setKey(keys.resolveKey(signature, List.of()));
        return signature.verifySignature();
    }

    private static String signed(PublicJsonWebKey key) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload("{}");
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue("EdDSA");
        return signature.getCompactSerialization();
    }

    @Test
    void anIssuerMayChangeItsKeys() throws Exception {
        PublicJsonWebKey old = key("old");
        PublicJsonWebKey fresh = key("new");
        answer = set(old);
        try (var issuer = ScriptedServer.of(this::issue)) {
            KeySet keys = at(issuer);
            assertThat(believes(keys, signed(old))).isTrue();
            answer = set(old, fresh);
            // It was asked just now, and is not again for each name that somebody thinks of.
            assertThatThrownBy(() -> believes(keys, signed(fresh))).hasMessageContaining("no key for kid new");
            pass(11);
            assertThat(believes(keys, signed(fresh))).isTrue();
            assertThat(believes(keys, signed(old))).isTrue();
            assertThat(asked).hasValue(2);
            answer = set(fresh);
            pass(61);
            assertThat(believes(keys, signed(fresh))).isTrue();
            assertThatThrownBy(() -> believes(keys, signed(old))).hasMessageContaining("no key for kid old");
        }
    }

    @Test
    void whoseKeyIsThereDoesNotWaitWhileSomebodyFetchesNewOnes() throws Exception {
        try (var issuer = ScriptedServer.of(this::issue);
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            KeySet keys = at(issuer);
            resolve(keys, "one");
            held = new CountDownLatch(1);
            pass(61);
            Future<Key> fetching = others.submit(() -> resolve(keys, "one"));
            Awaitility.await().until(() -> asked.get() == 2);
            assertThat(resolve(keys, "one")).isNotNull();
            assertThat(fetching).isNotDone();
            held.countDown();
            assertThat(fetching.get(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void tokensThatNameKeysOfNobodyWaitInABoundedLine() throws Exception {
        try (var issuer = ScriptedServer.of(this::issue);
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            KeySet keys = at(issuer);
            resolve(keys, "one");
            held = new CountDownLatch(1);
            pass(11);
            Callable<Key> unknown = () -> resolve(keys, "other");
            List<Future<Key>> all = new ArrayList<>(List.of(others.submit(unknown)));
            Awaitility.await().until(() -> asked.get() == 2);
            for (int i = 0; i < 200; i++) {
                all.add(others.submit(unknown));
            }
            // 64 wait, and a few more that looked at the line at the same time.
            Awaitility.await().until(() -> all.stream().filter(Future::isDone).count() >= 130);
            assertThat(all.stream().filter(Future::isDone))
                    .allSatisfy(each -> assertThat(each.exceptionNow()).hasMessageContaining("too many tokens"));
            assertThat(resolve(keys, "one")).isNotNull();
            held.countDown();
            for (Future<Key> each : all) {
                assertThatThrownBy(() -> each.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(UnresolvableKeyException.class);
            }
            assertThat(asked).as("one question for all of them").hasValue(2);
        }
    }

    @Test
    void anIssuerThatIsAwayIsAskedOnceASecondHoweverManyCome() throws Exception {
        String good = answer;
        answer = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";
        try (var issuer = ScriptedServer.of(this::issue)) {
            KeySet keys = at(issuer);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> resolve(keys, "one")).isInstanceOf(KeySet.Unavailable.class);
            }
            assertThat(asked).hasValue(1);
            answer = good;
            pass(2);
            assertThat(resolve(keys, "one")).isNotNull();
            answer = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";
            pass(61);
            assertThat(resolve(keys, "one")).as("old ones stay good").isNotNull();
            assertThat(resolve(keys, "one")).isNotNull();
            assertThat(asked).hasValue(3);
        }
    }
}
