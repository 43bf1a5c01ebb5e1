package dev.skein.keeper;

import dev.skein.model.Ticker;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * The keeper's program: {@code KeeperMain DIRECTORY [USER]}. Listens for the node on DIRECTORY/socket, which only the same
 * user and USER may open, and keeps what it must not forget beside it.
 */
public final class KeeperMain {
    /** The name of the socket in the directory. */
    public static final String SOCKET = "socket";

    /** Exit code: to be started again at once, with the build that is there now. */
    static final int AGAIN = 75;

    private static final int WRONG_USAGE = 2;

    private KeeperMain() {}

    /** The program. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length < 1 || arguments.length > 2) {
            say("usage: KeeperMain DIRECTORY [USER]");
            System.exit(WRONG_USAGE);
        }
        Path directory = Path.of(arguments[0]);
        String user = arguments.length == 2 ? arguments[1] : System.getProperty("user.name");
        int exit = 1;
        try (ServerSocketChannel server = listen(directory)) {
            Keeper keeper = new Keeper(directory, KernelPort::open, Ticker.SYSTEM, KeeperMain::say);
            Runtime.getRuntime().addShutdownHook(new Thread(keeper::close, "skein-keeper-end"));
            Thread.ofPlatform().name("skein-keeper-door").daemon().start(() -> admit(server, keeper, user));
            exit = keeper.run();
        } catch (IOException e) {
            say(directory + ": " + e.getMessage());
        }
        System.exit(exit);
    }

    private static ServerSocketChannel listen(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path path = directory.resolve(SOCKET);
        // A former keeper's; two at a time would fight for the heartbeats' port, which is where the second one fails.
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        // The directory says who may come as far as here; in it the group is the node's.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        return server;
    }

    private static void admit(ServerSocketChannel server, Keeper keeper, String user) {
        String own = System.getProperty("user.name");
        while (true) {
            try {
                SocketChannel channel = server.accept();
                UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
                String name = peer.user().getName();
                if (name.equals(user) || name.equals(own)) {
                    keeper.accept(channel);
                } else {
                    say("user " + name + " is refused (expected: " + user + ")");
                    channel.close();
                }
            } catch (ClosedChannelException e) {
                // The process ends.
                return;
            } catch (IOException e) {
                say("the socket can't be listened on: " + e);
                keeper.close();
                return;
            }
        }
    }

    /** Not by a logging library, which would take longer to start than all the rest. */
    private static void say(String line) {
        String text = Instant.ofEpochMilli(Ticker.SYSTEM.epochMillis()).truncatedTo(ChronoUnit.MILLIS) + " keeper: "
                + line + "\n";
        // Not closed: closing would close the descriptor.
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Nobody listens; addresses matter more than lines.
            return;
        }
    }
}
