package dev.skein.link;

import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * How a connection came about.
 *
 * @param hello of the other node
 * @param dialed by this node
 * @param renews whether it takes the place of another one
 * @param session null: clear text
 */
record Origin(
        Hello hello,
        boolean dialed,
        boolean renews,
        @Nullable SSLSession session) {}
