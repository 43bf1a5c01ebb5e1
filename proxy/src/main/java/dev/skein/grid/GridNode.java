package dev.skein.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.JoinMessage;
import com.hazelcast.internal.cluster.impl.JoinRequest;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.server.ServerContext;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The hooks into an instance of Hazelcast: the guard before each channel, a last look at who joins, and the node itself,
 * which knows when it last heard of whom. All of Hazelcast's internals that the grid uses beside channels are here.
 */
final class GridNode extends DefaultNodeContext {
    /** Attribute of a member: its {@link Hello}. */
    static final String HELLO = "skein";

    private final Guard guard;
    private final AtomicReference<@Nullable Node> node = new AtomicReference<>();

    GridNode(Guard guard) {
        this.guard = guard;
    }

    @Override
    public NodeExtension createNodeExtension(Node made) {
        node.set(made);
        return new Extension(made, guard);
    }

    /** When something was last heard of a member, milliseconds since 1970; now, where nothing is known yet. */
    long lastHeard(Member member, long now) {
        Node of = node.get();
        long last = of == null
                ? 0
                : of.getClusterService().getClusterHeartbeatManager().getLastHeartbeatTime(member);
        return last <= 0 ? now : last;
    }

    /** Ends an instance that is still being started, whatever it waits for; one that is not even made is ended after that. */
    void abort() {
        Node of = node.get();
        if (of != null && of.getClusterService() != null) {
            of.shutdown(true);
        }
    }

    private static final class Extension extends DefaultNodeExtension {
        private final Guard guard;

        Extension(Node node, Guard guard) {
            super(node);
            this.guard = guard;
        }

        @Override
        public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(ServerContext context) {
            Function<EndpointQualifier, ChannelInitializer> made = super.createChannelInitializerFn(context);
            return qualifier -> guard.over(made.apply(qualifier));
        }

        /** Two that come at once, to different nodes, are told apart here, by the one node that admits members. */
        @Override
        public void validateJoinRequest(JoinMessage message) {
            super.validateJoinRequest(message);
            if (!(message instanceof JoinRequest request)) {
                return;
            }
            String attribute = request.getAttributes().get(HELLO);
            if (attribute == null) {
                throw new IllegalStateException("the node at " + message.getAddress() + " is no node of Skein");
            }
            Hello joining = Hello.ofAttribute(attribute);
            ClusterServiceImpl service = node.getClusterService();
            for (Member member : service.getMembers()) {
                String other = member.getAttribute(HELLO);
                boolean elsewhere = !member.getAddress().equals(message.getAddress());
                if (other != null && elsewhere && Hello.ofAttribute(other).id().equals(joining.id())) {
                    throw new IllegalStateException("its id '" + joining.id() + "' is that of the node at "
                            + member.getAddress() + ", too (expected: a different node.id on each node)");
                }
            }
        }
    }
}
