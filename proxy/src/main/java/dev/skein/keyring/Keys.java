package dev.skein.keyring;

import dev.skein.cluster.keys.ClusterSecret;
import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRing;
import dev.skein.cluster.keys.RingKey;
import dev.skein.heartbeat.HeartbeatKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are used at a time, out of the ring and, until there is one, out of {@code cluster.secret}. The latter go on
 * being recognised: a node that has no ring yet must be heard, and cookies from before the ring stay good. Confined to the
 * ring's thread after the start.
 */
public final class Keys {
    /** A key that was made because there was none is used only once it has surely reached the others. */
    private static final long SETTLED = TimeUnit.SECONDS.toMillis(10);

    private final byte[] cookie;
    private final byte[] heartbeat;
    private @Nullable Users users;
    private List<List<Long>> used = List.of();

    public Keys(ClusterSecret secret, String cluster, byte[] cookie) {
        this.cookie = cookie.clone();
        this.heartbeat = secret.derive("heartbeat", cluster);
    }

    /** Who takes keys: cookies and tickets as secrets, the first to use and all to recognise. */
    public record Users(
            Consumer<List<byte[]>> cookies, Consumer<List<byte[]>> tickets, Consumer<HeartbeatKeys> heartbeats) {}

    public void start(Users takers) {
        users = takers;
    }

    /** Tells the users if what they should use has changed. */
    void use(KeyRing ring, long now) {
        Users to = users;
        List<List<Long>> next = new ArrayList<>();
        for (KeyPurpose purpose : KeyPurpose.values()) {
            List<Long> ids = new ArrayList<>(
                    ring.keys(purpose, now).stream().map(RingKey::id).toList());
            ids.add(settled(ring, purpose, now) ? 1L : 0);
            next.add(ids);
        }
        if (to == null || next.equals(used) || ring.keys().isEmpty()) {
            return;
        }
        used = next;
        to.cookies().accept(cookies(ring, now));
        to.tickets().accept(ring.secrets(KeyPurpose.TICKET, now));
        to.heartbeats().accept(heartbeats(ring, now));
    }

    private static boolean settled(KeyRing ring, KeyPurpose purpose, long now) {
        List<RingKey> keys = ring.keys(purpose, now);
        return !keys.isEmpty() && keys.getFirst().activeFrom() <= now - SETTLED;
    }

    public List<byte[]> cookies(KeyRing ring, long now) {
        List<byte[]> secrets = new ArrayList<>(ring.secrets(KeyPurpose.COOKIE, now));
        boolean settled = settled(ring, KeyPurpose.COOKIE, now) || secrets.size() > 1;
        secrets.add(settled ? secrets.size() : 0, cookie.clone());
        return secrets;
    }

    public HeartbeatKeys heartbeats(KeyRing ring, long now) {
        List<RingKey> keys = ring.keys(KeyPurpose.HEARTBEAT, now);
        Map<Integer, byte[]> accepted = new HashMap<>();
        keys.forEach(key -> accepted.put(number(key), key.secret()));
        accepted.put(0, heartbeat.clone());
        boolean settled = settled(ring, KeyPurpose.HEARTBEAT, now) || keys.size() > 1;
        return new HeartbeatKeys(settled ? number(keys.getFirst()) : 0, accepted);
    }

    /** As datagrams name it; never 0, which is the key from the secret. */
    private static int number(RingKey key) {
        int number = Long.hashCode(key.id());
        return number == 0 ? 1 : number;
    }
}
