package dev.appdb.postgres;

import java.util.Optional;

/** What is done for all tenants of a database at once, and stays when one of them goes. */
public sealed interface ExtensionChange extends Change {

    /** The schema of the database's extensions; whoever runs this owns it. */
    record MakeSchema(Identifier schema) implements ExtensionChange {
        @Override
        public String sql() {
            return "CREATE SCHEMA IF NOT EXISTS " + schema;
        }

        @Override
        public String summary() {
            return "schema " + schema.name();
        }
    }

    /**
     * To PUBLIC and not to each tenant: every login has the schema on its search_path anyway, and an entry for each of a
     * thousand tenants would make one catalog row that all of them have to be written into, one after the other.
     */
    record ShareSchema(Identifier schema) implements ExtensionChange {
        @Override
        public String sql() {
            return "GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(schema);
        }

        @Override
        public String summary() {
            return "USAGE on schema %s for PUBLIC".formatted(schema.name());
        }
    }

    /** Whoever may create there can put something in the way of every other tenant. */
    record ProtectSchema(Identifier schema) implements ExtensionChange {
        @Override
        public String sql() {
            return "REVOKE CREATE ON SCHEMA %s FROM PUBLIC".formatted(schema);
        }

        @Override
        public String summary() {
            return "no CREATE on schema %s for PUBLIC".formatted(schema.name());
        }
    }

    /**
     * With the extensions that it needs.
     *
     * @param schema absent for one that can only be in a schema of its own choice
     */
    record CreateExtension(Identifier extension, Optional<Identifier> schema) implements ExtensionChange {
        @Override
        public String sql() {
            String where = schema.map(there -> " SCHEMA " + there).orElse("");
            return "CREATE EXTENSION IF NOT EXISTS %s%s CASCADE".formatted(extension, where);
        }

        @Override
        public String summary() {
            return "extension " + extension.name();
        }
    }
}
