package dev.appdb.controller.database;

import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.database.Provisioned.Written;
import dev.appdb.postgres.Kind;
import dev.appdb.postgres.Login;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Brings the Secrets of one AppDatabase to its logins, each in one update. */
final class SecretWriting {
    private final Cluster cluster;
    private final Decision.Provision decision;
    private final List<Written> written = new ArrayList<>();

    SecretWriting(Cluster cluster, Decision.Provision decision) {
        this.cluster = cluster;
        this.decision = decision;
    }

    /**
     * @param logins all that are wanted
     * @param renewed those of them that are new
     * @return what was not as it should be
     */
    List<Written> write(Map<Kind, Login> logins, Set<Kind> renewed) {
        for (Kind kind : Kind.values()) {
            Optional<Secret> wanted = Optional.ofNullable(logins.get(kind))
                    .map(login -> decision.secrets().of(kind, login))
                    .map(secret -> renewed.contains(kind) ? stamped(secret) : secret);
            bring(kind, Optional.ofNullable(decision.ours().kinds().get(kind)), wanted);
        }
        copies(Optional.ofNullable(logins.get(Kind.APP)).flatMap(decision.secrets()::copyOf));
        return List.copyOf(written);
    }

    /** One of another name is what the user had before. The new one comes first. */
    private void copies(Optional<Secret> wanted) {
        Optional<String> name = wanted.map(secret -> secret.getMetadata().getName());
        List<Secret> found = decision.ours().copies();
        if (wanted.isPresent()) {
            bring(
                    Kind.APP,
                    found.stream()
                            .filter(secret ->
                                    name.equals(Optional.of(secret.getMetadata().getName())))
                            .findFirst(),
                    wanted);
        }
        found.stream()
                .filter(secret -> !name.equals(Optional.of(secret.getMetadata().getName())))
                .forEach(secret -> bring(Kind.APP, Optional.of(secret), Optional.empty()));
    }

    private Secret stamped(Secret secret) {
        return decision.rotation()
                .map(rotation -> new SecretBuilder(secret)
                        .editMetadata()
                        .addToAnnotations(RotationRequest.ANNOTATION, rotation.id())
                        .endMetadata()
                        .build())
                .orElse(secret);
    }

    private void bring(Kind kind, Optional<Secret> found, Optional<Secret> wanted) {
        boolean same = found.map(now -> wanted.filter(then -> ConnectionSecret.isAsWanted(now, then))
                        .isPresent())
                .orElse(wanted.isEmpty());
        if (!same) {
            replace(found, wanted);
            String name = wanted.or(() -> found).orElseThrow().getMetadata().getName();
            written.add(new Written(name, kind));
        }
    }

    private void replace(Optional<Secret> found, Optional<Secret> wanted) {
        if (found.isPresent() && wanted.isPresent() && isOfType(found.get(), wanted.get())) {
            cluster.replace(ConnectionSecret.corrected(found.get(), wanted.get()));
            return;
        }
        found.ifPresent(cluster::delete); // a Secret's type can't be changed
        wanted.ifPresent(cluster::create);
    }

    private static boolean isOfType(Secret found, Secret wanted) {
        return wanted.getType().equals(found.getType());
    }
}
