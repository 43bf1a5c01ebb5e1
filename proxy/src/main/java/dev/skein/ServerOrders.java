package dev.skein;

import dev.skein.admin.Everywhere;
import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.control.Change;
import dev.skein.control.Control;
import dev.skein.link.Inquiry;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.model.ServerKey;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator has one node do with a server, all nodes do. Any thread. */
final class ServerOrders implements Everywhere {
    private static final Logger LOG = LoggerFactory.getLogger(ServerOrders.class);
    private static final int VERSION = 1;
    private static final byte PROBE = 1;
    private static final byte RESET = 2;
    private static final byte UNBIND = 3;

    private volatile @Nullable Supplier<Control> control;
    private volatile @Nullable NodeLink link;

    /**
     * Before the links are opened: what others want is done from now on, and others are told.
     *
     * @param others null: a node alone
     */
    void begin(Supplier<Control> own, @Nullable NodeLink others) {
        control = own;
        link = others;
        if (others != null) {
            others.onMessage(LinkType.ADMIN, (from, body) -> heard(from, Inquiry.decode(body)));
        }
    }

    private void heard(String from, Inquiry order) {
        Decoder in = new Decoder(order.about());
        ServerKey server = new ServerKey(in.text(), in.text());
        LOG.debug("node {} has something done with {}", from, server);
        obey(order.kind(), server);
    }

    private void obey(byte kind, ServerKey server) {
        Supplier<Control> own = control;
        if (own == null) {
            return;
        }
        if (kind == PROBE) {
            own.get().probe(server);
        } else if (kind == UNBIND) {
            LOG.debug("{}: {} sessions taken off it", server, own.get().unbind(server));
        } else if (kind == RESET) {
            own.get().submit(new Change.EjectionReset(server)).exceptionally(gone -> {
                // A node that has another configuration for a moment may not know the server.
                LOG.debug("{}: {}", server, gone.toString());
                return null;
            });
        }
    }

    private void tell(byte kind, ServerKey server) {
        obey(kind, server);
        others(kind, server);
    }

    private void others(byte kind, ServerKey server) {
        NodeLink others = link;
        if (others != null) {
            byte[] about = new Encoder(VERSION)
                    .text(server.pool())
                    .text(server.server())
                    .done();
            others.sendAll(LinkType.ADMIN, new Inquiry(kind, about).encode());
        }
    }

    @Override
    public int unbind(ServerKey server) {
        Supplier<Control> own = control;
        int here = own == null ? -1 : own.get().unbind(server);
        if (here >= 0) {
            others(UNBIND, server);
        }
        return here;
    }

    @Override
    public void probe(ServerKey server) {
        tell(PROBE, server);
    }

    @Override
    public void resetEjection(ServerKey server) {
        tell(RESET, server);
    }
}
