package dev.appdb.postgres;

import dev.appdb.testkit.AdminGuide;
import dev.appdb.testkit.TestPostgres;
import java.util.Optional;

/** The admin guide, as whoever follows it on this server runs it; its own names, {@code prt_apps...}, become this guide's. */
record Guide(TestPostgres server, String name) {

    /** The same file for a server of which another test has made the guide's roles already. */
    static Guide on(TestPostgres server) {
        return new Guide(server, Given.unique("prt_apps").replace('-', '_'));
    }

    /** Runs a block as the superuser. */
    void run(String block) {
        AdminGuide.Block found = AdminGuide.block("sql", block);
        server.sql(
                found.database().map(this::named).orElse("postgres"),
                found.statements().stream().map(this::named).toArray(String[]::new));
    }

    /** A block as it stands there. */
    static String text(String block) {
        return AdminGuide.block("sql", block).text().strip();
    }

    /** The login that the guide makes. */
    ServerAccess access(String login, String password, boolean root) {
        ServerUrl url = ServerUrl.parse(
                "postgresql://%s@%s:%d/%s?sslmode=disable".formatted(named(login), server.host(), server.port(), name));
        ServerAccess plain = Given.access(url, password, Optional.empty());
        return root ? Given.withRoot(plain, new Identifier(name + "_root")) : plain;
    }

    /** With this guide's names. */
    String named(String text) {
        return text.replace("prt_apps", name);
    }
}
