/**
 * The server's side of an exchange: per-loop pools of connections to servers, lean HTTP/1.1 on them, tunnels. All of it is
 * confined to one event loop and called by {@code proxying}; only {@link dev.skein.upstream.Upstreams} is written from
 * outside, by {@code control}.
 */
@NullMarked
package dev.skein.upstream;

import org.jspecify.annotations.NullMarked;
