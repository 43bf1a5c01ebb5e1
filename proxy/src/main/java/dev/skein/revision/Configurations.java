package dev.skein.revision;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's configuration as its admin listener sees it. Any thread; what takes longer completes elsewhere, and fails
 * with an {@link IllegalArgumentException} for something that does not exist.
 *
 * @param view how things are; cheap
 * @param check has all live nodes check one, and changes nothing
 * @param differences between what is in force here and one, by key
 * @param compare two of them
 * @param commit checks one and has it committed, or tried first
 * @param endTrial takes back what is tried
 * @param promoteTrial commits what is tried, before its time is over
 */
public record Configurations(
        Supplier<View> view,
        Function<Which, CompletableFuture<Checked>> check,
        Function<Which, CompletableFuture<Compared>> differences,
        BiFunction<Which, Which, CompletableFuture<Compared>> compare,
        Function<Wanted, CompletableFuture<Result>> commit,
        Function<Decision, CompletableFuture<Result>> endTrial,
        Function<Decision, CompletableFuture<Result>> promoteTrial) {

    /**
     * At one moment.
     *
     * @param states what the nodes said last, by id
     * @param live ids of those that are there
     * @param problems of this node's own file
     * @param whenEqual whether a candidate that all files show is committed by itself
     * @param tried null without a trial
     */
    public record View(
            Head head,
            String self,
            Map<String, NodeState> states,
            List<String> live,
            List<String> problems,
            boolean whenEqual,
            @Nullable Tried tried) {}

    /**
     * How the node that tries a revision is doing, and the others together, as this node heard it last.
     *
     * @param canary null until it is heard of
     */
    public record Tried(CanaryWatch.@Nullable Figures canary, CanaryWatch.Figures others) {}

    /**
     * What somebody decides about a trial.
     *
     * @param by who
     * @param why empty: not said
     * @param revision number of the one that is meant; null: whichever is tried
     */
    public record Decision(String by, String why, @Nullable Long revision) {}
}
