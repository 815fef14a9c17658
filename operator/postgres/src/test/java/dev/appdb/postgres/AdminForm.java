package dev.appdb.postgres;

import dev.appdb.testkit.TestAdmin.Variant;
import dev.appdb.testkit.TestPostgres;

/** The admins that a class can have. */
enum AdminForm {
    SUPERUSER {
        @Override
        ServerAccess on(TestPostgres server) {
            return Given.access(server.createAdmin(Variant.SUPERUSER));
        }
    },
    CREATES_ROLES {
        @Override
        ServerAccess on(TestPostgres server) {
            return Given.access(server.createAdmin());
        }
    },
    DOES_NOT_INHERIT {
        @Override
        ServerAccess on(TestPostgres server) {
            return Given.access(server.createAdmin(Variant.NOINHERIT));
        }
    },
    GUIDE_PLAIN {
        @Override
        ServerAccess on(TestPostgres server) {
            Guide guide = Guide.on(server);
            guide.run("plain");
            return guide.access("prt_apps_admin", "choose one", false);
        }
    },
    GUIDE_ROOT {
        @Override
        ServerAccess on(TestPostgres server) {
            Guide guide = Guide.on(server);
            guide.run("root");
            return guide.access("prt_apps_admin", "choose one", true);
        }
    };

    /** A new one, with a new database. */
    abstract ServerAccess on(TestPostgres server);
}
