package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time take no more of it than they may, and nothing from the others. */
@Timeout(60)
class SlowClientsIT extends AdminBed {
    private static final String TIMEOUT = "skein.admin.client-timeout = 500ms\n";

    @TempDir
    private Path other;

    SlowClientsIT() {
        super(TIMEOUT);
    }

    private RawClient sent(String text) throws IOException {
        RawClient client = RawClient.to(admin.node.adminPort(), 4096);
        client.send(text);
        return client;
    }

    private String put(String body) {
        return "PUT " + AdminNode.path(admin.one, "/admin-state") + " HTTP/1.1\r\n" + admin.host()
                + "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n" + body;
    }

    @Test
    void aHeadOrABodyThatDoesNotComeEndsTheConnection() throws IOException {
        try (RawClient nothing = sent("");
                RawClient head = sent("GET /ready HTTP/1.1\r\nHost: local");
                RawClient body = sent(put("{\"state\""))) {
            assertThat(admin.get("/ready").status()).isEqualTo(200);
            assertThat(nothing.rest()).isEmpty();
            assertThat(head.rest()).isEmpty();
            assertThat(body.rest()).isEmpty();
        }
    }

    /** What such a client asks for further waits with it, instead of being answered into memory. */
    @Test
    void whoTakesNoAnswerIsAnsweredNoMoreAndLetGo() throws Exception {
        String one = "GET /api/v1/openapi.json HTTP/1.1\r\n" + admin.host() + "\r\n";
        try (RawClient client = sent(one.repeat(200) + put("{\"state\":\"drain\"}"))) {
            assertThat(admin.get("/ready").status()).isEqualTo(200);
            Awaitility.await().until(() -> gone(client));
        }
        assertThat(admin.get("/api/v1/pools/shop").body()).doesNotContain("drain");
    }

    private static boolean gone(RawClient client) {
        try {
            client.send(" ");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void connectionsThatDoNothingKeepNobodyOut() throws IOException {
        List<RawClient> idle = new ArrayList<>();
        try (EventReader stays = new EventReader(admin, "/api/v1/stream", "")) {
            stays.next("picture");
            for (int i = 0; i < Clients.MOST + 20; i++) {
                idle.add(RawClient.to(admin.node.adminPort()));
            }
            assertThat(admin.get("/ready").status()).isEqualTo(200);
            assertThat(stays.next("tick").event()).isEqualTo("tick");
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
    }

    /** Each had thirty seconds, and no operator got in meanwhile. */
    @Test
    void connectionsThatSendHalfOfARequestKeepNobodyOut() throws IOException {
        List<RawClient> half = new ArrayList<>();
        try (AdminNode patient = AdminNode.start(other, "");
                EventReader stays = new EventReader(patient, "/api/v1/stream", "")) {
            stays.next("picture");
            for (int i = 0; i < Clients.MOST + 20; i++) {
                RawClient client = RawClient.to(patient.node.adminPort());
                half.add(client);
                client.send("PUT " + AdminNode.path(patient.one, "/admin-state") + " HTTP/1.1\r\n" + patient.host()
                        + "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"state\"");
            }
            assertThat(patient.get("/ready").status()).isEqualTo(200);
            assertThat(stays.next("tick").event()).isEqualTo("tick");
        } finally {
            for (RawClient client : half) {
                client.close();
            }
        }
    }

    @Test
    void whoIsUnknownIsNotListenedToAtLength() throws IOException {
        try (AdminNode guarded = AdminNode.start(other, AdminNode.USERS)) {
            String head = "POST /api/v1/config/check HTTP/1.1\r\n" + guarded.host()
                    + "Content-Type: application/json\r\n%sContent-Length: 200000\r\n\r\n";
            assertThat(guarded.raw(head.formatted("")).status()).isEqualTo(401);
            String known = head.formatted(AdminNode.basic("ada", "rule")) + "{}" + " ".repeat(199_998);
            assertThat(guarded.raw(known).status()).isNotIn(401, 413);
        }
    }
}
