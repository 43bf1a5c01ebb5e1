package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.http3.ConnectionIds;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import java.util.concurrent.TimeUnit;

/** What we tell QUIC's library about the connections of one socket. */
final class QuicCodec {
    /** What fits into an Ethernet frame behind IPv6's head and UDP's; what the path takes is found out from 1200 on. */
    static final int LARGEST_PACKET = 1452;

    /** Control, QPACK's two, and some that nobody knows; a closed one makes room for the next. */
    private static final int ONE_WAY_STREAMS = 8;

    private static final int ONE_WAY_WINDOW = 32 * 1024;
    /** Packets that the kernel, or the network card, makes of one write. */
    private static final int SEGMENTS = 16;

    private static final int ADDRESSES = 8;

    private QuicCodec() {}

    static QuicServerCodecBuilder of(Door door, ListenerSettings.Http3 limits, QuicVows vows) {
        QuicServerCodecBuilder builder = new QuicServerCodecBuilder()
                .maxIdleTimeout(limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .maxRecvUdpPayloadSize(LARGEST_PACKET)
                .maxSendUdpPayloadSize(LARGEST_PACKET)
                .discoverPmtu(true)
                .initialMaxData(limits.connectionWindow())
                .initialMaxStreamDataBidirectionalRemote(limits.streamWindow())
                .initialMaxStreamDataUnidirectional(ONE_WAY_WINDOW)
                .initialMaxStreamsBidirectional(limits.maxStreams())
                .initialMaxStreamsUnidirectional(ONE_WAY_STREAMS)
                .activeMigration(false)
                // As many addresses a client may come from, too, when a router changes its port.
                .activeConnectionIdLimit(ADDRESSES)
                .localConnectionIdLength(ConnectionIds.BYTES)
                .connectionIdAddressGenerator(vows)
                .resetTokenGenerator(vows)
                .tokenHandler(vows)
                .streamHandler(Http3StreamEnd.Opening.ONE);
        if (door.loops.transport().name().equals("epoll") && Epoll.isAvailable()) {
            builder.option(
                    QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR,
                    EpollQuicUtils.newSegmentedAllocator(SEGMENTS));
        }
        return builder;
    }
}
