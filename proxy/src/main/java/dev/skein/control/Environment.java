package dev.skein.control;

import dev.skein.cluster.Cluster;
import dev.skein.http.HeadLimits;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Journal;
import dev.skein.telemetry.Metrics;
import dev.skein.upstream.Upstreams;

/**
 * What control gets from the node and never changes.
 *
 * @param loops number of event loops
 * @param zone of this node; empty for none
 * @param cookies what signs cookies where the file names no secret
 * @param responseLimits bounds of heads from servers
 */
public record Environment(
        int loops,
        String zone,
        CookieSecrets cookies,
        HeadLimits responseLimits,
        Ticker ticker,
        Metrics metrics,
        Journal journal,
        Cluster cluster,
        Upstreams upstreams) {}
