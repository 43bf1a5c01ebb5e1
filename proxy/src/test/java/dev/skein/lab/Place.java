package dev.skein.lab;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Takes threads of this process to a place of a bench: sockets that they open are there. So a test can be client and operator
 * without a process of its own. The namespace belongs to the thread, hence platform threads, one for each task.
 */
final class Place {
    private static final int READ_ONLY = 0;
    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SETNS =
            function("setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    /** {@code CLONE_NEWNET}. */
    private static final int NETWORK = 0x40000000;

    private final String namespace;

    Place(String namespace) {
        this.namespace = namespace;
    }

    @SuppressWarnings("restricted") // there is no other way into a namespace
    private static MethodHandle function(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }

    /** Runs it there, and waits for the end. */
    <T> T call(Callable<T> task) {
        try {
            return start(task).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(namespace + ": " + e.getCause(), e.getCause());
        }
    }

    /** Runs it there in the background. */
    <T> Future<T> start(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("at " + namespace).start(() -> {
            try {
                enter();
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void enter() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            int file = (int) OPEN.invokeExact(arena.allocateFrom("/run/netns/" + namespace), READ_ONLY);
            int done = (int) SETNS.invokeExact(file, NETWORK);
            int closed = (int) CLOSE.invokeExact(file);
            if (file < 0 || done < 0 || closed < 0) {
                throw new IllegalStateException("can't enter the network namespace " + namespace);
            }
        }
    }
}
