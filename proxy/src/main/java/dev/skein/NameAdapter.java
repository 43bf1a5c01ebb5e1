package dev.skein;

import dev.skein.config.DnsSettings;
import dev.skein.config.HostPort;
import dev.skein.control.Change;
import dev.skein.control.Control;
import dev.skein.control.NameWatch;
import dev.skein.discovery.Discovery;
import dev.skein.discovery.DnsName;
import dev.skein.discovery.DnsPolicy;
import dev.skein.discovery.ResolvedAddress;
import dev.skein.health.Moment;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Control's port to name look-ups, over {@link Discovery}. */
final class NameAdapter implements NameWatch, Discovery.Listener, AutoCloseable {
    private final Discovery discovery;
    private final Journal journal;
    private volatile @Nullable Control control;

    NameAdapter(DnsSettings settings, Ticker ticker, Journal journal) {
        this.journal = journal;
        this.discovery = new Discovery(policy(settings), ticker, this);
    }

    private static DnsPolicy policy(DnsSettings settings) {
        return new DnsPolicy(
                settings.servers().stream()
                        .map(server -> new InetSocketAddress(server.host(), server.port()))
                        .toList(),
                settings.timeout(),
                settings.minTtl(),
                settings.maxTtl(),
                settings.retry(),
                DnsPolicy.Family.valueOf(settings.family().name()),
                DnsPolicy.Files.SYSTEM);
    }

    void reportTo(Control to) {
        control = to;
    }

    @Override
    public void replace(Collection<HostPort> names) {
        discovery.replace(names.stream()
                .map(name -> new DnsName(name.host(), name.kind() == HostPort.Kind.SRV))
                .toList());
    }

    @Override
    public void addresses(DnsName name, List<ResolvedAddress> addresses) {
        Control to = control;
        if (to == null) {
            return;
        }
        List<InetSocketAddress> found = addresses.stream()
                .map(address -> new InetSocketAddress(address.address(), address.port()))
                .toList();
        journal.add(EventKind.NAME_CHANGED, name.host(), "now " + addresses.size() + " addresses: " + addresses);
        to.submit(new Change.Resolved(name.host(), name.service(), found));
    }

    @Override
    public void failed(DnsName name, String reason, Moment since) {
        journal.add(EventKind.NAME_FAILED, name.host(), reason);
    }

    @Override
    public void recovered(DnsName name) {
        journal.add(EventKind.NAME_CHANGED, name.host(), "can be looked up again");
    }

    @Override
    public void close() {
        discovery.close();
    }
}
