package dev.appdb.cli.local;

import dev.appdb.cli.terminal.Terminal;
import dev.appdb.controller.status.Notice;
import dev.appdb.controller.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** Tells each Event as it happens. */
final class Progress implements BiConsumer<HasMetadata, Notice> {
    private static final Set<Reason> DONE = EnumSet.of(
            Reason.Ready,
            Reason.Provisioned,
            Reason.Repaired,
            Reason.Migrated,
            Reason.SchemaAhead,
            Reason.Skipped,
            Reason.Reachable);

    private final Terminal terminal;
    private volatile boolean silent;

    Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void accept(HasMetadata about, Notice notice) {
        if (silent) {
            return;
        }
        String text = "%s  %s: %s"
                .formatted(Key.of(about), notice.reason(), notice.message().replace("\n", "\n    "));
        if (notice.warning()) {
            terminal.failed(text);
        } else if (DONE.contains(notice.reason())) {
            terminal.done(text);
        } else {
            terminal.going(text);
        }
    }

    /** A line that a Job's pod says. */
    void log(String line) {
        terminal.going("    " + line);
    }

    void trouble(Key about, RuntimeException why) {
        if (silent) {
            return;
        }
        terminal.failed("%s  is tried again: %s".formatted(about, why));
    }

    /** What fails from now on fails because the server is going. */
    void silence() {
        silent = true;
    }
}
