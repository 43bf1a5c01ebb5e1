package dev.skein.drill;

import dev.skein.control.Tally.Counts;
import dev.skein.drill.Drill.State;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The course of a drill on the node that drives it: which state comes next, by this node's own clock. Whoever drives on after
 * another node's death measures from then on, and lets the failure last at most its whole time once more. For one thread.
 */
final class Course {
    private static final Logger LOG = LoggerFactory.getLogger(Course.class);
    private static final long CHECK_MILLIS = 5_000;
    private static final long FEWEST_MILLIS = 1_000;
    private static final long RETURN_MILLIS = 60_000;

    private final DrillGround ground;
    private final Surveyor surveyor;
    private final Acting acting;
    private long number;
    private @Nullable State state;
    private long since;
    private @Nullable Probe probe;
    private Part before = Part.NONE;
    private Part during = Part.NONE;
    private @Nullable Counts clients;

    Course(DrillGround ground) {
        this.ground = ground;
        this.surveyor = new Surveyor(ground);
        this.acting = new Acting(ground);
    }

    /** What comes next; the same where nothing does yet. */
    Drill next(Drill drill) {
        if (drill.number() != number || drill.state() != state) {
            arrive(drill);
        }
        return switch (drill.state()) {
            case CHECKING -> checking(drill);
            case BEFORE -> before(drill);
            case FAILING -> failing(drill);
            case RETURNING -> returning(drill);
            case AFTER -> after(drill);
            case DONE, REFUSED, STOPPED -> drill;
        };
    }

    private void arrive(Drill drill) {
        if (drill.number() != number) {
            number = drill.number();
            before = Part.NONE;
            during = Part.NONE;
            clients = null;
            leave();
        }
        state = drill.state();
        since = ground.ticker().nanos();
        acting.anew();
        if (drill.state() != State.CHECKING && probe == null) {
            probe = probe(drill);
        }
        if (drill.state() == State.FAILING || clients == null) {
            clients = surveyor.clients();
        }
    }

    /** Null where this node has nothing to ask: then it measures nothing. */
    private @Nullable Probe probe(Drill drill) {
        try {
            String url = drill.url().isEmpty() ? ground.url().get() : drill.url();
            return Probe.start(URI.create(url), ground.ticker());
        } catch (IllegalStateException nothingToAsk) {
            LOG.warn("{}: {}", drill.name(), nothingToAsk.getMessage());
            return null;
        }
    }

    /** Nothing is driven here any more. */
    void leave() {
        Probe running = probe;
        if (running != null) {
            running.close();
        }
        probe = null;
        state = null;
    }

    private long passed() {
        return TimeUnit.NANOSECONDS.toMillis(ground.ticker().nanos() - since);
    }

    /** How long the probe looks before and after. */
    private static long probing(Drill drill) {
        return Math.clamp(drill.forMillis() / 10, 1_000, 5_000);
    }

    private Part part() {
        Probe running = probe;
        return running == null ? Part.NONE : running.part();
    }

    private Drill checking(Drill drill) {
        List<String> against = Preflight.objections(drill.kind(), drill.target(), surveyor.condition(drill));
        boolean sure = against.isEmpty() ? passed() >= FEWEST_MILLIS : passed() >= CHECK_MILLIS;
        if (!sure) {
            return drill;
        }
        if (!against.isEmpty() && !drill.forced()) {
            return ended(drill, State.REFUSED, String.join("; ", against));
        }
        String note = against.isEmpty() ? "" : "forced, although " + String.join("; ", against);
        return drill.in(State.BEFORE, note);
    }

    private Drill before(Drill drill) {
        if (passed() < probing(drill)) {
            return drill;
        }
        before = part();
        if ((before.failed() > 0 || before.sent() == 0) && !drill.forced()) {
            String what = before.sent() == 0
                    ? "there is nothing to ask (expected: a listener without TLS, or --probe URL)"
                    : before.failed() + " of " + before.sent() + " probes failed before anything was done";
            return ended(drill, State.REFUSED, what);
        }
        if (drill.kind() != Kind.MOVE_ADDRESS) {
            return drill.in(State.FAILING, drill.reason());
        }
        String holder = ground.addresses().holder(drill.target());
        String to = drill.wanted().isEmpty() ? ground.addresses().other(drill.target(), holder) : drill.wanted();
        return drill.moving(holder, to).in(State.FAILING, drill.reason());
    }

    private Drill failing(Drill drill) {
        acting.fail(drill, drill.forMillis() - passed());
        return passed() < drill.forMillis() ? drill : drill.in(State.RETURNING, drill.reason());
    }

    private Drill returning(Drill drill) {
        boolean back = acting.returned(drill) && passed() >= FEWEST_MILLIS;
        if (!back && passed() < RETURN_MILLIS) {
            return drill;
        }
        // The way back is part of it: what breaks then, the failure broke.
        during = part();
        return drill.in(
                State.AFTER, back ? drill.reason() : "it has not returned after " + RETURN_MILLIS / 1000 + " s");
    }

    private Drill after(Drill drill) {
        if (passed() < probing(drill)) {
            return drill;
        }
        Counts then = clients == null ? Counts.NONE : clients;
        Verdict verdict = new Verdict(
                before, during, part(), surveyor.clients().since(then).bad());
        boolean early = drill.reason().startsWith("by ");
        leave();
        return drill.ended(
                early ? State.STOPPED : State.DONE,
                drill.reason(),
                verdict,
                ground.ticker().epochMillis());
    }

    private Drill ended(Drill drill, State as, String why) {
        leave();
        return drill.ended(as, why, Verdict.NONE, ground.ticker().epochMillis());
    }
}
