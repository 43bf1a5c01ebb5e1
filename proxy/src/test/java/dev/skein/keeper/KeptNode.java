package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatKeys;
import dev.skein.heartbeat.HeartbeatListener;
import dev.skein.heartbeat.Liveness;
import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterFile;
import dev.skein.lease.VoterMemory;
import dev.skein.lease.VoterSet;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A keeper and its node's end, which can end, stand still and be unwell apart from each other. */
final class KeptNode implements HeartbeatListener, AutoCloseable {
    static final VoterSet ABC = VoterSet.configured(List.of("a", "b", "c"), false);

    private static final AtomicLong NEXT_MAC = new AtomicLong();

    final String name;
    final InetSocketAddress bind;
    final RecordingPort port = new RecordingPort(NEXT_MAC.incrementAndGet());
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final AtomicReference<String> unwell = new AtomicReference<>("");
    private final AtomicReference<CountDownLatch> still = new AtomicReference<>(new CountDownLatch(0));
    private final Path directory;
    private final List<InetSocketAddress> peers;
    private final List<KeptAddress> leased;
    private final List<KeptAddress> addresses;
    private Keeper keeper;
    private ServerSocketChannel door;
    volatile HookSettings hooks = HookSettings.NONE;
    volatile Consumer<byte[]> flowsTo = _ -> {};
    KeeperLink link;

    KeptNode(String name, Path directory, List<InetSocketAddress> all, List<KeptAddress> addresses) throws IOException {
        this(name, directory, all, addresses, addresses);
    }

    KeptNode(
            String name,
            Path directory,
            List<InetSocketAddress> all,
            List<KeptAddress> leased,
            List<KeptAddress> addresses)
            throws IOException {
        this.name = name;
        this.directory = Files.createDirectories(directory.resolve(name));
        this.bind = all.get(name.charAt(0) - 'a');
        this.peers = all.stream().filter(one -> !one.equals(bind)).toList();
        this.leased = leased;
        this.addresses = addresses;
        // As after a restart: without a memory, voters keep silent for seconds.
        new VoterFile(this.directory.resolve("votes"), e -> log.add(e.toString()))
                .keep(new VoterMemory(1_000, 500_000_000));
        startKeeper();
        startNode();
    }

    void startKeeper() throws IOException {
        Path socket = directory.resolve(KeeperMain.SOCKET);
        Files.deleteIfExists(socket);
        ServerSocketChannel open = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        open.bind(UnixDomainSocketAddress.of(socket));
        Keeper made = new Keeper(directory, port, Ticker.SYSTEM, log::add);
        door = open;
        keeper = made;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    made.accept(open.accept());
                }
            } catch (IOException e) {
                // Closed.
                log.add("door: " + e);
            }
        });
        Thread.ofVirtual().start(() -> {
            try {
                log.add("exit " + made.run());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    void startNode() {
        link = KeeperLink.start(
                new KeeperTerms(
                        directory.resolve(KeeperMain.SOCKET),
                        name,
                        bind,
                        false,
                        this,
                        this::well,
                        flows -> flowsTo.accept(flows),
                        this::greeted,
                        Ticker.SYSTEM),
                HeartbeatKeys.derived("sixteen characters or more", "test"),
                Timing.NORMAL,
                ABC);
        link.peers(peers);
        link.addresses(addresses, hooks, Duration.ofSeconds(60));
        link.wanted(
                leased.stream().map(one -> Plan.Item.anywhere(one.resource())).toList(), Map.of(), false);
    }

    private String well() {
        try {
            still.get().await();
        } catch (InterruptedException e) {
            // The node was closed meanwhile.
            Thread.currentThread().interrupt();
        }
        return unwell.get();
    }

    private void greeted(boolean remembers) {
        events.add("greeted " + remembers);
    }

    /** Its own thread stands still, so that no sign of life comes. */
    void standStill() {
        still.set(new CountDownLatch(1));
    }

    void goOn() {
        still.get().countDown();
    }

    void endNode() {
        goOn();
        link.close();
    }

    void endKeeper() throws IOException {
        door.close();
        keeper.close();
    }

    /** Neither hears anybody nor is heard, as with a network that was cut. */
    void cutOff() {
        link.peers(List.of());
    }

    boolean answers(KeptAddress address) {
        return port.answers(address);
    }

    static List<InetSocketAddress> freePorts(int count) throws IOException {
        List<InetSocketAddress> found = new ArrayList<>();
        List<DatagramSocket> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            open.add(socket);
            found.add((InetSocketAddress) socket.getLocalSocketAddress());
        }
        open.forEach(DatagramSocket::close);
        return found;
    }

    @Override
    public void heard(String node, Liveness liveness, String reason) {
        events.add(node + " " + liveness);
    }

    @Override
    public void acquired(String resource, long term) {
        events.add("acquired " + resource);
    }

    @Override
    public void lost(String resource, long term, LeaseListener.End why) {
        events.add("lost " + resource + " " + why);
    }

    @Override
    public void note(String line) {
        events.add("note " + line);
    }

    @Override
    public void close() throws IOException {
        endNode();
        endKeeper();
    }
}
