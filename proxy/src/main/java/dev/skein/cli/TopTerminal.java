package dev.skein.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal as a screen: its alternate buffer, without a cursor, keys as they are pressed. Given back as it was, also when
 * the process is told to end.
 */
final class TopTerminal implements AutoCloseable {
    /** No more came in time. */
    static final int NOTHING = NonBlockingReader.READ_EXPIRED;

    static final int UP = 'k';
    static final int DOWN = 'j';

    private static final String ENTER = "\033[?1049h\033[?25l";
    private static final String LEAVE = "\033[?25h\033[?1049l";
    private static final int ESCAPE = 27;
    private static final long SEQUENCE_MILLIS = 20;

    private final Terminal terminal;
    private final Attributes before;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Thread hook = new Thread(this::leave, "skein-top-end");

    private TopTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.enterRawMode();
        // Raw or not, Ctrl-C comes as a signal: also somebody's `kill -INT`.
        terminal.handle(Terminal.Signal.INT, signal -> interrupted.set(true));
        Runtime.getRuntime().addShutdownHook(hook);
        terminal.writer().print(ENTER);
        terminal.flush();
    }

    /** Takes the terminal of the process. */
    static TopTerminal open() {
        try {
            return new TopTerminal(TerminalBuilder.builder()
                    .system(true)
                    .dumb(false)
                    .providers("ffm,exec")
                    .nativeSignals(true)
                    .build());
        } catch (IOException | IllegalStateException e) {
            throw new Failed(ExitCode.PROBLEMS, "the terminal can't be used: " + e.getMessage());
        }
    }

    /** As it is now: people resize windows. */
    int columns() {
        return terminal.getWidth() > 0 ? terminal.getWidth() : 80;
    }

    int rows() {
        return terminal.getHeight() > 0 ? terminal.getHeight() : 24;
    }

    /** The next key; {@link #NOTHING} if none came, {@code q} for Ctrl-C and where nobody is there any more. */
    int key(long millis) throws IOException {
        int key = terminal.reader().read(millis);
        if (key == ESCAPE) {
            // Arrows: ESC [ A, or ESC O A.
            int second = terminal.reader().read(SEQUENCE_MILLIS);
            int third = second == '[' || second == 'O' ? terminal.reader().read(SEQUENCE_MILLIS) : NOTHING;
            return third == 'A' ? UP : third == 'B' ? DOWN : NOTHING;
        }
        return interrupted.get() || key == 3 || key == NonBlockingReader.EOF ? 'q' : key;
    }

    /** In one write, from the top, each line's rest cleared: nothing flickers. */
    void show(List<String> lines) {
        StringBuilder screen = new StringBuilder("\033[H");
        for (int i = 0; i < lines.size(); i++) {
            screen.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append("\033[K");
        }
        PrintWriter out = terminal.writer();
        out.print(screen.append("\033[J"));
        out.flush();
    }

    private void leave() {
        if (open.getAndSet(false)) {
            terminal.writer().print(LEAVE);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    @Override
    public void close() {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            terminal.close();
        } catch (IllegalStateException | IOException e) {
            // The process ends already, or the terminal is gone: it is given back, and nothing else is to be done.
            open.set(false);
        }
    }
}
