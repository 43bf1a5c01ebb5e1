/**
 * Virtual addresses, the kernel's side: put on and off interfaces (rtnetlink), announced (AF_PACKET), and fenced by a lease
 * that the kernel itself ends after milliseconds (nftables over raw netlink). Who shall hold what is decided elsewhere.
 *
 * <p>Nothing but the JDK: the kernel is called by {@code java.lang.foreign}, so that it can run in the keeper process. One
 * thread opens {@link dev.skein.vip.Kernel} and calls all of it; only {@link dev.skein.vip.Kernel#wake()} may be called by
 * others. Called by the keeper's main loop. Everything is idempotent: what is asked for twice is done once.
 */
@NullMarked
package dev.skein.vip;

import org.jspecify.annotations.NullMarked;
