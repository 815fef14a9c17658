package dev.appdb.postgres;

/** What only taking over a schema needs; made by the admin itself, which has the present owners' rights. */
sealed interface AdoptionChange extends Change {

    /** Whoever is to own something in a schema has to be able to make it there. */
    record LetIn(Identifier schema, Identifier owner) implements AdoptionChange {
        @Override
        public String sql() {
            return "GRANT CREATE ON SCHEMA %s TO %s".formatted(schema, owner);
        }

        @Override
        public String summary() {
            return "CREATE on schema %s for %s".formatted(schema.name(), owner.name());
        }
    }

    /** What others were granted stays; what the owner before was granted becomes the new one's. */
    record GiveObject(AdoptionObject object, Identifier to) implements AdoptionChange {
        @Override
        public String sql() {
            return object.changeOwner(to);
        }

        @Override
        public String summary() {
            return "owner %s instead of %s for %s"
                    .formatted(to.name(), object.owner().name(), object);
        }
    }

    /** The last one: until then the owner before can name what is in it. */
    record GiveSchema(Identifier schema, Identifier from, Identifier to) implements AdoptionChange {
        @Override
        public String sql() {
            return "ALTER SCHEMA %s OWNER TO %s".formatted(schema, to);
        }

        @Override
        public String summary() {
            return "owner %s instead of %s for schema %s".formatted(to.name(), from.name(), schema.name());
        }
    }
}
