package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Wishes while requests flow: every one of those is answered, and goes where the wishes let it. */
class LiveTrafficIT extends AdminBed {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger askedOfOne = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    LiveTrafficIT() {
        super("skein.pools.shop.affinity { mode = cookie }\n");
    }

    private List<Thread> clients() {
        return IntStream.range(0, 6)
                .mapToObj(n -> Thread.ofVirtual().start(this::load))
                .toList();
    }

    /** Clients without a session. */
    private void load() {
        try (RawClient client = RawClient.to(admin.node.port("http"))) {
            while (!over.get()) {
                Response response = client.get("/");
                asked.incrementAndGet();
                if (response.status() != 200) {
                    failures.add(response.head() + response.body());
                } else if (response.body().equals("one")) {
                    askedOfOne.incrementAndGet();
                }
            }
        } catch (IOException e) {
            failures.add(String.valueOf(e));
        }
    }

    private void more(int requests) {
        int wanted = asked.get() + requests;
        Awaitility.await().until(() -> asked.get() >= wanted || !failures.isEmpty());
    }

    private void wish(ScriptedServer server, String state) throws IOException {
        assertThat(admin.send("PUT", AdminNode.path(server, "/admin-state"), "{\"state\":\"" + state + "\"}")
                        .status())
                .isEqualTo(200);
        // What was chosen just before may still be on its way.
        more(20);
    }

    private void weight(ScriptedServer server, int weight) throws IOException {
        admin.send("PUT", AdminNode.path(server, "/weight"), "{\"weight\":" + weight + "}");
        more(20);
    }

    /** A session of a client that asks until the wanted server has begun it. */
    private String sessionAt(String wanted) throws IOException {
        for (int i = 0; i < 20; i++) {
            Response response = ask("");
            if (response.body().equals(wanted)) {
                return "Cookie: " + response.field("Set-Cookie").split(";", 2)[0] + "\r\n";
            }
        }
        throw new AssertionError("no session at " + wanted);
    }

    private Response ask(String fields) throws IOException {
        return RawClient.ask(admin.node.port("http"), "GET / HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n");
    }

    @Test
    void noRequestFailsWhateverIsWishedAndSessionsStayWithADrainingServer() throws Exception {
        String session = sessionAt("one");
        List<Thread> clients = clients();
        more(50);
        for (int round = 0; round < 3; round++) {
            wish(admin.one, "drain");
            int before = askedOfOne.get();
            more(60);
            assertThat(askedOfOne).as("nobody new while it drains").hasValue(before);
            assertThat(ask(session).body()).as("its session").isEqualTo("one");
            wish(admin.one, "ready");
            Awaitility.await().until(() -> askedOfOne.get() > before + 10);
        }
        wish(admin.one, "maintenance");
        int before = askedOfOne.get();
        more(60);
        assertThat(askedOfOne).as("nobody at all in maintenance").hasValue(before);
        assertThat(ask(session).body()).as("its session, too").isEqualTo("two");
        wish(admin.one, "ready");
        Awaitility.await().until(() -> askedOfOne.get() > before + 10);
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void weightsShareOutWhatFlows() throws Exception {
        List<Thread> clients = clients();
        weight(admin.one, 0);
        int before = askedOfOne.get();
        more(100);
        assertThat(askedOfOne).as("weight 0").hasValue(before);
        weight(admin.one, 9);
        int all = asked.get();
        int atOne = askedOfOne.get();
        more(400);
        double share = (askedOfOne.get() - atOne) / (double) (asked.get() - all);
        assertThat(share).as("9 of 10").isBetween(0.85, 0.95);
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
    }
}
