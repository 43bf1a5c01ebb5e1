package dev.skein.acme;

import dev.skein.acme.AuthorityException.Kind;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An authority in memory, which does what the test says; its certificates live for a week. */
final class TestAuthority implements Authority {
    /** What it was asked, in order. */
    final List<String> calls = new ArrayList<>();

    final Map<String, Placed> orders = new HashMap<>();

    @Nullable
    Window window;
    /** Thrown by the next call, once. */
    @Nullable
    AuthorityException next;

    Runnable whenOrdered = () -> {};
    String verdict = "";
    long now;

    /** An order. */
    static final class Placed {
        final List<String> names;
        final List<Ask> told = new ArrayList<>();

        @Nullable
        X509Certificate certificate;

        Placed(List<String> names) {
            this.names = names;
        }
    }

    static AuthorityException failure(Kind kind, long until) {
        return new AuthorityException(kind, "a failure", until, null);
    }

    private void called(String what) throws AuthorityException {
        calls.add(what);
        AuthorityException thrown = next;
        next = null;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public String account(KeyPair key) throws AuthorityException {
        called("account");
        return "http://test/account";
    }

    @Override
    public String order(Account account, List<String> names, @Nullable X509Certificate replaces)
            throws AuthorityException {
        called("order" + (replaces == null ? "" : " replacing"));
        String url = "http://test/order/" + orders.size();
        orders.put(url, new Placed(names));
        whenOrdered.run();
        return url;
    }

    private Placed placed(String order) {
        return Objects.requireNonNull(orders.get(order));
    }

    @Override
    public Progress look(Account account, String order) throws AuthorityException {
        called("look");
        Placed placed = placed(order);
        List<Ask> asks = placed.names.stream().map(name -> ask(order, name)).toList();
        List<Ask> untold =
                asks.stream().filter(ask -> !placed.told.contains(ask)).toList();
        Progress.State state = placed.certificate != null
                ? Progress.State.VALID
                : untold.isEmpty()
                        ? verdict.isEmpty() ? Progress.State.READY : Progress.State.INVALID
                        : Progress.State.PENDING;
        return new Progress(state, state == Progress.State.PENDING ? asks : List.of(), untold, verdict);
    }

    private static Ask ask(String order, String name) {
        return new Ask(name, order + "/" + name, false, "token-" + name, "token-" + name + ".thumb");
    }

    @Override
    public void ready(Account account, Ask ask) throws AuthorityException {
        called("ready " + ask.name());
        placed(ask.url().substring(0, ask.url().lastIndexOf('/'))).told.add(ask);
    }

    @Override
    public void finish(Account account, String order, KeyPair key) throws AuthorityException {
        called("finish");
        Placed placed = placed(order);
        placed.certificate = certificate(key, placed.names.getFirst());
    }

    private X509Certificate certificate(KeyPair key, String name) {
        return new SelfSigned("CN=" + name, List.of(name), Instant.ofEpochMilli(now))
                .valid(Duration.ofDays(7), key)
                .chain()
                .getFirst();
    }

    @Override
    public List<X509Certificate> chain(Account account, String order) throws AuthorityException {
        called("chain");
        return List.of(Objects.requireNonNull(placed(order).certificate));
    }

    @Override
    public @Nullable Window renewal(Account account, X509Certificate certificate) {
        return window;
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
