package dev.appdb.postgres;

/**
 * Which server and which database in it, whatever DNS says. Without it a wrong answer of DNS would look as if every
 * tenant had been lost.
 *
 * @param systemIdentifier of the cluster of databases; its standbys have the same
 * @param databaseOid another one means that the database was made anew
 */
public record ServerIdentity(String systemIdentifier, long databaseOid) {

    public static ServerIdentity of(ServerReport report) {
        return new ServerIdentity(report.systemIdentifier(), report.databaseOid());
    }

    /** As a person confirms it. */
    @Override
    public String toString() {
        return systemIdentifier + "/" + databaseOid;
    }
}
