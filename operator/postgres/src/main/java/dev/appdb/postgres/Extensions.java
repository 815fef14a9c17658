package dev.appdb.postgres;

import dev.appdb.postgres.ExtensionChange.CreateExtension;
import dev.appdb.postgres.ExtensionChange.MakeSchema;
import dev.appdb.postgres.ExtensionChange.ProtectSchema;
import dev.appdb.postgres.ExtensionChange.ShareSchema;
import dev.appdb.postgres.ServerException.Reason;
import dev.appdb.postgres.Transaction.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The database's extensions, in one schema that all tenants use and none can write to: they belong to no tenant, since
 * dropping one takes columns of every tenant's tables along.
 */
final class Extensions {
    /** No tenant's name has parentheses. */
    private static final Identifier LOCK = new Identifier("(extensions)");

    private static final String SCHEMA = """
            SELECT pg_get_userbyid(n.nspowner) AS owner,
                   o.rolsuper OR pg_has_role(n.nspowner, 'MEMBER') AS trusted,
                   EXISTS (SELECT FROM aclexplode(n.nspacl) a
                           WHERE a.grantee = 0 AND a.privilege_type = 'USAGE') AS shared,
                   EXISTS (SELECT FROM aclexplode(n.nspacl) a
                           WHERE a.grantee = 0 AND a.privilege_type = 'CREATE') AS writable
            FROM pg_namespace n JOIN pg_roles o ON o.oid = n.nspowner
            WHERE n.nspname = ?""";

    private static final String EXTENSION = """
            SELECT v.name IS NOT NULL AS available, v.schema AS fixed, n.nspname AS schema, coalesce(%s, false) AS usable
            FROM (SELECT ?::name AS name) asked
            LEFT JOIN pg_available_extensions e ON e.name = asked.name
            LEFT JOIN pg_available_extension_versions v ON v.name = e.name AND v.version = e.default_version
            LEFT JOIN pg_extension x ON x.extname = asked.name
            LEFT JOIN pg_namespace n ON n.oid = x.extnamespace""".formatted(CatalogQuery.USABLE);

    private final Connection connection;

    Extensions(Connection connection) {
        this.connection = connection;
    }

    /**
     * What was made or repaired so that tenants can use them. One that stands in another schema stays there.
     *
     * @param missing those that tenants can't use now
     * @throws ServerException {@code MISSING_PRIVILEGE} with a superuser's statement, where only that one may
     */
    List<Change> make(Set<String> missing, Optional<Identifier> in) throws SQLException {
        if (missing.isEmpty() || in.isEmpty()) {
            return List.of();
        }
        Identifier schema = in.get();
        List<Change> made = new ArrayList<>(prepare(schema));
        for (String name : missing.stream().sorted().toList()) {
            make(new Identifier(name), schema).ifPresent(made::add);
        }
        return made;
    }

    private List<Change> prepare(Identifier schema) throws SQLException {
        return Transaction.run(connection, inside -> {
            Groundwork.lock(inside, LOCK, LOCK);
            List<Change> changes = lacking(schema);
            Transaction.send(inside, changes.stream().map(Step::of).toList());
            return changes;
        });
    }

    private List<Change> lacking(Identifier schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SCHEMA)) {
            statement.setString(1, schema.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return List.of(new MakeSchema(schema), new ShareSchema(schema));
                }
                if (!row.getBoolean("trusted")) {
                    throw strange(schema, row.getString("owner"));
                }
                List<Change> changes = new ArrayList<>();
                if (!row.getBoolean("shared")) {
                    changes.add(new ShareSchema(schema));
                }
                if (row.getBoolean("writable")) {
                    changes.add(new ProtectSchema(schema));
                }
                return changes;
            }
        }
    }

    private Optional<Change> make(Identifier name, Identifier schema) throws SQLException {
        return Transaction.run(connection, inside -> {
            Groundwork.lock(inside, LOCK, LOCK);
            Optional<Change> create = creation(name, schema);
            if (create.isPresent()) {
                create(create.get(), name);
            }
            return create;
        });
    }

    /** Empty for one that is there and usable by now. */
    private Optional<Change> creation(Identifier name, Identifier schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXTENSION)) {
            statement.setString(1, name.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                @Nullable String stands = row.getString("schema");
                if (stands == null && !row.getBoolean("available")) {
                    throw unavailable(name);
                }
                if (stands == null) {
                    boolean anywhere = row.getString("fixed") == null;
                    return Optional.of(new CreateExtension(name, anywhere ? Optional.of(schema) : Optional.empty()));
                }
                if (!row.getBoolean("usable")) {
                    throw unusable(name, new Identifier(stands));
                }
                return Optional.empty();
            }
        }
    }

    private void create(Change create, Identifier name) throws SQLException {
        try {
            Transaction.send(connection, List.of(Step.of(create)));
        } catch (SQLException failure) {
            if ("42501".equals(failure.getSQLState())) {
                throw new ServerException(
                        Reason.MISSING_PRIVILEGE,
                        "extension %s, which only a superuser may create in this database".formatted(name.name()),
                        create.sql(),
                        failure);
            }
            throw failure;
        }
    }

    private static ServerException unavailable(Identifier name) {
        return new ServerException(
                Reason.OTHER,
                "the server has no extension " + name.name(),
                "Install it on the server's machine, or correct the name: SELECT name FROM pg_available_extensions "
                        + "lists those that it has.");
    }

    private static ServerException unusable(Identifier name, Identifier in) {
        return new ServerException(
                Reason.MISSING_PRIVILEGE,
                "extension %s is in schema %s, which tenants may not use, or may write to"
                        .formatted(name.name(), in.name()),
                "GRANT USAGE ON SCHEMA %1$s TO PUBLIC; REVOKE CREATE ON SCHEMA %1$s FROM PUBLIC".formatted(in));
    }

    private ServerException strange(Identifier schema, String owner) throws SQLException {
        Identifier admin = AdminSessions.actor(connection);
        return new ServerException(
                Reason.MISSING_PRIVILEGE,
                "schema %s, for the extensions of all tenants, belongs to role %s and not to the admin"
                        .formatted(schema.name(), owner),
                "ALTER SCHEMA %s OWNER TO %s".formatted(schema, admin));
    }
}
