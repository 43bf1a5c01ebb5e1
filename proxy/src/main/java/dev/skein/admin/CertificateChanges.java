package dev.skein.admin;

import dev.skein.admin.CertificatesJson.Used;
import dev.skein.config.AdminSettings.Role;
import dev.skein.control.CertificatesInUse.Renewal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** What can be done to certificates: to have one that comes by itself ordered before its time. Confined to the admin loop. */
final class CertificateChanges {
    private static final String PATH = "/api/v1/certificates";

    private final NodeView node;

    CertificateChanges(NodeView node) {
        this.node = node;
    }

    void mount(Router router, Access access) {
        router.post(PATH + "/:fingerprint/renew")
                .handler(access.needs(Role.OPERATOR))
                .handler(context -> Answers.later(context, renew(context)));
    }

    private Future<JsonObject> renew(RoutingContext context) {
        Fields.ofChange(context, Set.of());
        Used used = used(Api.segment(context, "fingerprint"));
        Renewal renewal = used.renewal();
        if (renewal == null) {
            throw Refusal.of(
                    409,
                    "certificate: from file " + used.certificate().file()
                            + " (expected: one that comes by itself; a new file is taken up where it lies)");
        }
        String until = "until " + Texts.time(used.certificate().until());
        Audit.note(context, until, "ordered before its time");
        return Future.fromCompletionStage(
                        node.hasten().apply(renewal.file()), context.vertx().getOrCreateContext())
                .map(done -> new JsonObject().put("file", renewal.file()))
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private Used used(String fingerprint) {
        return CertificatesJson.used(node.cluster()).stream()
                .filter(one -> one.certificate().fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        404, "certificate: " + fingerprint + " (expected: the fingerprint of one that is in use)"));
    }

    private static Throwable refusal(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof IllegalStateException ? Refusal.of(409, String.valueOf(cause.getMessage())) : failure;
    }
}
