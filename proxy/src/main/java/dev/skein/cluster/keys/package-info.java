/**
 * The keys that a cluster's nodes share: for cookies, heartbeats and TLS tickets; rotated, merged, encrypted at rest.
 *
 * <p>Pure functions over values and time; {@link dev.skein.cluster.keys.KeyRingFile} alone touches the disk. Any thread.
 * The ring's head (version and hash) is agreed on elsewhere; here is what it stands for.
 */
@NullMarked
package dev.skein.cluster.keys;

import org.jspecify.annotations.NullMarked;
