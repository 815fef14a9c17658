package dev.appdb.postgres;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is in a schema that somebody wants adopted.
 *
 * @param owners of the schema and of everything in it
 * @param extensions that have something in it, or are the schema's makers
 * @param across sequences that follow the owner of a table on the other side of the schema's border
 * @param others what roles may do there without owning it
 * @param reads what views need from elsewhere, in its owner's rights
 * @param bySuperuser whether whoever read this is one
 */
record AdoptionContents(
        Identifier schema,
        Identifier schemaOwner,
        List<AdoptionObject> objects,
        List<Owner> owners,
        List<String> extensions,
        List<String> across,
        List<Right> others,
        List<Read> reads,
        boolean bySuperuser) {

    /**
     * @param member whether the admin is one of it
     * @param usable whether the admin has its rights without a SET ROLE
     * @param tenant whose role it is, if it is a tenant's
     */
    record Owner(Identifier name, boolean superuser, boolean member, boolean usable, Optional<Mark> tenant) {}

    record Right(String grantee, String object, String privileges) {}

    record Read(String reader, String source) {}

    /** Empty where there is no such schema. */
    static Optional<AdoptionContents> read(Connection connection, Identifier schema) throws SQLException {
        List<AdoptionContents> found = ask(
                connection,
                schema,
                AdoptionQuery.SCHEMA,
                row -> new AdoptionContents(
                        schema,
                        new Identifier(row.getString("owner")),
                        ask(connection, schema, AdoptionQuery.OBJECTS, AdoptionContents::object),
                        ask(connection, schema, AdoptionQuery.OWNERS, AdoptionContents::owner),
                        texts(row, "extensions"),
                        texts(row, "across"),
                        ask(connection, schema, AdoptionQuery.OTHERS, AdoptionContents::right),
                        ask(connection, schema, AdoptionQuery.READS, AdoptionContents::read),
                        row.getBoolean("by_superuser")));
        return found.stream().findFirst();
    }

    /** Everything that another role than that one owns. */
    List<AdoptionObject> notOf(Identifier owner) {
        return objects.stream().filter(object -> !object.owner().equals(owner)).toList();
    }

    Set<Identifier> ownersBut(Identifier owner) {
        return owners.stream()
                .map(Owner::name)
                .filter(name -> !name.equals(owner))
                .collect(toUnmodifiableSet());
    }

    private static AdoptionObject object(ResultSet row) throws SQLException {
        return new AdoptionObject(
                row.getString("sort"), row.getString("identity"), new Identifier(row.getString("owner")));
    }

    private static Owner owner(ResultSet row) throws SQLException {
        @Nullable String mark = row.getString("mark");
        return new Owner(
                new Identifier(row.getString("rolname")),
                row.getBoolean("rolsuper"),
                row.getBoolean("member"),
                row.getBoolean("usable"),
                Optional.ofNullable(mark).flatMap(Mark::read));
    }

    private static Right right(ResultSet row) throws SQLException {
        return new Right(row.getString("grantee"), row.getString("object"), row.getString("privileges"));
    }

    private static Read read(ResultSet row) throws SQLException {
        return new Read(row.getString("reader"), row.getString("source"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Object[] texts = (Object[]) row.getArray(column).getArray();
        return Arrays.stream(texts).map(Objects::toString).toList();
    }

    private static <T> List<T> ask(Connection connection, Identifier schema, String sql, Row<T> read)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema.name());
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(read.of(rows));
                }
                return List.copyOf(all);
            }
        }
    }

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }
}
