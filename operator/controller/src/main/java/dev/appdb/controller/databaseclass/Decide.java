package dev.appdb.controller.databaseclass;

import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassStatus;
import dev.appdb.controller.server.PinnedServer;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.controller.terms.TermsMistake;
import dev.appdb.postgres.MissingPrivilege;
import dev.appdb.postgres.ServerIdentity;
import dev.appdb.postgres.ServerReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pure: the same class and observation always give the same decision. Nothing is learned from a standby, nor from a
 * server that is not the pinned one: either may be a wrong answer of DNS.
 */
final class Decide {
    private Decide() {}

    static Decision next(AppDatabaseClass databaseClass, Observation seen) {
        return switch (seen.answer()) {
            case Observation.Answer.None none ->
                unchanged(databaseClass, none.trouble().state());
            case Observation.Answer.Report answer -> of(databaseClass, answer.report(), seen.connections());
        };
    }

    private static Decision of(AppDatabaseClass databaseClass, ServerReport report, int promised) {
        if (report.standby()) {
            return unchanged(databaseClass, standby());
        }
        var found = ServerIdentity.of(report);
        if (!mayWriteTo(databaseClass, found)) {
            return unchanged(
                    databaseClass,
                    changed(databaseClass, PinnedServer.of(databaseClass).orElseThrow(), found));
        }
        State state = report.missing().isEmpty()
                ? TermsMistake.of(databaseClass).orElseGet(() -> ready(databaseClass, report, promised))
                : missing(report.missing());
        return new Decision(state, Optional.of(found), Optional.of(report.version()));
    }

    /** The first server that is met, the one that is known, or one that a person has confirmed. */
    static boolean mayWriteTo(AppDatabaseClass databaseClass, ServerIdentity found) {
        return PinnedServer.of(databaseClass)
                        .filter(pinned -> !pinned.equals(found))
                        .isEmpty()
                || isConfirmed(databaseClass, found);
    }

    /** With the server that is known so far. */
    static Decision unchanged(AppDatabaseClass databaseClass, State state) {
        return new Decision(
                state,
                PinnedServer.of(databaseClass),
                Optional.ofNullable(databaseClass.getStatus()).map(AppDatabaseClassStatus::serverVersion));
    }

    private static State ready(AppDatabaseClass databaseClass, ServerReport report, int promised) {
        Stream<String> privileges = report.advice().isEmpty()
                ? Stream.empty()
                : Stream.of("Tenants are less safe than they could be, which an admin mends so: "
                        + statements(report.advice()));
        return new State.Ready(
                Reason.Ready,
                Stream.of(
                                Stream.of("PostgreSQL " + report.version()),
                                BudgetAdvice.of(databaseClass, report.maxConnections(), promised),
                                privileges)
                        .flatMap(Function.identity())
                        .collect(Collectors.joining(". ")));
    }

    private static State missing(List<MissingPrivilege> missing) {
        return new State.Stalled(
                Reason.MissingPrivilege,
                "The admin's login lacks privileges. As a superuser or as the owner of what is named, run: "
                        + statements(missing));
    }

    private static String statements(List<MissingPrivilege> privileges) {
        return privileges.stream()
                .map(privilege -> "%s; -- %s".formatted(privilege.sql(), privilege.what()))
                .collect(Collectors.joining("\n"));
    }

    private static State standby() {
        return new State.InProgress(
                Reason.ServerIsStandby,
                "The server is a standby, which nothing can be written to, and nothing is concluded from. Let the url"
                        + " name the primary; a failover ends this by itself");
    }

    private static State changed(AppDatabaseClass databaseClass, ServerIdentity pinned, ServerIdentity found) {
        String name = databaseClass.getMetadata().getName();
        return new State.Stalled(
                Reason.ServerChanged,
                ("The url leads to another server or database (system identifier/database OID %s) than the one that"
                                + " this class's databases are in (%s), so nothing is written. If DNS is wrong, correct it."
                                + " If the server was rebuilt on purpose, confirm:"
                                + " kubectl annotate appdatabaseclass %s %s=%s --overwrite")
                        .formatted(found, pinned, name, ClassReconciliation.CONFIRM_SERVER, found));
    }

    private static boolean isConfirmed(AppDatabaseClass databaseClass, ServerIdentity found) {
        return Optional.ofNullable(databaseClass.getMetadata().getAnnotations())
                .orElse(Map.of())
                .getOrDefault(ClassReconciliation.CONFIRM_SERVER, "")
                .equals(found.toString());
    }
}
