package dev.appdb.controller.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link State} into conditions as kstatus wants them, see
 * https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md: {@code Ready} always; {@code Reconciling}
 * or {@code Stalled} only while true.
 */
public final class Conditions {
    public static final String READY = "Ready";
    public static final String RECONCILING = "Reconciling";
    public static final String STALLED = "Stalled";
    public static final String SERVER_REACHABLE = "ServerReachable";

    /** The API server refuses more. */
    private static final int LONGEST_MESSAGE = 8000;

    private final Clock clock;

    public Conditions(Clock clock) {
        this.clock = clock;
    }

    /**
     * The conditions for this state. A transition time moves only where the status of its condition moves; conditions that
     * are not of kstatus are kept.
     */
    public List<Condition> of(@Nullable List<Condition> previous, State state, long generation) {
        List<Condition> before = previous == null ? List.of() : previous;
        List<Condition> after = new ArrayList<>();
        boolean ready = state instanceof State.Ready;
        after.add(condition(before, READY, ready, state.reason(), state.message(), generation));
        switch (state) {
            case State.Ready done -> {}
            case State.InProgress going ->
                after.add(condition(before, RECONCILING, true, going.reason(), going.message(), generation));
            case State.Stalled stuck ->
                after.add(condition(before, STALLED, true, stuck.reason(), stuck.message(), generation));
        }
        before.stream()
                .filter(other -> !List.of(READY, RECONCILING, STALLED).contains(other.getType()))
                .forEach(after::add);
        return List.copyOf(after);
    }

    /** These conditions with one more, or with that one changed. */
    public List<Condition> with(
            @Nullable List<Condition> previous,
            String type,
            boolean holds,
            Reason reason,
            String message,
            long generation) {
        List<Condition> before = previous == null ? List.of() : previous;
        List<Condition> after = new ArrayList<>(before);
        after.removeIf(other -> other.getType().equals(type));
        after.add(condition(before, type, holds, reason, message, generation));
        return List.copyOf(after);
    }

    /** Since when the condition has had this status; now, if it has another. */
    public String since(@Nullable List<Condition> previous, String type, boolean holds) {
        return find(previous, type)
                .filter(old -> Objects.equals(old.getStatus(), status(holds)))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The condition of this type, if there is one. */
    public static Optional<Condition> find(@Nullable List<Condition> conditions, String type) {
        return conditions == null
                ? Optional.empty()
                : conditions.stream()
                        .filter(condition -> condition.getType().equals(type))
                        .findFirst();
    }

    /** Whether the condition of this type is there and true. */
    public static boolean isTrue(@Nullable List<Condition> conditions, String type) {
        return find(conditions, type)
                .filter(found -> "True".equals(found.getStatus()))
                .isPresent();
    }

    private Condition condition(
            List<Condition> before, String type, boolean holds, Reason reason, String message, long generation) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status(holds))
                .withReason(reason.name())
                .withMessage(message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since(before, type, holds))
                .build();
    }

    private static String status(boolean holds) {
        return holds ? "True" : "False";
    }
}
