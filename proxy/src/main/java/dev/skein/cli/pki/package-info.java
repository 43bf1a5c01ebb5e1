/**
 * The authority behind {@code skein cluster}: makes, renews and revokes the certificates by which nodes know each other,
 * as files in one directory. The only user of Bouncy Castle, because the JDK has no public way of making certificates.
 *
 * <p>Runs on the command's thread. Called by the commands of {@link dev.skein.cli} only; a running node reads the files
 * by {@link dev.skein.cluster.trust}.
 */
@NullMarked
package dev.skein.cli.pki;

import org.jspecify.annotations.NullMarked;
