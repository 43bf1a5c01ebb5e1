package dev.skein.admin;

import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRing;
import dev.skein.cluster.keys.RingKey;
import dev.skein.config.AdminSettings.Role;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cluster's keys as operators see them, which is without their secrets; and new ones. Confined to the admin loop. */
final class KeyChanges {
    private static final String PATH = "/api/v1/keys";
    private static final int WORD = 20;

    private final NodeView node;

    KeyChanges(NodeView node) {
        this.node = node;
    }

    void mount(Router router, Access access) {
        Api.readable(router, PATH)
                .handler(access.needs(Role.VIEWER))
                .handler(context ->
                        Answers.json(context, 200, json(context, keys().ring().get())));
        router.post(PATH + "/rotate")
                .handler(access.needs(Role.ADMIN))
                .handler(context -> Answers.later(context, rotate(context)));
    }

    private Future<JsonObject> rotate(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("purpose", "revoke"));
        Object revoke = fields.value("revoke");
        if (revoke != null && !(revoke instanceof Boolean)) {
            throw fields.wrong("revoke", "true or false");
        }
        KeyRing now = keys().ring().get();
        String before = words(now);
        IfMatch.check(context, Long.toString(now.version()), () -> "it is " + before + " now");
        Set<KeyPurpose> purposes = purposes(fields, fields.text("purpose", WORD));
        Context loop = context.vertx().getOrCreateContext();
        var rotated = keys().rotation()
                .rotate(
                        purposes,
                        Boolean.TRUE.equals(revoke),
                        Access.of(context).author());
        return Future.fromCompletionStage(rotated, loop)
                .map(ring -> {
                    String former = Boolean.TRUE.equals(revoke) ? ", the former ones revoked" : "";
                    Audit.note(context, before, words(ring) + former);
                    return json(context, ring);
                })
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private static Throwable refusal(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof IllegalStateException
                ? Refusal.of(503, "nothing was changed: " + cause.getMessage())
                : failure;
    }

    private static Set<KeyPurpose> purposes(Fields fields, @Nullable String word) {
        if (word == null) {
            return EnumSet.allOf(KeyPurpose.class);
        }
        return Arrays.stream(KeyPurpose.values())
                .filter(purpose -> Texts.word(purpose).equals(word))
                .findFirst()
                .<Set<KeyPurpose>>map(EnumSet::of)
                .orElseThrow(() -> fields.wrong("purpose", "cookie, heartbeat or ticket"));
    }

    private Quorum.Keys keys() {
        Quorum quorum = node.quorum().get();
        if (quorum == null) {
            throw Refusal.of(409, "keys: there is no key ring (expected: skein.cluster with voters and a secret)");
        }
        return quorum.keys();
    }

    /** As the audit log names a ring; ids are no secrets. */
    private static String words(KeyRing ring) {
        return "version " + ring.version()
                + ring.keys().stream()
                        .map(key -> " " + Texts.word(key.purpose()) + " " + Long.toHexString(key.id()))
                        .collect(Collectors.joining(","));
    }

    /** Ids, and from when to when; never what the keys are. */
    private static JsonObject json(RoutingContext context, KeyRing ring) {
        JsonArray keys = new JsonArray();
        for (RingKey key : List.copyOf(ring.keys())) {
            keys.add(new JsonObject()
                    .put("purpose", Texts.word(key.purpose()))
                    .put("id", Long.toHexString(key.id()))
                    .put("usedFrom", Texts.time(key.activeFrom()))
                    .put("recognisedUntil", Texts.time(key.retireAt())));
        }
        JsonObject json = new JsonObject().put("version", ring.version()).put("keys", keys);
        return IfMatch.tagged(context, Long.toString(ring.version()), json);
    }
}
