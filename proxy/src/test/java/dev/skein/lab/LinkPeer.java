package dev.skein.lab;

import dev.skein.cluster.trust.NodeName;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TlsFiles;
import dev.skein.link.GuestList;
import dev.skein.link.LinkEvents;
import dev.skein.link.LinkSettings;
import dev.skein.link.NodeLink;
import dev.skein.model.Ticker;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Nothing of a node but its link: {@code LinkPeer DIRECTORY ID OWN-ADDRESS OTHER-ADDRESS…}. Says {@code + ID} and
 * {@code - ID REASON}; ends with its standard input.
 */
public final class LinkPeer {
    private static final int PORT = 5702;

    private LinkPeer() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        NodeName self = new NodeName("edge", arguments[1]);
        TlsFiles files = new TlsFiles(
                directory.resolve("ca.pem"),
                directory.resolve(self.node() + ".pem"),
                directory.resolve(self.node() + ".key"),
                null);
        NodeTrust trust = NodeTrust.load(files, self, Ticker.SYSTEM);
        List<InetSocketAddress> others = new ArrayList<>();
        for (int at = 3; at < arguments.length; at++) {
            others.add(new InetSocketAddress(arguments[at], PORT));
        }
        InetSocketAddress own = new InetSocketAddress(arguments[2], PORT);
        LinkEvents events = new LinkEvents() {
            @Override
            public void connected(String node, String version, InetSocketAddress address) {
                System.out.println("+ " + node);
            }

            @Override
            public void lost(String node, String reason) {
                System.out.println("- " + node + " " + reason);
            }
        };
        try (NodeLink link = new NodeLink(LinkSettings.usual(self, "lab", own), trust, GuestList.ANYBODY, events)) {
            link.open();
            link.seek(others);
            System.in.readAllBytes();
        }
    }
}
