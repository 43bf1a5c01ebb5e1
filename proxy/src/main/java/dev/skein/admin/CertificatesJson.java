package dev.skein.admin;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.control.CertificatesInUse;
import dev.skein.control.CertificatesInUse.Certificate;
import dev.skein.control.CertificatesInUse.Renewal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
                    .computeIfAbsent(one.certificate().fingerprint(), _ -> json(one, now))
                    .getJsonArray("uses")
                    .add(use(one));
        }
        return new JsonObject().put("certificates", new JsonArray(new ArrayList<>(byFingerprint.values())));
    }

    /**
     * One of them, and the node that uses it.
     *
     * @param renewal null: it comes from a file
     */
    record Used(
            String node, Certificate certificate, @Nullable Renewal renewal) {
        /** With less time left it is a matter for somebody: of one that renews itself, half of what it had left then. */
        long margin(long otherwise) {
            return renewal == null || renewal.at() == 0 ? otherwise : (certificate.until() - renewal.at()) / 2;
        }
    }

    static List<Used> used(Cluster cluster) {
        List<Used> used = new ArrayList<>();
        new TreeMap<>(cluster.reports().latest(CertificatesInUse.KIND)).forEach((node, report) -> {
            try {
                CertificatesInUse told = CertificatesInUse.decode(report.value());
                told.all().forEach(one -> used.add(new Used(node, one, renewal(one, told.renewals()))));
            } catch (MalformedException e) {
                LOG.debug("certificates of node {}: this version can't read it: {}", node, e.getMessage());
            }
        });
        return used;
    }

    private static @Nullable Renewal renewal(Certificate one, List<Renewal> renewals) {
        for (Renewal renewal : renewals) {
            if (renewal.file().equals(one.file())) {
                return renewal;
            }
        }
        return null;
    }

    private static JsonObject json(Used used, long now) {
        Certificate one = used.certificate();
        Renewal renewal = used.renewal();
        return new JsonObject()
                .put("fingerprint", one.fingerprint())
                .put("subject", one.subject())
                .put("issuer", one.issuer())
                .put("names", new JsonArray(one.names()))
                .put("from", Texts.time(one.from()))
                .put("until", Texts.time(one.until()))
                .put("state", renewal != null && renewal.placeholder() ? "placeholder" : state(used, now))
                .put("source", renewal == null ? "file" : "acme")
                .put("renewal", renewal == null || renewal.at() == 0 ? null : Texts.time(renewal.at()))
                .put("ordered", renewal != null && renewal.open())
                .put("trouble", renewal == null ? null : Texts.orNull(renewal.trouble()))
                .put("uses", new JsonArray());
    }

    private static JsonObject use(Used one) {
        return new JsonObject()
                .put("node", one.node())
                .put("use", one.certificate().use())
                .put("where", Texts.orNull(one.certificate().where()))
                .put("file", one.certificate().file());
    }

    private static String state(Used used, long now) {
        Certificate one = used.certificate();
        if (now < one.from()) {
            return "not-yet";
        }
        return now >= one.until() ? "ended" : one.until() - now < used.margin(SOON_MILLIS) ? "ending" : "valid";
    }

    /** Sentences about those that ended, or end within a fortnight, and so will be noticed. */
    static void trouble(Cluster cluster, long now, List<String> hurts, List<String> limps) {
        for (Used one : used(cluster)) {
            Certificate it = one.certificate();
            String what = "certificate of " + it.use() + (it.where().isEmpty() ? "" : " " + it.where()) + " on node "
                    + one.node() + " (" + it.file() + ") ";
            Renewal renewal = one.renewal();
            if (renewal != null && renewal.placeholder()) {
                String why = renewal.trouble().isEmpty() ? "" : ": " + renewal.trouble();
                hurts.add(what + "is a placeholder, since none was issued yet" + why);
            } else if (now >= it.until() || now < it.from()) {
                (it.use().equals("listener") ? hurts : limps).add(what + "is not valid");
            } else if (it.until() - now < one.margin(TROUBLE_MILLIS)) {
                limps.add(what + "ends in " + Texts.count(TimeUnit.MILLISECONDS.toDays(it.until() - now), "day"));
            }
        }
    }
}
