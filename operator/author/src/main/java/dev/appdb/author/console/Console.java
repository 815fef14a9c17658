package dev.appdb.author.console;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks a database as the login of a connection Secret: what it shows is what the app itself would see. A connection for
 * each question, since people ask seldom.
 */
public final class Console {
    private static final int MOST_ROWS = 200;

    private final Map<String, String> secret;

    /** @param secret the keys of a connection Secret: {@code jdbc-uri} says where and as whom */
    public Console(Map<String, String> secret) {
        this.secret = Map.copyOf(secret);
    }

    /**
     * The answer to one query, at most 200 rows of it.
     *
     * @throws ConsoleException with the server's words
     */
    public Table query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(MOST_ROWS);
            statement.setQueryTimeout(30);
            try (ResultSet rows = statement.executeQuery(sql)) {
                return table(rows);
            }
        } catch (SQLException e) {
            throw new ConsoleException("as %s: %s".formatted(secret.get("username"), e.getMessage()), e);
        }
    }

    /** The tables and views of the schema, with their number of rows. */
    public Table tables() {
        return query(TenantQueries.TABLES);
    }

    /** The roles of the tenant, and what each is for. */
    public Table roles() {
        return query(TenantQueries.ROLES);
    }

    private Connection connect() throws SQLException {
        String uri = secret.get("jdbc-uri");
        if (uri == null) {
            throw new SQLException("this is no connection Secret: it has no key jdbc-uri");
        }
        return DriverManager.getConnection(uri);
    }

    private static Table table(ResultSet rows) throws SQLException {
        ResultSetMetaData shape = rows.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int column = 1; column <= shape.getColumnCount(); column++) {
            columns.add(shape.getColumnLabel(column));
        }
        List<List<String>> found = new ArrayList<>();
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= columns.size(); column++) {
                String text = rows.getString(column);
                row.add(text == null ? "" : text);
            }
            found.add(row);
        }
        return new Table(columns, found);
    }
}
