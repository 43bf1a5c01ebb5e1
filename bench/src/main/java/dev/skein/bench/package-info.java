/**
 * JMH benchmarks of the pure parts, and the open-loop load generator that {@code bench/run} starts. Nothing here ships;
 * each benchmark runs on JMH's threads, the generator on its own single thread. Called by {@code bench/jmh} and
 * {@code bench/run} only.
 */
@NullMarked
package dev.skein.bench;

import org.jspecify.annotations.NullMarked;
