package dev.skein.balance;

import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Requests in flight in virtual time: each ends after its server's latency, give or take a tenth. */
final class Queue {
    private record Running(long ends, int server, long took) {}

    private final List<Candidate> servers;
    private final int loop;
    private final Random random;
    private final PriorityQueue<Running> running = new PriorityQueue<>((a, b) -> Long.compare(a.ends(), b.ends()));

    Queue(List<Candidate> servers, int loop, Random random) {
        this.servers = servers;
        this.loop = loop;
        this.random = random;
    }

    void start(int server, long now, long latency) {
        long took = (long) (latency * (0.9 + 0.2 * random.nextDouble()));
        servers.get(server).load().started(loop);
        running.add(new Running(now + took, server, took));
    }

    void until(long now) {
        while (!running.isEmpty() && running.peek().ends() <= now) {
            Running over = running.remove();
            servers.get(over.server()).load().ended(loop);
            servers.get(over.server()).load().latency(loop, over.took(), over.ends());
        }
    }
}
