package dev.skein.transport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coarse timer wheel of one event loop. Moving a deadline later only writes a field: the entry is found at its old slot
 * and put forward then, so that a busy connection touches the wheel about once per time-out and not once per request.
 * Deadlines fire up to one tick late, never early. Confined to its loop; the owner calls {@link #advance} once a tick.
 *
 * <p>After G. Varghese, T. Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987, scheme 6.
 */
public final class TimerWheel {
    private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);
    private static final int SLOTS = 1024;

    private final long tickNanos;
    private final @Nullable Timed[] slots = new Timed[SLOTS];
    private long currentTick;

    public TimerWheel(long tickNanos, long now) {
        this.tickNanos = tickNanos;
        this.currentTick = tickOf(now);
    }

    /** Sets the deadline of an entry, whether or not it had one. */
    public void arm(Timed entry, long deadline) {
        entry.deadline = deadline;
        if (!entry.linked) {
            link(entry);
        } else if (tickFor(deadline) < entry.slotTick) {
            unlink(entry);
            link(entry);
        }
    }

    /** Takes the deadline away; the entry leaves the wheel when its slot comes round. */
    public void disarm(Timed entry) {
        entry.deadline = Timed.NEVER;
    }

    /** Takes the entry out of the wheel at once, so that nothing keeps it reachable. */
    public void remove(Timed entry) {
        entry.deadline = Timed.NEVER;
        if (entry.linked) {
            unlink(entry);
        }
    }

    /** Fires what is due. */
    public void advance(long now) {
        long last = tickOf(now);
        // After a long stall one whole turn visits every slot; more turns would find nothing new.
        long tick = Math.max(currentTick + 1, last - SLOTS + 1);
        for (; tick <= last; tick++) {
            currentTick = tick;
            visit((int) (tick & (SLOTS - 1)), now);
        }
    }

    private void visit(int slot, long now) {
        Timed entry;
        // Entries put forward never land in this slot again (see tickFor), so this ends.
        while ((entry = slots[slot]) != null) {
            unlink(entry);
            if (entry.deadline == Timed.NEVER) {
                continue;
            }
            if (entry.deadline - now > 0) {
                link(entry);
            } else {
                entry.deadline = Timed.NEVER;
                fire(entry, now);
            }
        }
    }

    /** A mistake in what one entry does must not stop the clock of all the others. */
    private static void fire(Timed entry, long now) {
        try {
            entry.onDeadline(now);
        } catch (RuntimeException e) {
            LOG.error("time-out of {} failed", entry.getClass().getSimpleName(), e);
        }
    }

    /** The tick at which to look at a deadline: after it, but within the turn that lies ahead. */
    private long tickFor(long deadline) {
        long due = Math.max(tickOf(deadline) + 1, currentTick + 1);
        return Math.min(due, currentTick + SLOTS - 1);
    }

    private void link(Timed entry) {
        entry.slotTick = tickFor(entry.deadline);
        int slot = (int) (entry.slotTick & (SLOTS - 1));
        Timed first = slots[slot];
        entry.previous = null;
        entry.next = first;
        if (first != null) {
            first.previous = entry;
        }
        slots[slot] = entry;
        entry.linked = true;
    }

    private void unlink(Timed entry) {
        if (entry.previous == null) {
            slots[(int) (entry.slotTick & (SLOTS - 1))] = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next != null) {
            entry.next.previous = entry.previous;
        }
        entry.previous = null;
        entry.next = null;
        entry.linked = false;
    }

    private long tickOf(long nanos) {
        return Math.floorDiv(nanos, tickNanos);
    }
}
