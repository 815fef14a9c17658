package dev.appdb.postgres;

import dev.appdb.postgres.Rights.Scope;
import java.util.List;

/** One statement that brings a tenant closer to what is wanted. Logs, Events and dry runs show the same list. */
public sealed interface Change
        permits LoginChange,
                AdoptionChange,
                ExtensionChange,
                Change.CreateRole,
                Change.SetMark,
                Change.SetLogin,
                Change.LimitConnections,
                Change.AddMember,
                Change.RemoveMember,
                Change.SetParameter,
                Change.ResetParameter,
                Change.ResetInDatabase,
                Change.CreateSchema,
                Change.Grant,
                Change.GrantOnExisting,
                Change.CloseToPublic {
    /** The whole statement; free of passwords, but not of verifiers, so not for logs. */
    String sql();

    /** What it does, in words, for logs and Events; free of secrets. */
    String summary();

    /** Whether it has to be made as the owner of the schema instead of as the roles' manager. */
    default boolean asOwner() {
        return false;
    }

    /** Makes a role; what it may do comes after. */
    record CreateRole(Identifier role, boolean login, int connectionLimit) implements Change {
        @Override
        public String sql() {
            String limit = connectionLimit == Role.UNLIMITED ? "" : " CONNECTION LIMIT " + connectionLimit;
            return "CREATE ROLE " + role + (login ? " LOGIN" : " NOLOGIN") + limit;
        }

        @Override
        public String summary() {
            return "role " + role.name();
        }
    }

    /** Writes whose the tenant is. */
    record SetMark(Identifier owner, Mark mark) implements Change {
        @Override
        public String sql() {
            return "COMMENT ON ROLE %s IS %s".formatted(owner, Sql.literal(mark.comment()));
        }

        @Override
        public String summary() {
            return "mark of " + owner.name() + ": " + mark;
        }
    }

    record SetLogin(Identifier role, boolean login) implements Change {
        @Override
        public String sql() {
            return "ALTER ROLE " + role + (login ? " LOGIN" : " NOLOGIN");
        }

        @Override
        public String summary() {
            return (login ? "LOGIN of " : "NOLOGIN of ") + role.name();
        }
    }

    record LimitConnections(Identifier role, int limit) implements Change {
        @Override
        public String sql() {
            return "ALTER ROLE %s CONNECTION LIMIT %d".formatted(role, limit);
        }

        @Override
        public String summary() {
            return "CONNECTION LIMIT %d of %s".formatted(limit, role.name());
        }
    }

    record AddMember(Identifier role, Identifier member) implements Change {
        @Override
        public String sql() {
            return "GRANT %s TO %s".formatted(role, member);
        }

        @Override
        public String summary() {
            return "membership of %s in %s".formatted(member.name(), role.name());
        }
    }

    record RemoveMember(Identifier role, Identifier member) implements Change {
        @Override
        public String sql() {
            return "REVOKE %s FROM %s".formatted(role, member);
        }

        @Override
        public String summary() {
            return "no membership of %s in %s".formatted(member.name(), role.name());
        }
    }

    /** The value is written as the catalog keeps it. */
    record SetParameter(Identifier role, Parameter parameter, String value) implements Change {
        @Override
        public String sql() {
            String written = parameter == Parameter.SEARCH_PATH ? value : Sql.literal(value);
            return "ALTER ROLE %s SET %s = %s".formatted(role, parameter.setting(), written);
        }

        @Override
        public String summary() {
            return "%s = %s of %s".formatted(parameter.setting(), value, role.name());
        }
    }

    record ResetParameter(Identifier role, Parameter parameter) implements Change {
        @Override
        public String sql() {
            return "ALTER ROLE %s RESET %s".formatted(role, parameter.setting());
        }

        @Override
        public String summary() {
            return "no %s of %s".formatted(parameter.setting(), role.name());
        }
    }

    /** What an admin set for a role in one database wins over what the role has everywhere. */
    record ResetInDatabase(Identifier role, Identifier database, Parameter parameter) implements Change {
        @Override
        public String sql() {
            return "ALTER ROLE %s IN DATABASE %s RESET %s".formatted(role, database, parameter.setting());
        }

        @Override
        public String summary() {
            return "no %s of %s in database %s".formatted(parameter.setting(), role.name(), database.name());
        }
    }

    record CreateSchema(Identifier schema, Identifier owner) implements Change {
        @Override
        public String sql() {
            return "CREATE SCHEMA %s AUTHORIZATION %s".formatted(schema, owner);
        }

        @Override
        public String summary() {
            return "schema " + schema.name();
        }
    }

    /** On the schema itself, or by default on what the owner makes in it from now on. */
    record Grant(TenantNames names, Scope scope, Identifier grantee, List<String> privileges) implements Change {
        @Override
        public String sql() {
            String what = String.join(", ", privileges);
            return scope == Scope.SCHEMA
                    ? "GRANT %s ON SCHEMA %s TO %s".formatted(what, names.schema(), grantee)
                    : "ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %s GRANT %s ON %s TO %s"
                            .formatted(names.owner(), names.schema(), what, scope, grantee);
        }

        @Override
        public String summary() {
            return "%s on %s for %s"
                    .formatted(
                            String.join(", ", privileges),
                            scope == Scope.SCHEMA ? "schema " + names.schema().name() : "later " + scope,
                            grantee.name());
        }

        @Override
        public boolean asOwner() {
            return true;
        }
    }

    /** For objects that were made while a default grant was missing: those that have nothing for the role yet. */
    record GrantOnExisting(TenantNames names, Scope scope, Identifier grantee, List<String> privileges)
            implements Change {
        @Override
        public String sql() {
            return ExistingObjects.grant(names, scope, grantee, privileges);
        }

        @Override
        public String summary() {
            return "%s on existing %s for %s".formatted(String.join(", ", privileges), scope, grantee.name());
        }

        @Override
        public boolean asOwner() {
            return true;
        }
    }

    /** PUBLIC has functions and types by default, and may have been given the schema. */
    record CloseToPublic(TenantNames names, Scope scope) implements Change {
        @Override
        public String sql() {
            return scope == Scope.SCHEMA
                    ? "REVOKE ALL ON SCHEMA %s FROM PUBLIC".formatted(names.schema())
                    : "ALTER DEFAULT PRIVILEGES FOR ROLE %s REVOKE ALL ON %s FROM PUBLIC"
                            .formatted(names.owner(), scope);
        }

        @Override
        public String summary() {
            return "nothing for PUBLIC on "
                    + (scope == Scope.SCHEMA ? "schema " + names.schema().name() : "later " + scope);
        }

        @Override
        public boolean asOwner() {
            return true;
        }
    }
}
