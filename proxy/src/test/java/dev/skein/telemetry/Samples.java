package dev.skein.telemetry;

import dev.skein.model.ClientAddress;
import dev.skein.model.Outcome;
import dev.skein.model.RequestText;
import dev.skein.model.ServerKey;
import java.net.InetAddress;

/** Outcomes as the exchange would fill them in. */
final class Samples {
    /** 2026-11-21T10:31:02.123Z. */
    static final long EPOCH_MILLIS = 1_795_257_062_123L;

    private Samples() {}

    /** A good GET, 1.3 ms, over a reused connection. */
    static Outcome good() {
        return good(
                "GET",
                "shop.example.com",
                "/cart/items?id=7",
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
                "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Referer: https://shop.example.com/");
    }

    static Outcome good(String method, String host, String target, String... fields) {
        Outcome outcome = new Outcome();
        outcome.clear();
        outcome.request = RequestText.of(method, host, target, fields).build();
        outcome.client = ClientAddress.of(InetAddress.ofLiteral("192.0.2.7"), 40000);
        outcome.listener = "https";
        outcome.route = "shop";
        outcome.server = new ServerKey("shop", "10.0.2.11:8080");
        outcome.secure = true;
        outcome.requestId = 0x0123456789abcdefL;
        outcome.status = 200;
        outcome.attempts = 1;
        outcome.reused = true;
        outcome.bytesIn = 412;
        outcome.bytesOut = 10_321;
        outcome.startEpochMillis = EPOCH_MILLIS;
        outcome.queueNanos = 0;
        outcome.firstByteNanos = 1_234_567;
        outcome.totalNanos = 1_300_999;
        return outcome;
    }
}
