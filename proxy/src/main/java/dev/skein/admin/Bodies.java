package dev.skein.admin;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Reads what a request brings, into memory: a little of anybody, a configuration of those only whom we know. */
final class Bodies {
    private final BodyHandler large = BodyHandler.create(false).setBodyLimit(ConfigurationChanges.MOST_BODY_BYTES);
    private final BodyHandler small = BodyHandler.create(false).setBodyLimit(Guard.MOST_BODY_BYTES);
    private final Access access;

    Bodies(Access access) {
        this.access = access;
    }

    /** The request is paused before, and not any more after. */
    void read(RoutingContext context) {
        String path = context.request().path();
        if (path != null && path.startsWith("/api/v1/config/")) {
            access.known(context).onSuccess(caller -> read(context, large)).onFailure(context::fail);
        } else {
            read(context, small);
        }
    }

    private static void read(RoutingContext context, BodyHandler handler) {
        handler.handle(context);
        context.request().resume();
    }
}
