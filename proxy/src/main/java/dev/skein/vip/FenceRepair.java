package dev.skein.vip;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a fence again when an interface changed or, where they can, others touched it; both are told. Of one thread. */
final class FenceRepair implements AutoCloseable {
    private final Fence fence;
    private final Consumer<KernelEvent> listener;
    private @Nullable FenceWatch watch;
    private int watched;

    FenceRepair(Fence fence, Consumer<KernelEvent> listener) {
        this.fence = fence;
        this.listener = listener;
    }

    Fence fence() {
        return fence;
    }

    /** Hears of changes by others, if others can make any. */
    void watch(Poller poller) throws KernelException {
        if (fence.mechanism() == Fence.Mechanism.WATCHED) {
            watch = new FenceWatch(fence.table());
            watched = poller.add(watch.descriptor());
            // Whatever happened before somebody listened.
            fence.make();
        }
    }

    void read(Poller poller) throws KernelException {
        if (watch != null && poller.ready(watched) && watch.touched(fence.port())) {
            make("its table was changed by other software");
        }
    }

    void hear(KernelEvent event) {
        switch (event) {
            case KernelEvent.LinkCame(Link link)
            when fence.concerns(link) -> make("interface " + link.name() + " came");
            case KernelEvent.LinkRenamed(Link link, String before)
            when fence.concerns(link) -> make("interface " + before + " is " + link.name() + " now");
            default -> {}
        }
    }

    private void make(String why) {
        try {
            fence.make();
            listener.accept(new KernelEvent.FenceMade(why));
        } catch (KernelException e) {
            listener.accept(new KernelEvent.FenceFailed(e));
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        fence.close();
    }
}
