package dev.appdb.controller.databaseclass;

import dev.appdb.controller.status.State;
import dev.appdb.postgres.ServerIdentity;
import java.util.Optional;

/**
 * What the class's status has to say.
 *
 * @param pinned the server that tenants are made in from now on; empty until the first answered
 * @param serverVersion of that server, when it was last seen
 */
record Decision(State state, Optional<ServerIdentity> pinned, Optional<String> serverVersion) {}
