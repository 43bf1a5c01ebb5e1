package dev.skein.listener;

import dev.skein.proxying.BodyMemory;
import dev.skein.proxying.ExchangePool;
import dev.skein.telemetry.Journal;
import dev.skein.telemetry.Metrics;
import dev.skein.transport.Loops;
import dev.skein.transport.TlsProvider;
import java.util.List;
import java.util.function.Supplier;

/**
 * What all listeners of a node share.
 *
 * @param exchanges one pool a loop
 * @param virtual addresses that may come
 * @param issuance certificates that come by themselves
 * @param provider what encrypts; asked for by the first listener with TLS, because its library takes time to load
 */
public record Premises(
        Loops loops,
        List<ExchangePool> exchanges,
        BodyMemory memory,
        Metrics metrics,
        Admittance admittance,
        VirtualAddresses virtual,
        Supplier<TlsProvider> provider,
        Journal journal,
        Issuance issuance) {}
