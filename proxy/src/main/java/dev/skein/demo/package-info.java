/**
 * The sample web servers of {@code skein demo}: they stand for somebody else's, so they know nothing of the node. Each
 * runs in a process of its own, on one event loop of Vert.x. Started by {@code cli}.
 */
@NullMarked
package dev.skein.demo;

import org.jspecify.annotations.NullMarked;
