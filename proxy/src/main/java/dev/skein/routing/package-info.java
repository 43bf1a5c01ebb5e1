/**
 * Which route takes a request, and what becomes of its path and fields: host, path, method, header, query, cookie and
 * client network → {@link dev.skein.routing.RouteTable}; {@link dev.skein.routing.PathRewrite};
 * {@link dev.skein.routing.FieldEdits} with {@link dev.skein.routing.Template}s. All of it is compiled when a
 * configuration is read, immutable, shared by all threads, and reads the request's bytes without making Strings; what
 * must change while it works lies in a {@link dev.skein.routing.MatchScratch}, one per event loop. Compiled by the
 * control thread, called by the exchange on its event loop, and by the admin page for explanations.
 */
@NullMarked
package dev.skein.routing;

import org.jspecify.annotations.NullMarked;
