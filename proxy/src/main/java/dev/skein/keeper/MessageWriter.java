package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatView;
import dev.skein.keeper.Message.Acquired;
import dev.skein.keeper.Message.Addresses;
import dev.skein.keeper.Message.Draining;
import dev.skein.keeper.Message.Flows;
import dev.skein.keeper.Message.Heard;
import dev.skein.keeper.Message.Join;
import dev.skein.keeper.Message.Keys;
import dev.skein.keeper.Message.Lost;
import dev.skein.keeper.Message.Move;
import dev.skein.keeper.Message.Note;
import dev.skein.keeper.Message.PeerFlows;
import dev.skein.keeper.Message.Peers;
import dev.skein.keeper.Message.Picture;
import dev.skein.keeper.Message.Seed;
import dev.skein.keeper.Message.Timed;
import dev.skein.keeper.Message.Voters;
import dev.skein.keeper.Message.Wanted;
import dev.skein.keeper.Message.Welcome;
import dev.skein.keeper.Message.Well;
import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Messages as bytes; {@link MessageReader} is the opposite. Of one thread. */
final class MessageWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    private final DataOutputStream out = new DataOutputStream(bytes);

    private MessageWriter() {}

    static byte[] write(Message message) {
        MessageWriter writer = new MessageWriter();
        try {
            writer.message(message);
            return writer.bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can't fail", e);
        }
    }

    private void message(Message message) throws IOException {
        switch (message) {
            case Join join -> join(join);
            case Keys keys -> keys(tag('k'), keys);
            case Timed timed -> timing(tag('t'), timed.timing());
            case Voters voters -> voters(tag('v'), voters.voters());
            case Peers peers -> tag('p').each(peers.addresses(), MessageWriter::socket);
            case Wanted wanted -> wanted(wanted);
            case Seed seed -> tag('s').out.writeLong(seed.floor());
            case Move move -> tag('m').text(move.resource()).text(move.node());
            case Draining draining -> tag('d').out.writeBoolean(draining.on());
            case Addresses addresses -> addresses(addresses);
            case PeerFlows flows -> tag('f').text(flows.node()).out.write(flows.flows());
            case Flows flows -> tag('F').out.write(flows.flows());
            case Well well -> tag('w').time(well.at()).text(well.unwell());
            case Welcome welcome -> tag('W').number(welcome.protocol()).out.writeBoolean(welcome.remembers());
            case Heard heard ->
                tag('H').text(heard.node()).text(heard.liveness().name()).text(heard.reason());
            case Acquired acquired -> tag('A').text(acquired.resource()).time(acquired.term());
            case Lost lost ->
                tag('L').text(lost.resource()).time(lost.term()).text(lost.why().name());
            case Note note -> tag('N').text(note.line());
            case Picture picture -> picture(picture);
        }
    }

    private MessageWriter tag(char tag) throws IOException {
        out.writeByte(tag);
        return this;
    }

    private MessageWriter text(String text) throws IOException {
        out.writeUTF(text);
        return this;
    }

    private MessageWriter number(int number) throws IOException {
        out.writeInt(number);
        return this;
    }

    private MessageWriter time(long time) throws IOException {
        out.writeLong(time);
        return this;
    }

    /** Writes one element. */
    private interface Element<T> {
        void write(MessageWriter to, T element) throws IOException;
    }

    private <T> MessageWriter each(Collection<T> all, Element<T> element) throws IOException {
        out.writeInt(all.size());
        for (T one : all) {
            element.write(this, one);
        }
        return this;
    }

    private MessageWriter texts(List<String> texts) throws IOException {
        return each(texts, MessageWriter::text);
    }

    private void join(Join join) throws IOException {
        tag('j').number(join.protocol()).text(join.node()).socket(join.bind());
        out.writeBoolean(join.fresh());
        keys(this, join.keys());
        timing(this, join.timing());
        voters(this, join.voters());
    }

    private static void keys(MessageWriter to, Keys keys) throws IOException {
        to.number(keys.current()).each(keys.secrets().entrySet(), MessageWriter::key);
    }

    private void key(Map.Entry<Integer, byte[]> key) throws IOException {
        number(key.getKey()).number(key.getValue().length).out.write(key.getValue());
    }

    private static void timing(MessageWriter to, Timing timing) throws IOException {
        to.time(timing.interval()).time(timing.promise());
    }

    private static void voters(MessageWriter to, VoterSet set) throws IOException {
        to.time(set.epoch())
                .time(set.version())
                .time(set.since())
                .each(
                        set.members(),
                        (w, member) -> w.text(member.name()).time(member.disk()).time(member.admitted()));
        to.out.writeBoolean(set.pair());
    }

    private void socket(InetSocketAddress address) throws IOException {
        address(address.getAddress()).number(address.getPort());
    }

    private MessageWriter address(InetAddress address) throws IOException {
        byte[] raw = address.getAddress();
        out.writeByte(raw.length);
        out.write(raw);
        return this;
    }

    private void wanted(Wanted wanted) throws IOException {
        tag('a').each(wanted.items(), MessageWriter::item)
                .each(
                        wanted.capacities().entrySet(),
                        (w, entry) -> w.text(entry.getKey()).number(entry.getValue()));
        out.writeBoolean(wanted.preempt());
    }

    private void item(Plan.Item item) throws IOException {
        text(item.resource()).texts(item.preferences()).text(item.group()).number(item.weight());
        out.writeBoolean(item.spread());
    }

    private void addresses(Addresses all) throws IOException {
        tag('i').each(
                        all.addresses(),
                        (w, one) -> w.address(one.address())
                                .number(one.prefix())
                                .text(one.device())
                                .text(one.carrier().name()));
        HookSettings hooks = all.hooks();
        texts(hooks.onAcquire())
                .texts(hooks.onRelease())
                .texts(hooks.onFence())
                .time(hooks.timeout().toMillis())
                .time(all.drain().toMillis());
    }

    private void picture(Picture picture) throws IOException {
        tag('P').time(picture.echo())
                .each(
                        picture.held(),
                        (w, held) -> w.text(held.resource()).time(held.term()).time(held.remaining()));
        HeartbeatView view = picture.view();
        each(view.peers(), MessageWriter::peer)
                .each(
                        view.leases(),
                        (w, lease) -> w.text(lease.resource())
                                .text(lease.holder())
                                .time(lease.term())
                                .time(lease.sinceMillis())
                                .texts(lease.planned()));
        out.writeBoolean(view.silent());
        time(view.refused());
    }

    private void peer(HeartbeatView.PeerView peer) throws IOException {
        text(peer.node()).text(peer.address()).text(peer.liveness().name());
        time(peer.silentMillis()).time(peer.boot()).out.writeBoolean(peer.draining());
    }
}
