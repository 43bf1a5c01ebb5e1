package dev.skein;

import dev.skein.cluster.Feed;
import dev.skein.journal.Archive;
import dev.skein.link.LinkEvents;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.membership.Links;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this node's journal to the others and theirs here: line by line over the grid's feed, and whatever that missed by
 * asking the nodes that can be reached, when one is found, when a gap shows, and one of them every half minute.
 */
final class JournalSharing implements Archive.Outlet, LinkEvents {
    private static final Logger LOG = LoggerFactory.getLogger(JournalSharing.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long SOON_MILLIS = 200;
    private static final long PERIOD_SECONDS = 30;

    private final Archive archive;
    private final Feed feed;
    private final NodeLink link;
    private final ScheduledExecutorService thread;
    private boolean behind;
    private int turn;

    private JournalSharing(Archive archive, Feed feed, NodeLink link, ScheduledExecutorService thread) {
        this.archive = archive;
        this.feed = feed;
        this.link = link;
        this.thread = thread;
    }

    /**
     * Begins; before the links are opened.
     *
     * @param thread does nothing that waits
     */
    static void begin(Archive archive, Feed feed, Links links, ScheduledExecutorService thread) {
        JournalSharing sharing = new JournalSharing(archive, feed, links.link(), thread);
        links.link().onRequest(LinkType.JOURNAL, (from, question) -> archive.answer(question));
        links.listen(sharing);
        var unused = feed.listen(line -> archive.heard(line.value()));
        archive.carry(sharing);
        thread.scheduleWithFixedDelay(sharing::next, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void written(byte[] line) {
        feed.add(line);
    }

    @Override
    public void behind() {
        thread.execute(() -> {
            if (!behind) {
                behind = true;
                thread.schedule(this::all, SOON_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    @Override
    public void connected(String node, String version, InetSocketAddress address) {
        ask(node);
    }

    private void all() {
        behind = false;
        link.nodes().forEach(this::ask);
    }

    private void next() {
        List<String> nodes = new ArrayList<>(link.nodes());
        if (!nodes.isEmpty()) {
            ask(nodes.get(turn++ % nodes.size()));
        }
    }

    /** Until that node has nothing new. */
    private void ask(String node) {
        CompletableFuture<Integer> taken = archive.question()
                .thenCompose(question -> link.request(node, LinkType.JOURNAL, question, ANSWER))
                .thenCompose(answer -> archive.take(node, answer));
        var unused = taken.whenComplete((count, failure) -> {
            if (failure != null) {
                LOG.debug("journal: node {}: {}", node, failure.toString());
            } else if (count > 0) {
                thread.execute(() -> ask(node));
            }
        });
    }
}
