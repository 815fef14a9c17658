package dev.appdb.postgres;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One class's database, seen by its admin. Thread-safe; holds at most four connections, and none while it is idle.
 *
 * <p>Every method throws {@link ServerException}. An admin session reads system catalogs and AppDB's own schema
 * {@code appdb} and nothing of a tenant's.
 */
public final class DatabaseServer implements AutoCloseable {
    private final Connector connector;
    private final AdminSessions sessions;
    private final LoginTrials trials;

    /** Saves a round trip for every tenant; looked at again after each failure. */
    private final AtomicBoolean groundLaid = new AtomicBoolean();

    private DatabaseServer(Connector connector) {
        this.connector = connector;
        this.sessions = new AdminSessions(connector);
        this.trials = new LoginTrials(connector, sessions);
    }

    /**
     * Does not connect yet.
     *
     * @param expected the only server and database to work on: every new connection is asked once, and another one, or
     *     a standby, is refused ({@code SERVER_CHANGED}, {@code STANDBY}). Absent takes whichever answers
     * @throws ServerException if a certificate or key can't be read
     */
    public static DatabaseServer open(ServerAccess access, Optional<ServerIdentity> expected) {
        return new DatabaseServer(new Connector(access, expected));
    }

    /**
     * Who answers, by one query that changes nothing: what is missing or advised is not looked at. To be asked before
     * anything is written to a server that may be another one than yesterday's.
     */
    public ServerReport identify() {
        return sessions.call("asking the server who it is", Inspection::identity);
    }

    /**
     * What the server is and what the admin lacks there. Makes AppDB's own schema, and closes schema {@code public} to
     * tenants, where it may.
     */
    public ServerReport inspect() {
        return sessions.call("inspecting the server", connection -> Inspection.of(connection, connector));
    }

    /** All of that installation in this database, by one catalog query. */
    public Census census(String clusterId) {
        return sessions.call("reading the tenants", connection -> Catalog.readAll(connection, clusterId));
    }

    /**
     * Makes the tenant, or repairs what drifted, in one transaction, exclusively; then ends the sessions of logins that
     * are locked. Sends nothing but reads when there is nothing to do.
     *
     * @param renewal which kinds get a new login. So does a kind of which a login had to be made, unless its Secret
     *     works. The server is given a verifier only. Each new login was tried when this returns; when it throws, there
     *     is at worst one that nobody uses
     */
    public Ensured ensure(Wanted wanted, Renewal renewal) {
        Ensure ensure = new Ensure(wanted, renewal);
        return tried(
                wanted,
                inGround("ensuring tenant " + wanted.mark().key(), connection -> ensure.in(connection, groundLaid)));
    }

    /**
     * What it would take to make the schema of that name, which is somebody's and which an admin has listed for this
     * tenant, the tenant's own. Reads catalogs only.
     *
     * @throws ServerException {@code CONFLICT} for a schema that is nobody's to adopt, {@code MISSING_PRIVILEGE} with the
     *     statements for one that the admin can't give away, {@code NO_SCHEMA} where there is none of that name
     */
    public Adoption planAdoption(Wanted wanted) {
        return sessions.call(adopting("planning to adopt", wanted), connection -> new Adopt(connection, wanted).plan());
    }

    /**
     * Does what a person has agreed to, in one transaction, and gives every kind a new login as {@link #ensure} does. On
     * a schema that is the tenant's already it is that.
     *
     * @param digest of the {@link Adoption} that was shown
     * @throws ServerException as {@link #planAdoption}; {@code PLAN_CHANGED} with the digest of the new plan
     */
    public Ensured adopt(Wanted wanted, String digest) {
        Optional<Ensured> adopted = inGround(
                adopting("adopting", wanted), connection -> new Adopt(connection, wanted).as(digest, groundLaid));
        return adopted.map(ensured -> tried(wanted, ensured)).orElseGet(() -> ensure(wanted, Renewal.none()));
    }

    /** Whether the login's password is the right one; false for a login that is not there or locked, too. */
    public boolean accepts(Login login) {
        return trials.accepts(login);
    }

    /**
     * Whether the server says that the login's password is wrong, and nothing else. To be asked of a login that is in use:
     * one that has hardly a connection left is not tried, since the try would take the last one from its app.
     *
     * @return false also where that is not known, as of a login that is locked, and while the server is full or away
     */
    public boolean refuses(Login login) {
        return trials.refuses(login);
    }

    /**
     * Notes in its mark since when the tenant's AppDatabase is gone. Here as in {@link #lock} and {@link #trash}: where
     * the mark is another one than {@code found} by now, somebody took the tenant up again, and it stays as it is.
     *
     * @throws ServerException {@code CONFLICT} then
     */
    public void orphan(Mark found, Instant since) {
        sessions.call("marking tenant " + found.key() + " as orphaned", connection -> {
            Trash.orphan(connection, found, since);
            return true;
        });
    }

    /** Lets none of the tenant's logins in any more, all in one transaction. Sessions that are open go on. */
    public void lock(Mark found) {
        sessions.call("locking the logins of tenant " + found.key(), connection -> {
            Trash.lock(connection, found);
            return true;
        });
    }

    /**
     * Takes its names, logins and passwords from the tenant, in one transaction, so that another can have the names; then
     * ends its sessions. Data, grants and memberships stay.
     *
     * @return what {@link #restore} and {@link #purge} are told
     */
    public TrashedTenant trash(Mark found) {
        return sessions.call("trashing tenant " + found.key(), connection -> Trash.trash(connection, found));
    }

    /** For trash that is {@link TrashedTenant#inUse}: what {@link #trash} does last, if it got that far. */
    public void endSessions(TrashedTenant trash) {
        sessions.call("ending the sessions of " + trash, connection -> Trash.endSessions(connection, trash));
    }

    /**
     * Gives a trashed tenant the names of {@code wanted}, in one transaction. Its logins stay locked, without passwords,
     * until {@link #ensure} makes it what is wanted.
     *
     * @param anyNamespace whether the namespace may be another one than then, made anew under the same name
     * @throws ServerException {@code CONFLICT} when one of the names is taken, the trash is not there any more, or was of
     *     another AppDatabase
     */
    public void restore(String trashId, Mark wanted, boolean anyNamespace) {
        sessions.call("restoring " + trashId + " as tenant " + wanted.key(), connection -> {
            Trash.restore(connection, Trash.find(connection, trashId), wanted, anyNamespace);
            return true;
        });
    }

    /**
     * Drops a trashed tenant for good: its roles and all that they own in this database. A tenant made under the same
     * names since is another one.
     *
     * @throws ServerException {@code DEPENDED_ON}, naming them, when objects of others depend on it, or it has some in
     *     other databases; nothing is dropped then. {@code CONFLICT} when it is not there any more
     */
    public void purge(TrashedTenant trash) {
        sessions.call("purging " + trash, connection -> {
            TrashPurge.of(connection, trash);
            return true;
        });
    }

    @Override
    public void close() {
        sessions.close();
    }

    private static String adopting(String what, Wanted wanted) {
        return "%s schema %s for tenant %s"
                .formatted(what, wanted.names().schema().name(), wanted.mark().key());
    }

    private <T> T inGround(String attempt, AdminSessions.Work<T> work) {
        try {
            return sessions.call(attempt, work);
        } catch (ServerException failure) {
            groundLaid.set(false);
            throw failure;
        }
    }

    private Ensured tried(Wanted wanted, Ensured ensured) {
        ensured.logins().forEach((kind, login) -> trials.tryOut(wanted.actsAs(kind), login));
        return ensured;
    }
}
