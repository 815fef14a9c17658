package dev.appdb.controller.database;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseSpec.DeletionPolicy;
import dev.appdb.api.AppDb;
import dev.appdb.controller.status.Reason;
import dev.appdb.controller.status.State;
import dev.appdb.controller.terms.TermsOfDeletion;
import java.util.ArrayList;
import java.util.List;

/** How an AppDatabase says that all is there, and what else its user should know. */
final class Readiness {
    private Readiness() {}

    static State of(AppDatabase database, Decision.Provision done, Provisioned made) {
        List<String> parts = new ArrayList<>();
        parts.add("schema %s is there".formatted(done.wanted().names().schema().name()));
        parts.add("apps connect with Secret %s"
                .formatted(AppDb.appSecret(database.getMetadata().getName())));
        made.waitsUntil()
                .ifPresent(end -> parts.add(
                        "a rotation waits until %s, when the overlap of the one before it ends".formatted(end)));
        if (done.terms().trashOnDelete()) {
            parts.add("its data goes into the trash with it");
        } else if (done.terms().deletionPolicy() == DeletionPolicy.Delete) {
            parts.add("deletionPolicy Delete is not confirmed, so its data stays when it is deleted: %s confirms it"
                    .formatted(Annotations.command(
                            database, AppDb.CONFIRM_DELETE, TermsOfDeletion.confirmation(WantedTenant.key(database)))));
        }
        return new State.Ready(Reason.Provisioned, String.join("; ", parts));
    }
}
