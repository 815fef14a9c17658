package dev.appdb.cli.local;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDatabaseClassSpec;
import dev.appdb.api.AppDatabaseClassSpec.AllowedNamespaces;
import dev.appdb.api.AppDatabaseClassSpec.Connection;
import dev.appdb.api.AppDatabaseClassSpec.SecretKey;
import dev.appdb.api.AppDb;
import dev.appdb.author.embedded.Admin;
import dev.appdb.author.embedded.EmbeddedServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the classes that no manifest defines: each is a database of an embedded server, which starts when the
 * first of them is needed.
 */
final class EmbeddedClasses implements AutoCloseable {
    static final String DEFAULT = "local";

    private final ObjectStore store;
    private final String operatorNamespace;
    private final Supplier<EmbeddedServer> start;
    private @Nullable EmbeddedServer server;

    EmbeddedClasses(ObjectStore store, String operatorNamespace, Supplier<EmbeddedServer> start) {
        this.store = store;
        this.operatorNamespace = operatorNamespace;
        this.start = start;
    }

    /** Makes the classes that databases ask for and that are not there. */
    void supply() {
        for (AppDatabase database : store.all(AppDatabase.class)) {
            Optional<String> name = Optional.ofNullable(database.getSpec()).map(spec -> spec.className());
            if (name.isPresent()
                    && store.get(AppDatabaseClass.class, "", name.get()).isEmpty()) {
                make(name.get(), false);
            } else if (name.isEmpty() && !hasDefault()) {
                make(DEFAULT, true);
            }
        }
    }

    /** The server, if one was needed. */
    Optional<EmbeddedServer> server() {
        return Optional.ofNullable(server);
    }

    @Override
    public void close() {
        server().ifPresent(EmbeddedServer::close);
    }

    private boolean hasDefault() {
        return store.all(AppDatabaseClass.class).stream()
                .map(found -> found.getMetadata().getAnnotations())
                .anyMatch(annotations -> annotations != null && "true".equals(annotations.get(AppDb.DEFAULT_CLASS)));
    }

    private void make(String name, boolean isDefault) {
        if (server == null) {
            server = start.get();
        }
        Admin admin = server.admin(name.replaceAll("[^a-z0-9]", "_"));
        String secret = name + "-admin";
        store.apply(new SecretBuilder()
                .withNewMetadata()
                .withNamespace(operatorNamespace)
                .withName(secret)
                .endMetadata()
                .withStringData(Map.of("password", admin.password()))
                .build());
        var databaseClass = new AppDatabaseClass();
        databaseClass.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withAnnotations(isDefault ? Map.of(AppDb.DEFAULT_CLASS, "true") : Map.of())
                .build());
        databaseClass.setSpec(AppDatabaseClassSpec.of(
                new Connection(admin.url(), null, new SecretKey(secret, "password"), null, null),
                new AllowedNamespaces(AllowedNamespaces.From.All, null)));
        store.apply(databaseClass);
    }
}
