package dev.appdb.controller.migration;

import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.ledger.LedgerReader;
import dev.appdb.migrate.ledger.LedgerRow;
import java.util.Optional;

/**
 * Where the runs of a database are recorded.
 *
 * <p>Costs one short session per pass, authenticated as the tenant's migrator: never as the admin, whose rights a view in
 * place of the table would take over. Nothing is read at an interval, so an idle AppMigration opens no session; that
 * someone dropped the table is seen at the next pass, which a change of the resource, its Job, its ConfigMaps or its
 * AppDatabase brings about.
 */
@FunctionalInterface
public interface Ledger {

    /**
     * The row that ended the last run of this AppMigration; absent also where there is no table.
     *
     * @throws dev.appdb.migrate.ledger.LedgerException if it cannot be told now
     */
    Optional<LedgerRow> lastComplete(TenantConnection connection, String migration);

    /** The ledger in the tenant's own schema. */
    static Ledger inTheDatabase() {
        return new LedgerReader()::lastComplete;
    }
}
