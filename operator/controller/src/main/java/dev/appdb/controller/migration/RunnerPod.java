package dev.appdb.controller.migration;

import static dev.appdb.controller.migration.Given.orEmpty;

import dev.appdb.api.AppDb;
import dev.appdb.api.AppMigration;
import dev.appdb.api.AppMigrationSpec;
import dev.appdb.api.Execution;
import dev.appdb.migrate.exchange.RunRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The pod in which the runner works: fit for namespaces of the 'restricted' Pod Security Standard. */
final class RunnerPod {
    static final String CONTAINER = "migrate";
    private static final String SOURCE = "source";
    private static final String SOURCE_DIRECTORY = "/source";
    private static final long NOBODY = 65532;

    private RunnerPod() {}

    static PodTemplateSpec of(AppMigration migration, Wanted wanted, String run, MigrationSettings settings) {
        Execution execution = Wanted.execution(migration);
        Optional<Execution.PodMetadata> given = Optional.ofNullable(execution.podMetadata());
        Map<String, String> labels =
                new TreeMap<>(orEmpty(given.map(Execution.PodMetadata::labels).orElse(null)));
        labels.putAll(Owned.labels(migration));
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(given.map(Execution.PodMetadata::annotations).orElse(null))
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withServiceAccountName(execution.serviceAccountName())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNodeSelector(execution.nodeSelector())
                .withTolerations(orEmpty(execution.tolerations()))
                .withAffinity(execution.affinity())
                .withImagePullSecrets(orEmpty(execution.imagePullSecrets()))
                .withSecurityContext(asNobody())
                .withContainers(container(migration, wanted, run, settings))
                .withVolumes(volume(wanted.source()))
                .endSpec()
                .build();
    }

    private static Container container(AppMigration migration, Wanted wanted, String run, MigrationSettings settings) {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(settings.image())
                .withImagePullPolicy(settings.pullPolicy())
                .withArgs("run")
                .addNewEnvFrom()
                .withNewSecretRef()
                .withName(AppDb.migratorSecret(migration.getSpec().databaseRef().name()))
                .endSecretRef()
                .endEnvFrom()
                .addNewEnv()
                .withName("APPDB_RUN")
                .withValue(request(migration, wanted, run).toJson())
                .endEnv()
                .withResources(Optional.ofNullable(Wanted.execution(migration).resources())
                        .orElseGet(RunnerPod::resources))
                .withSecurityContext(withoutRights())
                // The end of the log tells at least something of a runner that was ended before it could speak.
                .withTerminationMessagePath("/dev/termination-log")
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .addNewVolumeMount()
                .withName(SOURCE)
                .withMountPath(SOURCE_DIRECTORY)
                .withReadOnly(true)
                .endVolumeMount()
                .build();
    }

    private static RunRequest request(AppMigration migration, Wanted wanted, String run) {
        AppMigrationSpec spec = migration.getSpec();
        Execution execution = Wanted.execution(migration);
        return new RunRequest(
                migration.getMetadata().getName(),
                run,
                wanted.input(),
                wanted.source() instanceof Source.Image image ? image.reference() : "",
                // A folder within the mount, not a sub path of it: one that is not there is the runner's to explain,
                // while
                // a sub path that is not there leaves a pod that never starts.
                SOURCE_DIRECTORY + (wanted.source() instanceof Source.Image image ? image.path() : ""),
                spec.historyTable(),
                orEmpty(spec.placeholders()),
                orEmpty(spec.target()),
                Optional.ofNullable(spec.staticData())
                        .map(AppMigrationSpec.StaticData::paths)
                        .orElseGet(List::of),
                Boolean.TRUE.equals(spec.skip()),
                Boolean.TRUE.equals(execution.outOfOrder()),
                orEmpty(execution.baselineVersion()),
                Optional.ofNullable(execution.lockTimeout()).orElse("30s"),
                orEmpty(execution.statementTimeout()));
    }

    private static Volume volume(Source.Found source) {
        VolumeBuilder volume = new VolumeBuilder().withName(SOURCE);
        return switch (source) {
            case Source.Image image ->
                volume.withNewImage(image.pullPolicy().orElse(null), image.reference())
                        .build();
            case Source.Files files ->
                volume.withNewProjected()
                        .withSources(files.configMaps().stream()
                                .map(RunnerPod::allOf)
                                .toList())
                        .endProjected()
                        .build();
        };
    }

    private static VolumeProjection allOf(String configMap) {
        return new VolumeProjectionBuilder()
                .withNewConfigMap()
                .withName(configMap)
                .endConfigMap()
                .build();
    }

    private static PodSecurityContext asNobody() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(NOBODY)
                .withRunAsGroup(NOBODY)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    private static SecurityContext withoutRights() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static ResourceRequirements resources() {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("50m"))
                .addToRequests("memory", new Quantity("96Mi"))
                .addToLimits("memory", new Quantity("256Mi"))
                .build();
    }
}
