package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.cluster.Outcome;
import dev.appdb.controller.cluster.Reconciliation;
import dev.appdb.controller.cluster.Settings;
import dev.appdb.controller.server.Servers;
import dev.appdb.controller.server.Trouble;
import dev.appdb.controller.server.TroubleException;
import dev.appdb.controller.status.Backoff;
import dev.appdb.controller.status.Conditions;
import dev.appdb.controller.status.Notice;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.controller.terms.Places;
import dev.appdb.postgres.ServerException;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives an AppDatabase its schema, roles and Secrets, and keeps them: observe, decide, act, report.
 *
 * <p>Deleting one is no work: there is no finalizer, tenant and Secrets stay, and the same manifest finds them again.
 */
public final class DatabaseReconciliation implements Reconciliation<AppDatabase> {
    private final Cluster cluster;
    private final Settings settings;
    private final Applied applied;
    private final Places places = new Places();
    private final Clock clock;
    private final Observer observer;
    private final Provisioning provisioning;
    private final Report report;

    /** @param applied where is noted what each tenant was brought to, for {@link DriftPoll} */
    public DatabaseReconciliation(Cluster cluster, Servers servers, Settings settings, Applied applied, Clock clock) {
        this.cluster = cluster;
        this.settings = settings;
        this.applied = applied;
        this.clock = clock;
        this.observer = new Observer(cluster, servers, settings, applied, places, clock);
        this.provisioning = new Provisioning(cluster, servers);
        this.report = new Report(clock);
    }

    @Override
    public Outcome<AppDatabase> reconcile(AppDatabase given, StatusWriter<AppDatabase> status) {
        if (given.isMarkedForDeletion()) {
            return Outcome.done(given);
        }
        AppDatabase database = isAcknowledged(given) ? given : status.write(report.acknowledged(given));
        Decision decision = Decide.next(database, observer.observe(database), settings);
        return carryOut(given, database, decision);
    }

    private static boolean isAcknowledged(AppDatabase database) {
        return database.getStatus() != null
                && database.getMetadata()
                        .getGeneration()
                        .equals(database.getStatus().observedGeneration());
    }

    private Outcome<AppDatabase> carryOut(AppDatabase given, AppDatabase database, Decision decision) {
        if (!(decision instanceof Decision.Provision)) {
            places.leave(database);
        }
        return switch (decision) {
            case Decision.Leave leave -> Outcome.done(database);
            case Decision.Keep keep -> keep(given, database, keep.trouble());
            case Decision.Hold hold -> hold(given, report.held(database, hold.state()), hold.state());
            case Decision.Propose proposal -> hold(given, report.proposed(database, proposal), proposal.state());
            case Decision.Provision provision -> provision(given, database, provision);
        };
    }

    private Outcome<AppDatabase> keep(AppDatabase given, AppDatabase database, Trouble trouble) {
        AppDatabase reported = report.kept(database, trouble);
        List<Condition> before = Report.conditionsOf(given);
        if (!isUnreachable(before)) {
            cluster.notify(given, Notice.warning(trouble.reason(), trouble.message()));
        }
        return Outcome.lookAgain(
                reported, Backoff.since(Report.conditionsOf(reported), Conditions.SERVER_REACHABLE, clock));
    }

    private Outcome<AppDatabase> hold(AppDatabase given, AppDatabase reported, State state) {
        tell(given, Notice.ofChange(Report.conditionsOf(given), state));
        return Outcome.lookAgain(reported, Backoff.since(Report.conditionsOf(reported), Conditions.READY, clock));
    }

    private Outcome<AppDatabase> provision(AppDatabase given, AppDatabase database, Decision.Provision decision) {
        try {
            Provisioned done = provisioning.carryOut(decision);
            applied.put(decision.wanted());
            AppDatabase reported = report.provisioned(database, decision, done);
            tell(given, Notice.ofChange(Report.conditionsOf(given), Readiness.of(database, decision, done)));
            News.of(given, decision, done).forEach(news -> cluster.notify(given, news));
            if (isUnreachable(Report.conditionsOf(given))) {
                cluster.notify(given, Notice.news(Reason.Reachable, "the server answers again"));
            }
            return new Outcome<>(reported, NextLook.after(reported, decision.terms(), done, clock.instant()));
        } catch (ServerException e) {
            return inTrouble(given, database, Trouble.of(e));
        } catch (TroubleException e) {
            return inTrouble(given, database, e.trouble());
        }
    }

    private Outcome<AppDatabase> inTrouble(AppDatabase given, AppDatabase database, Trouble trouble) {
        if (trouble.reason() == Reason.SchemaMissing) {
            places.leave(database);
            State loss = report.lossOf(database, trouble);
            return hold(given, report.held(database, loss), loss);
        }
        return carryOut(given, database, Decide.inTrouble(database, trouble));
    }

    private static boolean isUnreachable(@Nullable List<Condition> conditions) {
        return Conditions.find(conditions, Conditions.SERVER_REACHABLE)
                .filter(condition -> "False".equals(condition.getStatus()))
                .isPresent();
    }

    private void tell(AppDatabase about, Optional<Notice> notice) {
        notice.ifPresent(news -> cluster.notify(about, news));
    }
}
