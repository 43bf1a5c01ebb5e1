package dev.skein.proxying;

import dev.skein.model.Failure;
import dev.skein.snapshot.Server;
import dev.skein.snapshot.Snapshots;
import dev.skein.telemetry.Recorder;
import dev.skein.transport.Loop;
import dev.skein.upstream.Upstreams;

/** What all exchanges of a node share. */
public record Services(
        String nodeId,
        Snapshots snapshots,
        Upstreams upstreams,
        Recorder recorder,
        Suspicions suspicions,
        BodyMemory memory,
        Complaints complaints,
        Challenges challenges) {

    /** Counts a failure against a server; too many in a row are told. On that loop. */
    void blame(Server server, Failure failure, Loop loop) {
        server.load().failed(loop.index(), loop.now());
        if (server.outliers().failure()) {
            suspicions.suspect(server.key(), failure);
        }
    }
}
