package dev.appdb.controller.departure;

import dev.appdb.api.AppDb;
import dev.appdb.controller.departure.Decision.Orphan;
import dev.appdb.controller.status.Notice;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.terms.TermsOfDeletion;
import dev.appdb.postgres.Mark;
import dev.appdb.postgres.ServerException;
import dev.appdb.postgres.TrashedTenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What people are told of a departure. */
final class News {
    private News() {}

    static Notice orphaned(Mark mark, Orphan.Next next, Rules rules) {
        String grace = text(rules.lockGrace());
        return switch (next) {
            case LOCK -> Notice.news(Reason.Orphaned, stays(mark, grace));
            case LOCK_UNCONFIRMED ->
                Notice.warning(
                        Reason.DeleteUnconfirmed,
                        "%s. Its deletionPolicy is Delete, which nobody confirmed: to have its data deleted, apply the manifest again with annotation %s: %s, and delete it"
                                .formatted(
                                        stays(mark, grace),
                                        AppDb.CONFIRM_DELETE,
                                        TermsOfDeletion.confirmation(mark.key())));
            case TRASH ->
                Notice.warning(
                        Reason.Orphaned,
                        "AppDatabase %s is gone, but nobody was there to see it deleted: its data goes into the trash in %s, unless the same manifest is applied again"
                                .formatted(mark.key(), grace));
        };
    }

    static Notice locked(Mark mark) {
        return Notice.news(
                Reason.LoginsLocked,
                "AppDatabase %s was deleted and no session of it is open: its logins are locked. Schema %s and its Secrets stay; the same manifest brings all of it back"
                        .formatted(mark.key(), mark.names().schema().name()));
    }

    static Notice trashed(TrashedTenant trash, Rules rules) {
        return Notice.news(
                Reason.Trashed,
                "AppDatabase %s was deleted and its data with it: all of it is %s in the trash until %s. An AppDatabase of the same namespace and name with annotation %s: %s brings it back"
                        .formatted(trash.mark().key(), trash.id(), purgeAt(trash, rules), AppDb.RESTORE, trash.id()));
    }

    static Notice purged(TrashedTenant trash) {
        return Notice.news(
                Reason.Purged,
                "%s, which was AppDatabase %s, is gone for good"
                        .formatted(trash.id(), trash.mark().key()));
    }

    static Notice kept(TrashedTenant trash, ServerException refusal) {
        return Notice.warning(
                Reason.PurgeRefused,
                "%s, which was AppDatabase %s, is kept though its time has come: %s"
                        .formatted(trash.id(), trash.mark().key(), text(refusal)));
    }

    static Notice failed(Mark mark, ServerException refusal) {
        return Notice.warning(
                Reason.DepartureFailed,
                "AppDatabase %s is gone, and what is left of it could not be put right: %s"
                        .formatted(mark.key(), text(refusal)));
    }

    static Instant purgeAt(TrashedTenant trash, Rules rules) {
        return trash.since().plus(rules.trashRetention());
    }

    static String text(ServerException refusal) {
        String happened = String.valueOf(refusal.getMessage());
        return refusal.hint().isEmpty() ? happened : happened + ". " + refusal.hint();
    }

    private static String stays(Mark mark, String grace) {
        return "AppDatabase %s was deleted; schema %s, its data and its Secrets stay. In %s its logins are locked, unless sessions are open then. The same manifest brings all of it back"
                .formatted(mark.key(), mark.names().schema().name(), grace);
    }

    /** As users write it: {@code 1h30m}. */
    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
