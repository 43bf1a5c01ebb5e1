package dev.skein.keeper;

import dev.skein.vip.Flow;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connections by address, as bytes: eight for one of IPv4, twenty for one of IPv6. Pure. */
final class FlowCodec {
    /** Of one node: what is beyond is not tickled. */
    static final int MOST = 32_768;

    private FlowCodec() {}

    static byte[] write(Map<InetAddress, List<Flow>> all) {
        int bytes = 0;
        int left = MOST;
        for (Map.Entry<InetAddress, List<Flow>> each : all.entrySet()) {
            int length = each.getKey().getAddress().length;
            int count = Math.min(left, each.getValue().size());
            bytes += 1 + length + 4 + count * (length + 4);
            left -= count;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        left = MOST;
        for (Map.Entry<InetAddress, List<Flow>> each : all.entrySet()) {
            List<Flow> flows =
                    each.getValue().subList(0, Math.min(left, each.getValue().size()));
            left -= flows.size();
            byte[] address = each.getKey().getAddress();
            out.put((byte) address.length).put(address).putInt(flows.size());
            for (Flow flow : flows) {
                out.put(flow.client().getAddress()).putShort((short) flow.clientPort());
                out.putShort((short) flow.port());
            }
        }
        return out.array();
    }

    /** Null if it makes no sense. */
    static @Nullable Map<InetAddress, List<Flow>> read(byte[] bytes) {
        Map<InetAddress, List<Flow>> all = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            while (in.hasRemaining()) {
                int length = in.get();
                if (length != 4 && length != 16) {
                    return null;
                }
                InetAddress address = address(in, length);
                int count = in.getInt();
                if (count < 0 || count > MOST) {
                    return null;
                }
                List<Flow> flows = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    flows.add(new Flow(
                            address(in, length),
                            Short.toUnsignedInt(in.getShort()),
                            Short.toUnsignedInt(in.getShort())));
                }
                all.put(address, flows);
            }
            return all;
        } catch (BufferUnderflowException | UnknownHostException e) {
            return null;
        }
    }

    private static InetAddress address(ByteBuffer in, int length) throws UnknownHostException {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return InetAddress.getByAddress(bytes);
    }
}
