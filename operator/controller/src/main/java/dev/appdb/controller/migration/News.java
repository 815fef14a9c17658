package dev.appdb.controller.migration;

import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationStatus;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Notice;
import dev.appdb.controller.status.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The Events that go with a change of status: one for each condition that tells something new. */
final class News {
    /** Where another message is another happening, also when the reason stays. */
    private static final Set<String> TOLD_AGAIN = Set.of(
            Reason.MigrationFailed.name(),
            Reason.JobFailed.name(),
            Reason.RetryingMigration.name(),
            Reason.SourceInvalid.name());

    private static final Set<String> WARNINGS = Set.of(
            Reason.RetryingMigration.name(),
            Reason.PodNotStarting.name(),
            Reason.JobRefused.name(),
            Reason.ServerUnreachable.name());

    private News() {}

    static List<Notice> between(AppMigration before, AppMigration after) {
        Set<Reason> told = EnumSet.noneOf(Reason.class);
        return Stream.of(Conditions.READY, Conditions.SERVER_REACHABLE)
                .flatMap(type -> news(find(before, type), find(after, type), after))
                .filter(notice -> told.add(notice.reason()))
                .toList();
    }

    private static Stream<Notice> news(Optional<Condition> before, Optional<Condition> after, AppMigration migration) {
        return after.stream()
                .filter(now -> !isUsual(before, now))
                .filter(now -> before.filter(then -> isSame(then, now)).isEmpty())
                .map(now -> new Notice(isWarning(now, migration), Reason.valueOf(now.getReason()), now.getMessage()));
    }

    /** That a server can be reached is news only after it could not. */
    private static boolean isUsual(Optional<Condition> before, Condition now) {
        return now.getType().equals(Conditions.SERVER_REACHABLE) && "True".equals(now.getStatus()) && before.isEmpty();
    }

    private static boolean isSame(Condition then, Condition now) {
        return Objects.equals(then.getStatus(), now.getStatus())
                && Objects.equals(then.getReason(), now.getReason())
                && (!TOLD_AGAIN.contains(now.getReason()) || Objects.equals(then.getMessage(), now.getMessage()));
    }

    private static boolean isWarning(Condition now, AppMigration migration) {
        return WARNINGS.contains(now.getReason())
                || (now.getType().equals(Conditions.READY)
                        && find(migration, Conditions.STALLED).isPresent());
    }

    private static Optional<Condition> find(AppMigration migration, String type) {
        AppMigrationStatus status = migration.getStatus();
        return status == null ? Optional.empty() : Conditions.find(status.conditions(), type);
    }
}
