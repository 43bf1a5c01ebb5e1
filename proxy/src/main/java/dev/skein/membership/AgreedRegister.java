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
    public CompletionStage<Boolean> put(String key, long expected, byte[] bytes) {
        return register.put(key, expected, bytes).thenApply(outcome -> switch (outcome) {
            case Outcome.Committed ignored -> true;
            case Outcome.Refused ignored -> true;
            case Outcome.NoMajority ignored -> false;
            case Outcome.Unknown ignored -> false;
        });
    }
}
