package dev.appdb.postgres;

import dev.appdb.postgres.password.Verifier;
import java.time.Instant;

/** What is done to a login as its turn comes and goes. */
public sealed interface LoginChange extends Change {

    Identifier login();

    /** A new password for a login that nobody uses. */
    record SetVerifier(Identifier login, Verifier verifier) implements LoginChange {
        @Override
        public String sql() {
            return "ALTER ROLE %s PASSWORD %s".formatted(login, Sql.literal(verifier.text()));
        }

        @Override
        public String summary() {
            return "password of " + login.name();
        }
    }

    /** Notes when a login got its password, which the catalog does not tell. */
    record StampLogin(Identifier login, Instant passwordSet) implements LoginChange {
        @Override
        public String sql() {
            return "COMMENT ON ROLE %s IS %s".formatted(login, Sql.literal(PasswordStamp.comment(passwordSet)));
        }

        @Override
        public String summary() {
            return "date of the password of " + login.name();
        }
    }

    /** NOLOGIN lets open sessions go on. Waits for each to end, but not for long: one that hangs ends when it can. */
    record Disconnect(Identifier login) implements LoginChange {
        private static final String SQL = """
                SELECT pg_terminate_backend(pid, 500) FROM pg_stat_activity
                WHERE usename = %s AND pid <> pg_backend_pid()""";

        @Override
        public String sql() {
            return SQL.formatted(login.literal());
        }

        @Override
        public String summary() {
            return "end of the sessions of " + login.name();
        }
    }
}
