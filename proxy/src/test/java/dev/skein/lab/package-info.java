/**
 * The bench of network namespaces ({@code lab/lab}) for tests that need several machines: real links that can be cut, real
 * processes that can be frozen. Tests that use it carry the tag {@code lab} and run with the Maven profile {@code lab}, as
 * root.
 */
@NullMarked
package dev.skein.lab;

import org.jspecify.annotations.NullMarked;
