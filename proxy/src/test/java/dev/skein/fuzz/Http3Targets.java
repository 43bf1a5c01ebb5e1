package dev.skein.fuzz;

import dev.skein.http2.Fields;
import dev.skein.http2.HpackScratch;
import dev.skein.http3.AddressTokens;
import dev.skein.http3.ConnectionIds;
import dev.skein.http3.ControlFrames;
import dev.skein.http3.PacketHead;
import dev.skein.http3.QpackDecoder;
import dev.skein.http3.QpackEncoder;
import dev.skein.http3.QpackInstructions;
import dev.skein.http3.QuicSecrets;
import dev.skein.http3.RequestFrames;
import dev.skein.http3.StatelessReset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What comes over UDP: packets and tokens before anything is decrypted, the streams of HTTP/3, its field sections. */
final class Http3Targets {
    private static final int LONGEST = 64;
    private static final QuicSecrets SECRETS = QuicSecrets.of(List.of(new byte[32]));
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 4711);
    private static final byte[] PLACE = {1, 2, 3, 4, 5, 6};

    private Http3Targets() {}

    /** What is read of a section is written again so that the same is read. */
    static void fieldSection(byte[] data) {
        Fields fields = new Fields();
        HpackScratch scratch = new HpackScratch();
        int result = new QpackDecoder(scratch).decode(data, 0, data.length, fields, 8192);
        if (result != QpackDecoder.COMPLETE || fields.lines.stream().anyMatch(Http3Targets::strange)) {
            return;
        }
        byte[] block = Fields.encode(new QpackEncoder(scratch), fields.lines);
        Fields again = new Fields();
        Pieces.same(
                QpackDecoder.COMPLETE,
                new QpackDecoder(scratch).decode(block, 0, block.length, again, Integer.MAX_VALUE));
        Pieces.same(fields.lines, again.lines);
    }

    /** Names that a line does not tell from its value, that are not in lower case, or statuses that are no number. */
    private static boolean strange(String line) {
        return line.startsWith(":status")
                || line.startsWith(":") && !line.matches("(?s):[a-z]+: .*")
                || !line.matches("(?s):?[a-z0-9-]+: .*");
    }

    /** Each kind of stream reads in pieces as it does at once. */
    static void stream(byte[] data) {
        Pieces pieces = Pieces.of(data);
        whole(pieces, Http3Targets::request);
        whole(pieces, () -> {
            ControlFrames frames = new ControlFrames();
            return in -> numbers(frames::next, in, ControlFrames.OTHER);
        });
        for (boolean encoder : new boolean[] {true, false}) {
            whole(pieces, () -> {
                QpackInstructions instructions = new QpackInstructions(encoder);
                return in -> numbers(instructions::next, in, QpackInstructions.NOTHING);
            });
        }
    }

    private static void whole(Pieces pieces, Supplier<Function<ByteBuf, String>> reader) {
        String atOnce = reader.get().apply(Unpooled.wrappedBuffer(pieces.all()));
        Function<ByteBuf, String> cut = reader.get();
        ByteBuf growing = Unpooled.buffer().writeBytes(pieces.first());
        String first = cut.apply(growing);
        Pieces.same(atOnce, first.endsWith("!") ? first : first + cut.apply(growing.writeBytes(pieces.second())));
    }

    private static String numbers(Function<ByteBuf, Integer> next, ByteBuf in, int last) {
        StringBuilder said = new StringBuilder();
        int one;
        while ((one = next.apply(in)) != 0) {
            said.append(' ').append(one);
            if (one > last) {
                return said.append('!').toString();
            }
        }
        return said.toString();
    }

    private static Function<ByteBuf, String> request() {
        RequestFrames frames = new RequestFrames(LONGEST);
        return in -> {
            StringBuilder said = new StringBuilder();
            int next;
            while ((next = frames.next(in)) != RequestFrames.MORE) {
                switch (next) {
                    case RequestFrames.BLOCK -> said.append(" block ").append(read(in, frames.length()));
                    case RequestFrames.BODY -> said.append(read(in, frames.length()));
                    case RequestFrames.UNEXPECTED -> {
                        return said.append('!').toString();
                    }
                    default -> said.append(' ').append(next).append(' ');
                }
            }
            return said.toString();
        };
    }

    private static String read(ByteBuf in, int length) {
        if (length > LONGEST && length > in.readableBytes()) {
            throw new AssertionError(length + " of " + in.readableBytes());
        }
        return ByteBufUtil.hexDump(in.readSlice(length));
    }

    /** Of a packet nothing is looked at that is not there, no stranger's token is good, and no answer is longer. */
    static void packet(byte[] data) {
        ByteBuf in = Unpooled.wrappedBuffer(data);
        int id = PacketHead.idAt(in);
        if (id >= 0) {
            byte[] own = ByteBufUtil.getBytes(in, id, ConnectionIds.BYTES);
            if (new ConnectionIds(PLACE, 0).ours(in, id) && ConnectionIds.loop(in, id) < 0) {
                throw new AssertionError("a loop below the first one");
            }
            byte[] token = new StatelessReset(PLACE).token(SECRETS, own);
            int length = StatelessReset.length(data.length);
            if (token != null && length > 0 && (length >= data.length || length < StatelessReset.TOKEN_BYTES + 5)) {
                throw new AssertionError(length + " for " + data.length);
            }
        }
        if (!PacketHead.isShort(in)) {
            boolean unused = PacketHead.asks(in);
        }
        byte[] asked = new byte[ConnectionIds.BYTES];
        System.arraycopy(data, 0, asked, 0, Math.min(data.length, asked.length));
        Pieces.same(AddressTokens.INVALID, new AddressTokens().validate(in, SECRETS, asked, CLIENT, 0));
    }
}
