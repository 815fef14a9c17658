package dev.appdb.controller.migration;

import dev.appdb.migrate.ledger.LedgerRow;
import java.util.Optional;

/** What could be learned of the ledger in this pass. */
sealed interface LedgerView {

    /** The row of this AppMigration's last run, if it ever finished one. */
    record Read(Optional<LedgerRow> last) implements LedgerView {}

    /**
     * It could not be read: nothing is known, neither good nor bad.
     *
     * @param passing whether time alone may change that, as when the server is away
     */
    record Away(String why, boolean passing) implements LedgerView {}

    /** There was no need, or no Secret of ours to read it with. */
    record NotRead() implements LedgerView {}
}
