package dev.skein.control;

import dev.skein.config.Settings;
import dev.skein.snapshot.ErrorPages;
import io.netty.handler.ssl.SslContext;
import java.util.Map;

/**
 * Settings with everything that could fail done already, so that taking them into effect can't.
 *
 * @param tls contexts towards servers, by pool
 */
public record Compiled(Settings settings, Map<String, SslContext> tls, ErrorPages errors) {}
