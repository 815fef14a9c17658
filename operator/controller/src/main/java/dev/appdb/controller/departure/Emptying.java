package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabaseClassStatus.Trashed;
import dev.appdb.postgres.DatabaseServer;
import dev.appdb.postgres.ServerException;
import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.TrashedTenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Purges trash when its time has come, and lists what there is. */
final class Emptying {
    /** What depends on it goes when its owner lets go of it. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private static final int MOST = 100;

    private final DatabaseServer server;
    private final Told told;
    private final Refusals refusals;
    private final Rules rules;

    Emptying(DatabaseServer server, Told told, Refusals refusals, Rules rules) {
        this.server = server;
        this.told = told;
        this.refusals = refusals;
        this.rules = rules;
    }

    /** @return what is left of it */
    List<TrashedTenant> over(List<TrashedTenant> trash, Instant now) {
        return trash.stream().filter(one -> isLeft(one, now)).toList();
    }

    List<Trashed> listed(Collection<TrashedTenant> trash) {
        return trash.stream()
                .sorted(Comparator.comparing(TrashedTenant::since).reversed().thenComparing(TrashedTenant::id))
                .limit(MOST)
                .map(one -> new Trashed(
                        one.id(),
                        one.mark().key().toString(),
                        one.since().toString(),
                        News.purgeAt(one, rules).toString(),
                        refusals.why(one.id()).orElse(null)))
                .toList();
    }

    private boolean isLeft(TrashedTenant trash, Instant now) {
        boolean due = !now.isBefore(News.purgeAt(trash, rules));
        if (!(due || trash.inUse()) || refusals.isRecent(trash.id())) {
            return true;
        }
        try {
            if (!due) { // who trashed it got no further
                server.endSessions(trash);
                return true;
            }
            server.purge(trash);
            told.admins(News.purged(trash));
            return false;
        } catch (ServerException refusal) {
            if (Settling.isOfServer(refusal)) {
                throw refusal;
            }
            // Restored or purged by somebody else, then: the next census tells.
            if (refusal.reason() != Reason.CONFLICT && refusals.add(trash.id(), News.text(refusal), AGAIN)) {
                told.admins(News.kept(trash, refusal));
            }
            return true;
        }
    }
}
