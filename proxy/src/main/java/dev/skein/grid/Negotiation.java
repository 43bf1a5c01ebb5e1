package dev.skein.grid;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.trust.HandshakeFailure;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.Peer;
import dev.skein.grid.Cipher.Step;
import dev.skein.grid.Greeting.ForeignException;
import dev.skein.grid.Greeting.Frame;
import dev.skein.grid.Session.Phase;
import dev.skein.grid.Session.Progress;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A connection before it is open: handshake, then greetings. Both directions' threads take turns, by a lock. */
final class Negotiation {
    private final ReentrantLock lock = new ReentrantLock();
    private final Greeting greeting = new Greeting();
    private final Doorkeeper doorkeeper;
    private final Wire wire;
    private final Cipher cipher;
    private final Executor tasks;
    private volatile Phase phase;
    private @Nullable Hello peer;
    private boolean busy;
    private boolean alerted;
    private Peer.@Nullable Named certificate;

    Negotiation(Doorkeeper doorkeeper, Wire wire, Cipher cipher, Executor tasks) {
        this.doorkeeper = doorkeeper;
        this.wire = wire;
        this.cipher = cipher;
        this.tasks = tasks;
        this.phase = cipher.isSecure() ? Phase.HANDSHAKE : Phase.GREETING;
        if (!cipher.isSecure()) {
            greeting.introduce(doorkeeper.self());
        }
    }

    Phase phase() {
        return phase;
    }

    /** Takes what came in, by the thread of that direction; what follows the greetings stays where it is. */
    void read(ByteBuffer src) throws EOFException {
        lock.lock();
        try {
            negotiate(src);
        } catch (SSLException e) {
            refuse(HandshakeFailure.reason(e), false);
        } catch (ForeignException | Decoder.MalformedException e) {
            refuse(String.valueOf(e.getMessage()), false);
        } finally {
            lock.unlock();
        }
    }

    private void negotiate(ByteBuffer src) throws SSLException, EOFException, ForeignException {
        while (!busy && (phase == Phase.HANDSHAKE || phase == Phase.GREETING)) {
            if (phase == Phase.HANDSHAKE && !handshakeGoesOn()) {
                return;
            }
            Phase before = phase;
            int left = src.remaining();
            Step step = cipher.unwrap(src);
            secured();
            greet();
            boolean idle = src.remaining() == left && phase == before && phase == Phase.GREETING;
            if (step == Step.UNDERFLOW || idle) {
                return;
            }
        }
    }

    /** Whether it is this direction's turn; if not, has the other one go on. */
    private boolean handshakeGoesOn() {
        return switch (cipher.status()) {
            case NEED_TASK -> {
                runTasks();
                yield false;
            }
            case NEED_WRAP -> {
                wire.wakeOutbound();
                yield false;
            }
            default -> true;
        };
    }

    /** Where these take long (a slow machine, a long list of revoked ones) no other connection should wait for them. */
    private void runTasks() {
        busy = true;
        tasks.execute(() -> {
            cipher.runTasks();
            lock.lock();
            try {
                busy = false;
            } finally {
                lock.unlock();
            }
            wire.wakeInbound();
            wire.wakeOutbound();
        });
    }

    /** Looks at who is there, once the handshake is over. */
    private void secured() {
        NodeTrust trust = doorkeeper.trust();
        SSLSession session = cipher.session();
        boolean over = cipher.status() == HandshakeStatus.NOT_HANDSHAKING;
        if (phase != Phase.HANDSHAKE || !over || trust == null || session == null) {
            return;
        }
        phase = Phase.GREETING;
        switch (trust.peer(session)) {
            case Peer.Named named -> {
                certificate = named;
                greeting.introduce(doorkeeper.self());
            }
            case Peer.Refused refused -> refuse(refused.text(), true);
        }
        wire.wakeInbound();
        wire.wakeOutbound();
    }

    private void greet() throws ForeignException {
        while (phase == Phase.GREETING) {
            Frame frame = greeting.next(cipher.plain());
            switch (frame) {
                case null -> {
                    return;
                }
                case Frame.Introduction(Hello hello) -> meet(hello);
                case Frame.Welcome _ -> {
                    // Counted by the greeting.
                }
                case Frame.Refusal(String reason) -> {
                    phase = Phase.REFUSED;
                    doorkeeper.refusedBy(wire.who(), reason);
                }
            }
            Hello known = peer;
            if (greeting.isMutual() && known != null) {
                phase = Phase.OPEN;
                doorkeeper.welcome(wire.who(), known);
                wire.wakeOutbound();
            }
        }
    }

    private void meet(Hello hello) {
        peer = hello;
        String why = doorkeeper.check(hello, wire.remote().getAddress(), certificate);
        if (why != null) {
            refuse(why, true);
        } else if (doorkeeper.stepsAside(wire.who(), hello)) {
            phase = Phase.REFUSED;
        } else {
            greeting.welcome();
        }
        wire.wakeOutbound();
    }

    private void refuse(String why, boolean tell) {
        phase = Phase.REFUSED;
        tell(why);
        if (tell) {
            greeting.refuse(why);
        }
        wire.wakeOutbound();
    }

    /** The connection ended, or lasted too long, before it was open. */
    void unfinished(String why) {
        if (phase == Phase.HANDSHAKE || phase == Phase.GREETING) {
            phase = Phase.REFUSED;
            tell(why);
        }
    }

    private void tell(String why) {
        if (!doorkeeper.isTest(wire.remote())) {
            doorkeeper.refused(wire.who(), why);
        }
    }

    /** Gives out what is to be sent, by the thread of that direction; CLEAN when the connection is open. */
    Progress write(ByteBuffer dst) {
        lock.lock();
        try {
            Progress progress = handshake(dst);
            if (progress != Progress.CLEAN) {
                return progress;
            }
            if (greeting.out().hasRemaining() && cipher.wrap(greeting.out(), dst) == Step.OVERFLOW) {
                return Progress.DIRTY;
            }
            return phase == Phase.OPEN ? Progress.CLEAN : Progress.BLOCKED;
        } catch (SSLException e) {
            refuse(HandshakeFailure.reason(e), false);
            return Progress.BLOCKED;
        } finally {
            lock.unlock();
        }
    }

    private Progress handshake(ByteBuffer dst) throws SSLException {
        while (phase == Phase.HANDSHAKE) {
            if (busy) {
                return Progress.BLOCKED;
            }
            switch (cipher.status()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    if (cipher.wrapHandshake(dst) == Step.OVERFLOW) {
                        return Progress.DIRTY;
                    }
                    secured();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    wire.wakeInbound();
                    return Progress.BLOCKED;
                }
                default -> secured();
            }
        }
        return phase == Phase.REFUSED ? alert(dst) : Progress.CLEAN;
    }

    /** Tells the other side by TLS why there will be no connection, as far as TLS knows. */
    private Progress alert(ByteBuffer dst) {
        if (!alerted && cipher.status() == HandshakeStatus.NEED_WRAP) {
            alerted = true;
            try {
                cipher.wrapHandshake(dst);
            } catch (SSLException e) {
                // There is nothing that could be told: the connection is closed all the same.
                return Progress.BLOCKED;
            }
        }
        return greeting.out().hasRemaining() ? Progress.CLEAN : Progress.BLOCKED;
    }
}
