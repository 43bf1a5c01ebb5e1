package dev.skein.grid;

import dev.skein.cluster.Member;
import dev.skein.cluster.Member.Address;
import dev.skein.cluster.Member.Role;
import dev.skein.cluster.Member.State;
import dev.skein.config.ClusterSettings;
import dev.skein.config.HostPort;
import dev.skein.model.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * What a grid is made for.
 *
 * @param id of this node
 * @param version of Skein
 */
public record GridSetup(ClusterSettings settings, String id, String version, String zone) {
    /**
     * This node as a member.
     *
     * @throws UnknownHostException if its address is a name that cannot be looked up
     */
    public Member self(Ticker ticker) throws UnknownHostException {
        HostPort bind = settings.bind();
        InetAddress host = bind.isName() ? InetAddress.getByName(bind.host()) : InetAddress.ofLiteral(bind.host());
        ClusterSettings.Ports ports = settings.ports();
        Address address = new Address(Listed.literal(host), ports.grid(), ports.link(), ports.heartbeats());
        Role role = settings.role() == ClusterSettings.Role.WITNESS ? Role.WITNESS : Role.PROXY;
        long now = ticker.epochMillis();
        String grid = GridVersion.own().toString();
        return new Member(id, address, role, version, grid, zone, now, State.JOINING, now, "the grid starts");
    }

    /** How the node introduces itself now. */
    Hello hello(Member self, Ticker ticker) {
        return new Hello(
                settings.name(),
                self.grid(),
                self.id(),
                self.address(),
                self.role(),
                self.version(),
                self.zone(),
                self.boot(),
                ticker.epochMillis());
    }
}
