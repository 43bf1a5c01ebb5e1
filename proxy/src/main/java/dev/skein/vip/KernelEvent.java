package dev.skein.vip;

/** What the kernel tells of its own accord. */
public sealed interface KernelEvent {

    /**
     * An address that was put is no longer there: other software removed it, its lifetime ended, or its interface went (IPv6:
     * or was switched off). It is no longer announced. Whoever still holds it puts it again, or releases it.
     */
    record AddressLost(VirtualAddress address) implements KernelEvent {}

    /** An interface was switched on or off, lost or found its carrier, or has another hardware address. */
    record LinkChanged(Link link) implements KernelEvent {}

    /** An interface came, perhaps one of a known name again. */
    record LinkCame(Link link) implements KernelEvent {}

    /** An interface went, and its addresses with it. */
    record LinkGone(Link link) implements KernelEvent {}

    /** An interface has another name; its addresses are still on it, and fenced under the new name. */
    record LinkRenamed(Link link, String before) implements KernelEvent {}

    /** An announcement was not sent; the next one is tried at its time. */
    record AnnouncementFailed(VirtualAddress address, KernelException reason) implements KernelEvent {}

    /** The fence's table was made again, leases included, and why: an interface changed, or other software flushed it. */
    record FenceMade(String why) implements KernelEvent {}

    /** The fence could not be made again after a change; until it is, nothing but lifetimes of whole seconds holds. */
    record FenceFailed(KernelException reason) implements KernelEvent {}
}
