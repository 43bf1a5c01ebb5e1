package dev.skein.roll;

import java.util.List;

/**
 * A roll to be begun.
 *
 * @param pool empty for nodes
 * @param targets ids, in their order; for servers within the pool
 * @param runner token of the command line that will run the commands; empty for nodes
 */
public record Wanted(
        Roll.Kind kind, String pool, List<String> targets, Terms terms, String author, String note, String runner) {}
