package dev.skein.acme;

import dev.skein.cluster.keys.KeyRingException;
import dev.skein.config.AcmeSettings;
import dev.skein.model.KeyProof;
import dev.skein.telemetry.EventKind;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step for one set of names. Before anything that others see, it is asked again whether this node may. */
final class Turn {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
    /** Orders under way at once, over all sets of names. */
    private static final int MOST_OPEN = 5;
    /** Orders of one set that may come to nothing within an hour: authorities count to five. */
    static final int MOST_FAILED = 4;
    /** All nodes have this time to hear of a challenge; then it is told of, whether or not each has said so. */
    private static final long SETTLE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private static final long LATEST_MILLIS = TimeUnit.SECONDS.toMillis(10);
    private static final long ENDLESS_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final Ground ground;
    private final Of of;
    private final Authority authority;
    private Desk.Page page;
    private Item item;

    /** The set of names, and when. */
    record Of(AcmeSettings settings, String id, List<String> names, long now) {}

    Turn(Ground ground, Of of, Authority authority) {
        this.ground = ground;
        this.of = of;
        this.authority = authority;
        this.page = ground.desk().read();
        this.item = page.book().item(of.id);
    }

    boolean open() {
        return item.open();
    }

    /** Soon while it is young: most orders take seconds. */
    long nextPoll() {
        boolean young = of.now - item.since() < LATEST_MILLIS;
        return of.now + TimeUnit.SECONDS.toMillis(young ? 1 : 5);
    }

    /**
     * Takes the step.
     *
     * @return whether there was something to do, or to wait for
     */
    boolean take() throws KeyRingException {
        try {
            if (item.open()) {
                if (item.notBefore() <= of.now) {
                    advance();
                }
                return true;
            }
            return due() && begin();
        } catch (AuthorityException e) {
            failed(e);
            return true;
        }
    }

    private boolean due() {
        Holding held = ground.shelf().holding(of.id);
        return held == null
                || !held.directory().equals(of.settings.directory())
                || of.now >= held.renewAt(of.settings.renewBefore(), item.suggested());
    }

    private boolean begin() throws AuthorityException, KeyRingException {
        Book book = page.book();
        if (book.pause() > of.now || item.allowed(of.now, MOST_FAILED) > of.now || book.open() >= MOST_OPEN) {
            return true;
        }
        Account account = account();
        ground.shelf().keepNext(of.id, Keys.make());
        String order = authority.order(account, of.names, replaced());
        if (!ground.holds().getAsBoolean()) {
            LOG.info("{}: order {} was placed, but this node has the role no more: it is left to end", of.id, order);
            return true;
        }
        if (write(item.ordered(order, of.now))) {
            ground.journal().add(EventKind.CERTIFICATE_ORDERED, of.id, "order " + order);
        }
        return true;
    }

    private @Nullable X509Certificate replaced() {
        Holding held = ground.shelf().holding(of.id);
        return held == null || !held.directory().equals(of.settings.directory()) ? null : held.own();
    }

    /** The cluster's account; made the first time, its key kept before. */
    private Account account() throws AuthorityException, KeyRingException {
        String directory = of.settings.directory();
        Account made = ground.shelf().made(directory);
        if (made != null) {
            return made;
        }
        Account known = ground.shelf().account(directory);
        KeyPair key = known == null ? Keys.make() : known.key();
        if (known == null) {
            ground.shelf().keep(directory, new Account("", key));
        }
        made = new Account(authority.account(key), key);
        ground.shelf().keep(directory, made);
        return made;
    }

    private void advance() throws AuthorityException, KeyRingException {
        Account account = ground.shelf().made(of.settings.directory());
        if (account == null) {
            dropped("the account that it was placed by is not known any more");
            return;
        }
        if (of.now - item.since() > ENDLESS_MILLIS) {
            dropped("it came to no end within an hour");
            return;
        }
        Progress progress = authority.look(account, item.order());
        switch (progress.state()) {
            case PENDING -> challenge(account, progress);
            case READY -> finish(account);
            case PROCESSING -> LOG.debug("{}: the authority makes the certificate", of.id);
            case VALID -> take(account);
            case INVALID -> dropped(progress.trouble());
        }
    }

    private void challenge(Account account, Progress progress) throws AuthorityException {
        if (!item.asks().equals(progress.asks())) {
            boolean unused = write(item.asked(progress.asks(), of.now));
            return;
        }
        long age = of.now - item.since();
        boolean known = age >= SETTLE_MILLIS && ground.everybody().test(page.index());
        if (!known && age < LATEST_MILLIS) {
            return;
        }
        for (Ask ask : progress.untold()) {
            if (ground.holds().getAsBoolean()) {
                authority.ready(account, ask);
            }
        }
    }

    private void finish(Account account) throws AuthorityException {
        KeyPair key = ground.shelf().next(of.id);
        if (key != null && ground.holds().getAsBoolean()) {
            authority.finish(account, item.order(), key);
        }
    }

    private void take(Account account) throws AuthorityException, KeyRingException {
        Holding held = ground.shelf().holding(of.id);
        if (held == null || !held.order().equals(item.order())) {
            KeyPair key = ground.shelf().next(of.id);
            List<X509Certificate> chain = authority.chain(account, item.order());
            if (key == null || !belong(key, chain)) {
                dropped("the certificate is for another key than the order's");
                return;
            }
            held = new Holding(of.settings.directory(), item.order(), key.getPrivate(), chain);
            ground.shelf().keep(of.id, held);
        }
        if (write(item.done(of.now + held.rest()))) {
            String until = "valid until " + held.own().getNotAfter().toInstant();
            ground.journal().add(EventKind.CERTIFICATE_ISSUED, of.id, until);
        }
    }

    private static boolean belong(KeyPair key, List<X509Certificate> chain) {
        return !chain.isEmpty()
                && KeyProof.belongTogether(key.getPrivate(), chain.getFirst().getPublicKey());
    }

    private void failed(AuthorityException e) throws KeyRingException {
        long until = Math.max(e.until(), of.now + new Patience(ground.random()).after(item.failures() + 1));
        if (e.kind() == AuthorityException.Kind.NO_ACCOUNT) {
            Account account = ground.shelf().account(of.settings.directory());
            if (account != null) {
                ground.shelf().keep(of.settings.directory(), new Account("", account.key()));
            }
        }
        boolean lost = e.kind() == AuthorityException.Kind.REFUSED || e.kind() == AuthorityException.Kind.NO_ACCOUNT;
        if (lost && item.open()) {
            dropped(e.text());
        } else {
            boolean all = e.kind() == AuthorityException.Kind.LIMITED && e.until() > of.now && !item.open();
            Book book = all ? page.book().paused(e.until()) : page.book();
            tell(book.with(item.held(e.text(), until, e.until())), e.text(), until);
        }
    }

    private void dropped(String why) {
        long until = of.now + new Patience(ground.random()).after(item.failures() + 1);
        Item next = item.dropped(why, of.now, until);
        tell(page.book().with(next), why, next.allowed(of.now, MOST_FAILED));
    }

    private void tell(Book next, String why, long until) {
        if (ground.holds().getAsBoolean() && ground.desk().write(page, next)) {
            String when = "; tried again in " + Patience.text(until - of.now);
            ground.journal().add(EventKind.CERTIFICATE_FAILED, of.id, why + when);
        }
    }

    private boolean write(Item next) {
        if (!ground.holds().getAsBoolean()
                || !ground.desk().write(page, page.book().with(next))) {
            return false;
        }
        item = next;
        return true;
    }
}
