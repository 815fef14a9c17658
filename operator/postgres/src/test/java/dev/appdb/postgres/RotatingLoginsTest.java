package dev.appdb.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import dev.appdb.testkit.AllPostgres;
import dev.appdb.testkit.TestAdmin;
import dev.appdb.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** An app's logins take turns, and the app does not notice. */
final class RotatingLoginsTest {

    @AllPostgres
    void aPoolThatReopensItsConnectionsRunsQueriesAcrossThreeRotations(TestPostgres server) throws Exception {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);
            Login before = made.login(Kind.APP).orElseThrow();
            Given.run(made.login(Kind.MIGRATOR).orElseThrow(), admin, "CREATE TABLE item (id int)");
            try (App app = new App(admin, before)) {
                app.worksOn();
                for (int rotation = 0; rotation < 3; rotation++) {
                    Login next = rotate(database, wanted, before);
                    Identifier old = new Identifier(before.user());
                    assertThat(next.user()).isNotEqualTo(before.user());
                    app.worksOn();
                    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                        app.reopensWith(next);
                        return !isInUse(database, wanted, old);
                    });

                    assertThat(Given.isMet(database, wanted)).isTrue();
                    anHourPasses(server, database, wanted);
                    assertThat(Given.isMet(database, wanted)).isFalse();
                    assertThat(database.ensure(wanted, keeping(next)).changes())
                            .containsExactly(new Change.SetLogin(old, false));
                    assertThat(Given.isMet(database, wanted)).isTrue();
                    assertThat(database.accepts(before)).isFalse();
                    app.worksOn();
                    before = next;
                }
            }
        }
    }

    @AllPostgres
    void theEndOfTheOverlapEndsSessionsThatAreLeft(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Login old = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();
            Login fresh = rotate(database, wanted, old);
            try (Connection forgotten = Given.as(old, admin);
                    Connection current = Given.as(fresh, admin)) {
                assertThat(Given.isMet(database, wanted)).isTrue();
                Identifier left = new Identifier(old.user());
                anHourPasses(server, database, wanted);
                assertThat(database.ensure(wanted, keeping(fresh)).changes())
                        .containsExactly(new Change.SetLogin(left, false), new LoginChange.Disconnect(left));
                assertThat(forgotten.isValid(5)).isFalse();
                assertThat(current.isValid(5)).isTrue();
                assertThat(Given.isMet(database, wanted)).isTrue();
            }
            assertThat(Given.askSuperuser(
                            server,
                            admin.database(),
                            "SELECT m.member::regrole FROM pg_auth_members m WHERE roleid = '%s'::regrole%s"
                                    .formatted(old.user(), server.version() >= 16 ? " AND NOT m.admin_option" : "")))
                    .isEmpty();
        }
    }

    @AllPostgres
    void aCrashBetweenLockAndEndOfSessionsIsHealedByTheNextLook(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Login old = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();
            Login fresh = rotate(database, wanted, old);
            Identifier left = new Identifier(old.user());
            try (Connection forgotten = Given.as(old, admin)) {
                anHourPasses(server, database, wanted);
                server.sql(admin.database(), "ALTER ROLE %s NOLOGIN".formatted(old.user()));
                FoundTenant found = Given.found(database, wanted);
                assertThat(found.lockedInUse()).containsExactly(left);
                assertThat(Given.isMet(database, wanted)).isFalse();

                assertThat(database.ensure(wanted, keeping(fresh)).changes())
                        .containsExactly(new LoginChange.Disconnect(left));
                assertThat(forgotten.isValid(5)).isFalse();
            }
            assertThat(database.ensure(wanted, keeping(fresh))).isEqualTo(Ensured.NOTHING);
        }
    }

    @AllPostgres
    void aRotationThatNeverReachedItsSecretLeavesTheAppRunning(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Login inSecret = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();
            Login lost = rotate(database, wanted, inSecret);
            anHourPasses(server, database, wanted);

            Ensured again = database.ensure(wanted, keeping(inSecret));
            assertThat(database.accepts(inSecret)).isTrue();
            assertThat(again.login(Kind.APP).orElseThrow().user()).isEqualTo(lost.user());
            assertThat(database.accepts(lost)).isFalse();
        }
    }

    @AllPostgres
    void aRotationWithinTheOverlapOfAnotherWaits(TestPostgres server) {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Login first = database.ensure(wanted, Given.ALL).login(Kind.APP).orElseThrow();
            Login second = rotate(database, wanted, first);

            Ensured early = database.ensure(wanted, Renewal.of(Kind.APP).keeping(new Identifier(second.user())));
            assertThat(early.logins()).isEmpty();
            assertThat(early.changes()).isEmpty();
            assertThat(early.waiting()).containsOnlyKeys(Kind.APP);
            assertThat(wanted.overlapEnds(
                            Kind.APP, Given.found(database, wanted).passwordSet()))
                    .contains(early.waiting().values().iterator().next());
            assertThat(database.accepts(first)).isTrue();
        }
    }

    @AllPostgres
    void largeObjectsAndRowPoliciesAreTheKindsAndNotTheLogins(TestPostgres server) throws SQLException {
        TestAdmin admin = server.createAdmin();
        Wanted wanted = Given.wanted();
        try (DatabaseServer database = Given.open(admin)) {
            Ensured made = database.ensure(wanted, Given.ALL);
            Login first = made.login(Kind.APP).orElseThrow();
            Given.run(
                    made.login(Kind.MIGRATOR).orElseThrow(),
                    admin,
                    "CREATE TABLE note (text text, by name DEFAULT current_user)",
                    "ALTER TABLE note ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY own ON note USING (by = current_user) WITH CHECK (by = current_user)");
            Given.run(first, admin, "INSERT INTO note VALUES ('mine')");
            String object =
                    Given.ask(first, admin, "SELECT lo_from_bytea(0, 'big')").getFirst();

            Login second = rotate(database, wanted, first);

            assertThat(Given.ask(second, admin, "SELECT text FROM note")).containsExactly("mine");
            assertThat(Given.ask(second, admin, "SELECT encode(lo_get(%s), 'escape')".formatted(object)))
                    .containsExactly("big");
            assertThat(Given.ask(second, admin, "SELECT lo_unlink(%s)".formatted(object)))
                    .containsExactly("1");
        }
    }

    private static Login rotate(DatabaseServer database, Wanted wanted, Login inSecret) {
        return database.ensure(wanted, Renewal.of(Kind.APP).keeping(new Identifier(inSecret.user())))
                .login(Kind.APP)
                .orElseThrow();
    }

    /** All stamps of the tenant are an hour older, and so every overlap is over. */
    private static void anHourPasses(TestPostgres server, DatabaseServer database, Wanted wanted) {
        Given.found(database, wanted)
                .passwordSet()
                .forEach((login, set) -> server.sql(
                        "postgres", new LoginChange.StampLogin(login, set.minus(Duration.ofHours(1))).sql()));
    }

    private static boolean isInUse(DatabaseServer database, Wanted wanted, Identifier login) {
        return Given.found(database, wanted).inUse().contains(login);
    }

    private static Renewal keeping(Login login) {
        return Renewal.none().keeping(new Identifier(login.user()));
    }

    /** Two threads that query through a pool, which opens connections with what the Secret says at that time. */
    private static final class App implements AutoCloseable {
        private final ConcurrentLinkedQueue<SQLException> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger queries = new AtomicInteger();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final ExecutorService threads = Executors.newFixedThreadPool(2);
        private final HikariDataSource pool;
        private volatile Login inSecret;

        App(TestAdmin admin, Login inSecret) {
            this.inSecret = inSecret;
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:postgresql://%s:%d/%s?sslmode=disable"
                    .formatted(admin.server().host(), admin.server().port(), admin.database()));
            config.setMaximumPoolSize(3);
            config.setCredentialsProvider(() -> Credentials.of(this.inSecret.user(), this.inSecret.password()));
            this.pool = new HikariDataSource(config);
            List.of(1, 2).forEach(thread -> threads.execute(this::query));
        }

        /** That queries run, and that none has failed so far. */
        void worksOn() {
            int before = queries.get();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> queries.get() > before + 20);
            assertThat(failures).isEmpty();
        }

        void reopensWith(Login next) {
            inSecret = next;
            pool.getHikariPoolMXBean().softEvictConnections();
        }

        @Override
        public void close() {
            ended.set(true);
            threads.close();
            pool.close();
            assertThat(failures).isEmpty();
        }

        private void query() {
            while (!ended.get()) {
                try (Connection connection = pool.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO item VALUES (1)");
                    queries.incrementAndGet();
                } catch (SQLException failure) {
                    failures.add(failure);
                }
            }
        }
    }
}
