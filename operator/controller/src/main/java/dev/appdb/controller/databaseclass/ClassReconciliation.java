package dev.appdb.controller.databaseclass;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Outcome;
import dev.appdb.controller.cluster.Reconciliation;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.databaseclass.Observation.Answer;
import dev.appdb.controller.departure.Leftovers;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.server.TroubleException;
import dev.appdb.controller.status.Backoff;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Notice;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.postgres.ServerException;
import dev.appdb.postgres.ServerIdentity;
import dev.appdb.postgres.ServerReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out whether tenants can be made in a class's server. It changes nothing there but the operator's own schema {@code
 * appdb}.
 */
public final class ClassReconciliation implements Reconciliation<AppDatabaseClass> {
    /**
     * Annotation of a class, {@code <system identifier>/<database OID>}: a person has seen that the server is another
     * one, and this one is right.
     */
    public static final String CONFIRM_SERVER = AppDb.GROUP + "/confirm-server";

    /** How often a server that is well is asked for its version and the admin's privileges. */
    private static final Duration ROUND = Duration.ofMinutes(5);

    private final Cluster cluster;
    private final Servers servers;
    private final Function<String, Optional<Leftovers>> leftovers;
    private final Clock clock;
    private final Report report;

    /** @param leftovers by the class's name, see {@link Observation#leftovers} */
    public ClassReconciliation(
            Cluster cluster,
            Servers servers,
            Settings settings,
            Function<String, Optional<Leftovers>> leftovers,
            Clock clock) {
        this.cluster = cluster;
        this.servers = servers;
        this.leftovers = leftovers;
        this.clock = clock;
        this.report = new Report(new Conditions(clock), settings);
    }

    @Override
    public Outcome<AppDatabaseClass> reconcile(AppDatabaseClass given, StatusWriter<AppDatabaseClass> status) {
        AppDatabaseClass databaseClass = isAcknowledged(given) ? given : status.write(acknowledged(given));
        Observation seen = observe(databaseClass, ask(databaseClass));
        Decision decision = Decide.next(databaseClass, seen);
        AppDatabaseClass reported = report.of(databaseClass, decision, seen);
        Notice.ofChange(Report.conditionsOf(given), decision.state())
                .ifPresent(notice -> cluster.notify(given, notice));
        return Outcome.lookAgain(
                reported,
                decision.state() instanceof State.Ready
                        ? ROUND
                        : Backoff.since(Report.conditionsOf(reported), Conditions.READY, clock));
    }

    private static boolean isAcknowledged(AppDatabaseClass databaseClass) {
        return databaseClass.getStatus() != null
                && databaseClass
                        .getMetadata()
                        .getGeneration()
                        .equals(databaseClass.getStatus().observedGeneration());
    }

    /** A new generation is not ready until it was looked at. */
    private AppDatabaseClass acknowledged(AppDatabaseClass given) {
        State state = new State.InProgress(Reason.Reconciling, "asks the server who it is");
        Observation seen = observe(given, new Answer.None(new Trouble(state.reason(), state.message(), true)));
        return report.of(given, Decide.unchanged(given, state), seen);
    }

    private Answer ask(AppDatabaseClass databaseClass) {
        try {
            return new Answer.Report(servers.look(databaseClass, server -> {
                ServerReport who = server.identify();
                return Decide.mayWriteTo(databaseClass, ServerIdentity.of(who)) ? server.inspect() : who;
            }));
        } catch (TroubleException e) {
            return new Answer.None(e.trouble());
        } catch (ServerException e) {
            return new Answer.None(Trouble.of(e));
        }
    }

    private Observation observe(AppDatabaseClass databaseClass, Answer answer) {
        String name = databaseClass.getMetadata().getName();
        List<AppDatabaseStatus> bound = cluster.databases().stream()
                .map(AppDatabase::getStatus)
                .filter(Objects::nonNull)
                .filter(status -> name.equals(status.boundClass()))
                .toList();
        int connections = bound.stream()
                .map(AppDatabaseStatus::connections)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .sum();
        return new Observation(answer, bound.size(), connections, leftovers.apply(name));
    }
}
