package dev.appdb.migrate.gate;

import dev.appdb.migrate.TenantConnection;

/** x. */
public final class Gate {
    public GateVerdict check(TenantConnection connection, String migration, Want want) {
        return new GateVerdict.Wait(connection + migration + want);
    }
}
