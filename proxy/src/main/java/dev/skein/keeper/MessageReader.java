package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatView;
import dev.skein.heartbeat.HeartbeatView.LeaseView;
import dev.skein.heartbeat.HeartbeatView.PeerView;
import dev.skein.heartbeat.Liveness;
import dev.skein.keeper.Message.Acquired;
import dev.skein.keeper.Message.Addresses;
import dev.skein.keeper.Message.Draining;
import dev.skein.keeper.Message.Flows;
import dev.skein.keeper.Message.Heard;
import dev.skein.keeper.Message.Held;
import dev.skein.keeper.Message.Join;
import dev.skein.keeper.Message.Keys;
import dev.skein.keeper.Message.Lost;
import dev.skein.keeper.Message.Move;
import dev.skein.keeper.Message.Note;
import dev.skein.keeper.Message.PeerFlows;
import dev.skein.keeper.Message.Peers;
import dev.skein.keeper.Message.Picture;
import dev.skein.keeper.Message.Seed;
import dev.skein.keeper.Message.Timed;
import dev.skein.keeper.Message.Voters;
import dev.skein.keeper.Message.Wanted;
import dev.skein.keeper.Message.Welcome;
import dev.skein.keeper.Message.Well;
import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages from bytes. Of one thread. */
final class MessageReader {
    private static final int MOST = 10_000;

    private final DataInputStream in;

    private MessageReader(byte[] bytes) {
        this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    /** @throws IOException if the bytes are something else */
    static Message read(byte[] bytes) throws IOException {
        MessageReader reader = new MessageReader(bytes);
        try {
            return reader.message();
        } catch (IllegalArgumentException e) {
            throw new IOException("a message that makes no sense: " + e.getMessage(), e);
        }
    }

    private Message message() throws IOException {
        char tag = (char) in.readUnsignedByte();
        return switch (tag) {
            case 'j' -> join();
            case 'k' -> keys();
            case 't' -> new Timed(timing());
            case 'v' -> new Voters(voters());
            case 'p' -> new Peers(each(MessageReader::socket));
            case 'a' -> wanted();
            case 's' -> new Seed(in.readLong());
            case 'm' -> new Move(in.readUTF(), in.readUTF());
            case 'd' -> new Draining(in.readBoolean());
            case 'i' -> new Addresses(each(MessageReader::kept), hooks(), Duration.ofMillis(in.readLong()));
            case 'f' -> new PeerFlows(in.readUTF(), rest());
            case 'F' -> new Flows(rest());
            case 'w' -> new Well(in.readLong(), in.readUTF());
            case 'W' -> new Welcome(in.readInt(), in.readBoolean());
            case 'H' -> new Heard(in.readUTF(), liveness(), in.readUTF());
            case 'A' -> new Acquired(in.readUTF(), in.readLong());
            case 'L' -> new Lost(in.readUTF(), in.readLong(), LeaseListener.End.valueOf(in.readUTF()));
            case 'N' -> new Note(in.readUTF());
            case 'P' -> new Picture(in.readLong(), each(MessageReader::held), view());
            default -> throw new IOException("a message of kind " + (int) tag);
        };
    }

    private byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    /** Reads one element. */
    private interface Element<T> {
        T read(MessageReader from) throws IOException;
    }

    private <T> List<T> each(Element<T> element) throws IOException {
        int count = count();
        List<T> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(element.read(this));
        }
        return all;
    }

    private int count() throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException(count + " elements (expected: 0 to " + MOST + ")");
        }
        return count;
    }

    private static String text(MessageReader from) throws IOException {
        return from.in.readUTF();
    }

    private Liveness liveness() throws IOException {
        return Liveness.valueOf(in.readUTF());
    }

    /** Of another protocol nothing else is to be understood. */
    private Join join() throws IOException {
        int protocol = in.readInt();
        if (protocol != Message.PROTOCOL) {
            throw new OtherProtocol(protocol);
        }
        return new Join(protocol, in.readUTF(), socket(this), in.readBoolean(), keys(), timing(), voters());
    }

    private Keys keys() throws IOException {
        int current = in.readInt();
        Map<Integer, byte[]> secrets = new HashMap<>();
        for (int left = count(); left > 0; left--) {
            int id = in.readInt();
            secrets.put(id, in.readNBytes(count()));
        }
        return new Keys(current, secrets);
    }

    private Timing timing() throws IOException {
        return new Timing(in.readLong(), in.readLong());
    }

    private VoterSet voters() throws IOException {
        return new VoterSet(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                each(from -> new VoterSet.Member(from.in.readUTF(), from.in.readLong(), from.in.readLong())),
                in.readBoolean());
    }

    private static InetSocketAddress socket(MessageReader from) throws IOException {
        return new InetSocketAddress(from.address(), from.in.readInt());
    }

    private InetAddress address() throws IOException {
        return InetAddress.getByAddress(in.readNBytes(in.readUnsignedByte()));
    }

    private Wanted wanted() throws IOException {
        List<Plan.Item> items = each(from -> new Plan.Item(
                from.in.readUTF(),
                from.each(MessageReader::text),
                from.in.readUTF(),
                from.in.readInt(),
                from.in.readBoolean()));
        Map<String, Integer> capacities = new HashMap<>();
        for (int left = count(); left > 0; left--) {
            capacities.put(in.readUTF(), in.readInt());
        }
        return new Wanted(items, capacities, in.readBoolean());
    }

    private static KeptAddress kept(MessageReader from) throws IOException {
        return new KeptAddress(
                from.address(), from.in.readInt(), from.in.readUTF(), KeptAddress.Carrier.valueOf(from.in.readUTF()));
    }

    private HookSettings hooks() throws IOException {
        return new HookSettings(
                each(MessageReader::text),
                each(MessageReader::text),
                each(MessageReader::text),
                Duration.ofMillis(in.readLong()));
    }

    private static Held held(MessageReader from) throws IOException {
        return new Held(from.in.readUTF(), from.in.readLong(), from.in.readLong());
    }

    private HeartbeatView view() throws IOException {
        List<PeerView> peers = each(from -> new PeerView(
                from.in.readUTF(),
                from.in.readUTF(),
                from.liveness(),
                from.in.readLong(),
                from.in.readLong(),
                from.in.readBoolean()));
        List<LeaseView> leases = each(from -> new LeaseView(
                from.in.readUTF(),
                from.in.readUTF(),
                from.in.readLong(),
                from.in.readLong(),
                from.each(MessageReader::text)));
        return new HeartbeatView(peers, leases, in.readBoolean(), in.readLong());
    }

    /** The other end is of another build. */
    static final class OtherProtocol extends IOException {
        private static final long serialVersionUID = 1;

        OtherProtocol(int protocol) {
            super("protocol " + protocol + " (expected: " + Message.PROTOCOL + ")");
        }
    }
}
