package dev.skein.acme;

import dev.skein.telemetry.Journal;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/**
 * What orders are placed with.
 *
 * @param holds whether this node is the one that places them
 * @param everybody whether all nodes answer by what the book says since that index
 */
record Ground(
        Shelf shelf,
        Desk desk,
        Journal journal,
        BooleanSupplier holds,
        LongPredicate everybody,
        RandomGenerator random) {}
