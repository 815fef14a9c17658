package dev.appdb.postgres;

import dev.appdb.postgres.ServerException.Reason;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a server's refusal means, told by SQLSTATE: its words depend on its language. */
final class Failures {
    /** What {@code SET ROLE} says of a name that is nobody's: invalid_parameter_value. */
    private static final String NO_SUCH_ROLE = "22023";

    private Failures() {}

    static ServerException of(SQLException failure, String attempt, Connector at) {
        Optional<ServerException> whileOpening = causes(failure)
                .filter(ServerException.class::isInstance)
                .map(ServerException.class::cast)
                .findFirst();
        if (whileOpening.isPresent()) {
            ServerException known = whileOpening.get();
            return new ServerException(
                    known.reason(), "%s failed: %s".formatted(attempt, known.getMessage()), known.hint(), failure);
        }
        SQLException told = telling(failure);
        Reason reason = reason(told);
        String message = "%s on %s as %s failed: %s".formatted(attempt, at.address(), at.admin(), words(told));
        return new ServerException(reason, message, hint(reason, state(told), at), failure);
    }

    /** The login may not act as the root, or there is none. */
    static ServerException ofRoot(SQLException failure, Identifier root, Connector at) {
        Identifier login = new Identifier(at.access().url().user());
        boolean missing = state(failure).equals(NO_SUCH_ROLE);
        return new ServerException(
                Reason.MISSING_PRIVILEGE,
                "%s on %s can't act as role %s: %s".formatted(login.name(), at.address(), root.name(), words(failure)),
                missing
                        ? "CREATE ROLE %1$s NOLOGIN CREATEROLE; GRANT %1$s TO %2$s;".formatted(root, login)
                        : "GRANT %s TO %s;".formatted(root, login),
                failure);
    }

    /** Of a tenant's login; never a wrong password of the admin's. */
    static ServerException ofLogin(SQLException failure, Login login, Connector at) {
        Reason asAdmin = reason(telling(failure));
        Reason reason = asAdmin == Reason.WRONG_PASSWORD ? Reason.OTHER : asAdmin;
        return new ServerException(
                reason,
                "logging in as %s on %s failed: %s".formatted(login.user(), at.address(), words(failure)),
                asAdmin == Reason.WRONG_PASSWORD
                        ? "The server's pg_hba.conf has to let the tenants' logins in by scram-sha-256, from here too."
                        : hint(reason, state(failure), at),
                failure);
    }

    static boolean isWrongPassword(SQLException failure) {
        return state(failure).equals("28P01");
    }

    static boolean isLoginRefused(SQLException failure) {
        return state(failure).equals("28000");
    }

    /** Cut off while it was made, and not refused in words. */
    static boolean isBroken(SQLException failure) {
        return state(failure).equals("08001") || state(failure).equals("08006");
    }

    /** The server's own words without the driver's, and without the statement that a batch's failure repeats. */
    static String words(SQLException failure) {
        String message = Objects.requireNonNullElse(telling(failure).getMessage(), "no message");
        String state = state(failure);
        return state.isEmpty() ? message : message + " (SQLSTATE " + state + ")";
    }

    private static Reason reason(SQLException failure) {
        if (isTls(failure)) {
            return Reason.TLS;
        }
        String state = state(failure);
        return switch (state) {
            // the last one is the driver's: the server wants a password, and the class has none
            case "28P01", "28000", "08004" -> Reason.WRONG_PASSWORD;
            case "3D000" -> Reason.NO_DATABASE;
            case "25006" -> Reason.STANDBY;
            case "2BP01" -> Reason.DEPENDED_ON;
            case "42501", "0LP01" -> Reason.MISSING_PRIVILEGE;
            // full, starting, stopping, or another session in the way
            case "53300", "57P01", "57P02", "57P03", "55P03", "57014", "40001", "40P01" -> Reason.UNREACHABLE;
            case "XX000" -> concurrent(failure);
            default -> state.startsWith("08") ? Reason.UNREACHABLE : Reason.OTHER;
        };
    }

    /** Two transactions that change one catalog row; PostgreSQL has no SQLSTATE of its own for it. */
    private static Reason concurrent(SQLException failure) {
        return words(failure).contains("concurrently") ? Reason.UNREACHABLE : Reason.OTHER;
    }

    private static String hint(Reason reason, String state, Connector at) {
        return switch (reason) {
            case UNREACHABLE ->
                "Look whether the server runs and takes connections at " + at.address() + "; it is tried again.";
            case WRONG_PASSWORD ->
                state.equals("28000")
                        ? refused(at)
                        : "Put the password of %s into the class's Secret.".formatted(login(at));
            case TLS ->
                "Give the class the CA that signed the server's certificate, and use a host name that is in it, or say another "
                        + "sslmode in the URL; "
                        + (at.access().clientCertificate().isPresent()
                                ? "let the server trust whoever signed the client certificate."
                                : "if the server wants a client certificate, give the class one.");
            case NO_DATABASE -> "CREATE DATABASE, or correct the name in the class's URL.";
            case SERVER_CHANGED -> "Correct DNS or the class's URL, or confirm the new server at the class.";
            case STANDBY -> "Point the class's URL at the primary.";
            case MISSING_PRIVILEGE -> "See the class's status for the privileges that are missing.";
            case CONFLICT, SCHEMA_GONE, PLAN_CHANGED, NO_SCHEMA, DEPENDED_ON, OTHER ->
                "See the server's message and its log.";
        };
    }

    /** Its words are in its own language, so all that it can mean is told. */
    private static String refused(Connector at) {
        return at.access().clientCertificate().isPresent()
                ? "pg_hba.conf lets %s not in from here, or the client certificate is not in that name, or the role may not log in."
                        .formatted(login(at))
                : "pg_hba.conf lets %s not in from here, or only with a client certificate, which the class does not have, or the role may not log in."
                        .formatted(login(at));
    }

    private static String login(Connector at) {
        return at.access().url().user();
    }

    private static boolean isTls(SQLException failure) {
        boolean handshake = causes(failure)
                .anyMatch(cause -> cause instanceof SSLException || cause instanceof GeneralSecurityException);
        // that a server has no TLS, or another name, is said by the driver in words only
        String words = Objects.requireNonNullElse(failure.getMessage(), "").toLowerCase(Locale.ROOT);
        boolean said = words.contains("ssl") || words.contains("hostnameverifier");
        return handshake || (said && state(failure).startsWith("08"));
    }

    /** The pool's own exception says only that there was no connection; why is inside. */
    private static SQLException telling(SQLException failure) {
        return causes(failure)
                .filter(cause -> cause instanceof SQLException sql && sql.getSQLState() != null)
                .map(SQLException.class::cast)
                .filter(cause -> !(cause instanceof SQLTransientConnectionException))
                .findFirst()
                .orElse(failure);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    private static String state(SQLException failure) {
        @Nullable String state = telling(failure).getSQLState();
        return state == null ? "" : state;
    }
}
