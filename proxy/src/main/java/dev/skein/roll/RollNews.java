package dev.skein.roll;

import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import org.jspecify.annotations.Nullable;

/** What the journal tells of rolls. */
record RollNews(Journal journal) {

    void journal(EventKind kind, Roll roll, String text, @Nullable String by) {
        journal.add(kind, roll.name(), text, by);
    }

    /** One step further. */
    void tell(Roll before, Roll now) {
        if (before.state() != now.state()) {
            String of = now.done() + " of " + now.steps().size() + " done";
            switch (now.state()) {
                case STOPPED -> journal(EventKind.ROLL_STOPPED, now, now.reason() + "; " + of, null);
                case PAUSED -> journal(EventKind.ROLL_STOPPED, now, "paused: " + now.reason() + "; " + of, null);
                case ABORTED -> journal(EventKind.ROLL_ENDED, now, "aborted; " + of, null);
                case DONE -> journal(EventKind.ROLL_ENDED, now, of, null);
                case RUNNING, ABORTING -> {}
            }
            return;
        }
        for (Step step : now.steps()) {
            boolean same = before.steps().stream()
                    .anyMatch(old -> old.target().equals(step.target())
                            && old.phase() == step.phase()
                            && old.attempt() == step.attempt());
            if (!same) {
                String text = step.text().isEmpty() ? "" : " (" + step.text() + ")";
                journal(
                        EventKind.ROLL_STEP,
                        now,
                        step.target() + ": " + step.phase().code() + text,
                        null);
            }
        }
    }
}
