package dev.skein.proxying;

import dev.skein.snapshot.Snapshots;
import dev.skein.telemetry.Recorder;
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
        Challenges challenges) {}
