package dev.skein.admin;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.control.CertificatesInUse;
import dev.skein.control.CertificatesInUse.Certificate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates of all nodes, each one once, with where it is used. */
final class CertificatesJson {
    private static final Logger LOG = LoggerFactory.getLogger(CertificatesJson.class);
    private static final long SOON_MILLIS = TimeUnit.DAYS.toMillis(30);
    private static final long TROUBLE_MILLIS = TimeUnit.DAYS.toMillis(14);

    private CertificatesJson() {}

    /** What ends first comes first. */
    static JsonObject of(Cluster cluster, long now) {
        Map<String, JsonObject> byFingerprint = new LinkedHashMap<>();
        List<Used> all = new ArrayList<>(used(cluster));
        all.sort(Comparator.comparingLong(one -> one.certificate().until()));
        for (Used one : all) {
            byFingerprint
                    .computeIfAbsent(one.certificate().fingerprint(), _ -> json(one.certificate(), now))
                    .getJsonArray("uses")
                    .add(use(one));
        }
        return new JsonObject().put("certificates", new JsonArray(new ArrayList<>(byFingerprint.values())));
    }

    /** One of them, and the node that uses it. */
    record Used(String node, Certificate certificate) {}

    static List<Used> used(Cluster cluster) {
        List<Used> used = new ArrayList<>();
        new TreeMap<>(cluster.reports().latest(CertificatesInUse.KIND)).forEach((node, report) -> {
            try {
                CertificatesInUse.decode(report.value()).all().forEach(one -> used.add(new Used(node, one)));
            } catch (MalformedException e) {
                LOG.debug("certificates of node {}: this version can't read it: {}", node, e.getMessage());
            }
        });
        return used;
    }

    private static JsonObject json(Certificate one, long now) {
        return new JsonObject()
                .put("fingerprint", one.fingerprint())
                .put("subject", one.subject())
                .put("issuer", one.issuer())
                .put("names", new JsonArray(one.names()))
                .put("from", Texts.time(one.from()))
                .put("until", Texts.time(one.until()))
                .put("state", state(one, now))
                .put("uses", new JsonArray());
    }

    private static JsonObject use(Used one) {
        return new JsonObject()
                .put("node", one.node())
                .put("use", one.certificate().use())
                .put("where", Texts.orNull(one.certificate().where()))
                .put("file", one.certificate().file());
    }

    private static String state(Certificate one, long now) {
        if (now < one.from()) {
            return "not-yet";
        }
        return now >= one.until() ? "ended" : one.until() - now < SOON_MILLIS ? "ending" : "valid";
    }

    /** Sentences about those that ended, or end within a fortnight, and so will be noticed. */
    static void trouble(Cluster cluster, long now, List<String> hurts, List<String> limps) {
        for (Used one : used(cluster)) {
            Certificate it = one.certificate();
            String what = "certificate of " + it.use() + (it.where().isEmpty() ? "" : " " + it.where()) + " on node "
                    + one.node() + " (" + it.file() + ") ";
            if (now >= it.until() || now < it.from()) {
                (it.use().equals("listener") ? hurts : limps).add(what + "is not valid");
            } else if (it.until() - now < TROUBLE_MILLIS) {
                limps.add(what + "ends in " + Texts.count(TimeUnit.MILLISECONDS.toDays(it.until() - now), "day"));
            }
        }
    }
}
