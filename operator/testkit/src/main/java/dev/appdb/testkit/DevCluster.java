package dev.appdb.testkit;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * {@code make dev-cluster}: an API server, a PostgreSQL and a class that lends it, for an operator that runs elsewhere (in
 * an IDE, or by {@code make run}). Pods run as processes, those of our image as {@code bin/appdb}. Until Ctrl-C.
 */
public final class DevCluster {
    private static final String NAMESPACE = "appdb-system";
    private static final String IMAGE = "appdb:dev";

    private DevCluster() {}

    public static void main(String[] args) throws InterruptedException {
        Path project = Path.of(args[0]).toAbsolutePath().normalize();
        TestPostgres postgres = PostgresServers.newest();
        // All of it ends with this JVM.
        ControlPlane cluster = ControlPlane.shared();
        cluster.apply(project.resolve("crds"));
        lend(cluster.admin(), postgres.createAdmin());
        JobPods.run(cluster, container -> command(project, container), pod -> true);
        System.out.printf("""
                API server and PostgreSQL %d are up; the class 'shared' lends the latter to every namespace.

                  export KUBECONFIG=%s
                  export APPDB_IMAGE=%s APPDB_NAMESPACE=%s APPDB_CLUSTER_ID=dev APPDB_LEADER_ELECTION=false

                Then 'make run', and 'kubectl apply -f examples/shop'. Ctrl-C ends it.
                """, postgres.version(), cluster.kubeconfig(), IMAGE, NAMESPACE);
        new CountDownLatch(1).await();
    }

    private static List<String> command(Path project, Container container) {
        return IMAGE.equals(container.getImage())
                ? Stream.concat(Stream.of(project.resolve("bin/appdb").toString()), container.getArgs().stream())
                        .toList()
                : JobPods.ContainerCommand.AS_WRITTEN.of(container);
    }

    private static void lend(KubernetesClient client, TestAdmin admin) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("shared-admin")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .addToStringData("password", admin.password())
                        .build())
                .create();
        GenericKubernetesResource shared = new GenericKubernetesResourceBuilder()
                .withApiVersion("appdb.dev/v1alpha1")
                .withKind("AppDatabaseClass")
                .withNewMetadata()
                .withName("shared")
                .addToAnnotations("appdb.dev/is-default-class", "true")
                .endMetadata()
                .build();
        shared.setAdditionalProperties(Map.of(
                "spec",
                Map.of(
                        "connection",
                        Map.of(
                                "url",
                                admin.url(),
                                "passwordSecretRef",
                                Map.of("name", "shared-admin", "key", "password")),
                        "allowedNamespaces",
                        Map.of("from", "All"))));
        client.resource(shared).create();
    }
}
