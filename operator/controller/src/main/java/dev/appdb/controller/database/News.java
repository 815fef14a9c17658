package dev.appdb.controller.database;

import static java.util.stream.Collectors.joining;

import dev.appdb.api.AppDatabase;
import dev.appdb.controller.database.Decision.Before;
import dev.appdb.controller.status.Notice;
import dev.appdb.controller.status.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an AppDatabase's user is told of when something was done, beside its new state. */
final class News {
    private News() {}

    static List<Notice> of(AppDatabase given, Decision.Provision decision, Provisioned done) {
        List<Notice> news = new ArrayList<>();
        String schema = decision.wanted().names().schema().name();
        switch (decision.before()) {
            case Before.Nothing nothing -> {}
            case Before.Adopt(var digest) ->
                news.add(Notice.news(Reason.Adopted, "schema %s is adopted, by plan %s".formatted(schema, digest)));
            case Before.Restore(var trashId) ->
                news.add(Notice.news(
                        Reason.Restored,
                        "schema %s is back from trash %s, with new passwords".formatted(schema, trashId)));
        }
        if (decision.renewal().recreateSchema()) {
            news.add(Notice.news(Reason.SchemaRecreated, "schema %s was made again, empty".formatted(schema)));
        }
        if (!done.rotated().isEmpty()) {
            news.add(Notice.news(Reason.Rotated, rotation(decision, done)));
        }
        // where another generation was applied before, what differs is what was asked for
        if (Decide.isApplied(given)) {
            done.locked()
                    .ifPresent(logins -> news.add(Notice.news(
                            Reason.OldPasswordLocked, "can't log in any more, the passwords are old: " + logins)));
            refused(decision).ifPresent(news::add);
            done.drift().ifPresent(drift -> news.add(Notice.news(Reason.Repaired, "had drifted: " + drift)));
        }
        return news;
    }

    private static Optional<Notice> refused(Decision.Provision decision) {
        String secrets = decision.refused().stream()
                .sorted()
                .map(decision.secrets()::name)
                .collect(joining(", "));
        return Optional.of(secrets)
                .filter(names -> !names.isEmpty())
                .map(names -> Notice.warning(
                        Reason.PasswordRefused,
                        "the server refused the password in Secret %s: somebody changed it, there or on the server. The Secret has a new one now"
                                .formatted(names)));
    }

    private static String rotation(Decision.Provision decision, Provisioned done) {
        String cause = decision.rotation().map(RotationRequest::cause).orElse("");
        return "new passwords for %s (%s); those before them go on for %s"
                .formatted(done.kinds(), cause, words(decision.terms().overlap()));
    }

    private static String words(Duration overlap) {
        return overlap.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
