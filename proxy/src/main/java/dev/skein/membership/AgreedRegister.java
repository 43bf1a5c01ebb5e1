package dev.skein.membership;

import dev.skein.cluster.Agreed;
import dev.skein.lease.register.Document;
import dev.skein.lease.register.Outcome;
import dev.skein.lease.register.Register;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The register behind the port of {@code cluster}.
 *
 * @param majority whether this node hears a majority of the voters
 */
public record AgreedRegister(Register register, BooleanSupplier majority) implements Agreed.Register {

    @Override
    public boolean heard() {
        return majority.getAsBoolean();
    }

    @Override
    public Agreed.@Nullable Value value(String key) {
        Document.Value value = register.document().value(key);
        return value == null ? null : new Agreed.Value(value.index(), value.bytes());
    }

    @Override
    public CompletionStage<Agreed.Effect> write(String key, long expected, byte[] bytes) {
        return register.put(key, expected, bytes).thenApply(outcome -> switch (outcome) {
            case Outcome.Committed ignored -> Agreed.Effect.WRITTEN;
            case Outcome.Refused ignored -> Agreed.Effect.OUTDONE;
            case Outcome.NoMajority ignored -> Agreed.Effect.NO_MAJORITY;
            case Outcome.Unknown ignored -> Agreed.Effect.UNKNOWN;
        });
    }
}
