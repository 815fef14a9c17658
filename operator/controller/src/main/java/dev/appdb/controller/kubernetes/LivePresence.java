package dev.appdb.controller.kubernetes;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseStatus;
import dev.appdb.api.AppDb;
import dev.appdb.controller.cluster.Presence;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the API server itself whether an AppDatabase is gone. It also answers 404 when the definition of all AppDatabases is
 * gone or its version is not served, and 403 when a namespace's rights went before its contents: neither means that this one
 * was deleted.
 */
final class LivePresence {
    private static final String DEFINITION = HasMetadata.getFullResourceName(AppDatabase.class);

    private final KubernetesClient client;
    private final Set<String> namespaces;

    /** @param namespaces that are watched; all of them if empty */
    LivePresence(KubernetesClient client, Set<String> namespaces) {
        this.client = client;
        this.namespaces = namespaces;
    }

    Presence of(String namespace, String name) {
        if (!namespaces.isEmpty() && !namespaces.contains(namespace)) {
            return new Presence.Unknown("namespace %s is not watched".formatted(namespace));
        }
        try {
            // The definition is asked for last: were it taken away in between, that is seen.
            return Optional.ofNullable(client.namespaces().withName(namespace).get())
                    .flatMap(in -> database(in, name))
                    .orElseGet(this::definition);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return new Presence.Unknown("the operator may not look for it: " + e.getMessage());
            }
            throw e;
        }
    }

    private Optional<Presence> database(Namespace in, String name) {
        return Optional.ofNullable(client.resources(AppDatabase.class)
                        .inNamespace(in.getMetadata().getName())
                        .withName(name)
                        .get())
                .map(found -> new Presence.Present(
                        in.getMetadata().getUid(),
                        Optional.ofNullable(found.getStatus()).map(AppDatabaseStatus::boundClass)));
    }

    private Presence definition() {
        CustomResourceDefinition found = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(DEFINITION)
                .get();
        if (found == null || found.isMarkedForDeletion()) {
            return new Presence.Unknown("the definition of all AppDatabases is gone or going");
        }
        return isServed(found)
                ? new Presence.Gone(Instant.parse(found.getMetadata().getCreationTimestamp()))
                : new Presence.Unknown("AppDatabases of version %s are not served".formatted(AppDb.VERSION));
    }

    private static boolean isServed(CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().stream()
                        .anyMatch(version -> version.getName().equals(AppDb.VERSION) && version.getServed())
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }
}
