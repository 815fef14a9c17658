package dev.appdb.cli.local;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.cli.terminal.Terminal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What came of it, for people and for programs. */
public final class Summary {
    private static final List<Class<? extends HasMetadata>> USED = List.of(
            AppDatabaseClass.class,
            AppDatabase.class,
            AppMigration.class,
            ConfigMap.class,
            Secret.class,
            Namespace.class);

    private final LocalMode local;
    private final Terminal terminal;

    public Summary(LocalMode local, Terminal terminal) {
        this.local = local;
        this.terminal = terminal;
    }

    /** Says which of the resources local mode does nothing about. */
    public void ofIgnored(List<HasMetadata> resources) {
        resources.stream()
                .filter(resource -> USED.stream().noneMatch(kind -> kind.isInstance(resource)))
                .forEach(resource -> terminal.going(
                        Key.of(resource) + "  is not run here: local mode makes databases, not pods or services"));
    }

    /** Where everything stands, and how to connect. */
    public void print() {
        terminal.line("");
        for (Standing standing : local.standing()) {
            Key key = Key.of(standing.resource());
            if (standing.isReady()) {
                terminal.done("%s  is ready".formatted(key));
            } else {
                String first = standing.message().lines().findFirst().orElse("");
                terminal.failed("%s  %s: %s".formatted(key, standing.reason(), first));
            }
        }
        local.all(AppDatabase.class).forEach(this::connection);
    }

    /** The resources with their status, a document each. */
    public void yaml(PrintWriter out) {
        var kubernetes = new KubernetesSerialization();
        local.standing().forEach(standing -> out.print(kubernetes.asYaml(standing.resource())));
        out.flush();
    }

    private void connection(AppDatabase database) {
        String namespace = database.getMetadata().getNamespace();
        String secret = AppDb.appSecret(database.getMetadata().getName());
        local.secret(namespace, secret).ifPresent(keys -> {
            Path files = local.secretFiles(namespace, secret);
            terminal.line("");
            terminal.line("%s: %s on %s:%s, as %s"
                    .formatted(
                            Key.of(database),
                            keys.get("dbname"),
                            keys.get("host"),
                            keys.get("port"),
                            keys.get("username")));
            terminal.line("  the keys of Secret %s, a file each: %s".formatted(secret, files));
            terminal.line("  psql \"$(cat %s/uri)\"".formatted(files));
        });
    }
}
