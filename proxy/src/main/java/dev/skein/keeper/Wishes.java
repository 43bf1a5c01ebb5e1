package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatKeys;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a node has said to its keeper, the last of each kind: to be said again to the next one. Any thread. */
final class Wishes {
    private final Map<Class<? extends Message>, Message> said = new ConcurrentHashMap<>();
    private volatile HeartbeatKeys keys;
    private volatile Timing timing;
    private volatile VoterSet voters;

    Wishes(HeartbeatKeys keys, Timing timing, VoterSet voters) {
        this.keys = keys;
        this.timing = timing;
        this.voters = voters;
    }

    static Message.Keys message(HeartbeatKeys keys) {
        return new Message.Keys(keys.current(), keys.secrets());
    }

    Message.Join join(String node, InetSocketAddress bind, boolean fresh) {
        return new Message.Join(Message.PROTOCOL, node, bind, fresh, message(keys), timing, voters);
    }

    <T extends Message> T note(T message) {
        said.put(message.getClass(), message);
        return message;
    }

    Collection<Message> said() {
        return List.copyOf(said.values());
    }

    void keys(HeartbeatKeys next) {
        keys = next;
    }

    void timing(Timing next) {
        timing = next;
    }

    void voters(VoterSet next) {
        voters = next;
    }
}
