package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobPodsTest {
    private final ControlPlane cluster = ControlPlane.shared();
    private final KubernetesClient client = cluster.admin();
    private final String namespace = cluster.newNamespace();
    private final JobPods pods = JobPods.run(cluster, JobPods.ContainerCommand.AS_WRITTEN, pod -> pod.getMetadata()
            .getLabels()
            .containsKey("run-me"));

    @AfterAll
    void close() {
        pods.close();
    }

    @Test
    void aJobCompletesWithTheMessageOfItsPod() {
        job("greets", """
                containers:
                  - name: main
                    image: busybox
                    command: [sh, -c, "printf hello > /dev/termination-log; echo said"]
                """);

        awaitCondition("greets", "Complete");

        assertThat(terminated("greets"))
                .extracting(ContainerStateTerminated::getExitCode, ContainerStateTerminated::getMessage)
                .containsExactly(0, "hello");
        assertThat(pods.logs(namespace, "greets")).contains("said");
    }

    @Test
    void aJobFailsWithTheExitCodeOfItsPodAndAMessageThatIsCut() {
        job("fails", """
                containers:
                  - name: main
                    image: busybox
                    command: [sh, -c, "printf '%5000s' x > $APPDB_TERMINATION_LOG; exit 3"]
                """);

        awaitCondition("fails", "Failed");

        assertThat(terminated("fails").getExitCode()).isEqualTo(3);
        assertThat(terminated("fails").getMessage()).hasSize(4096);
    }

    @Test
    void aProgramThatIsNotThereIsAFailure() {
        job("absent", "containers: [{name: main, image: busybox, command: [/no/such/program]}]");

        awaitCondition("absent", "Failed");

        assertThat(terminated("absent").getReason()).isEqualTo("StartError");
    }

    @Test
    void aContainerSeesItsVolumesAndVariables(@TempDir Path image) throws Exception {
        Files.writeString(image.resolve("V1__in_image.sql"), "select 1");
        pods.image("registry/shop:1", image);
        create("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: files}
                data: {a.sql: create, b.sql: drop}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: more}
                data: {c.sql: alter}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: login}
                stringData: {user: maria, password: "p w $d"}
                """);
        job("sees", """
                containers:
                  - name: main
                    image: busybox
                    command: [sh, -c]
                    args:
                      - |
                        ls /source /source/..data/
                        cat /renamed/deep/x.sql
                        ls /image && touch /scratch/y
                        echo "$WHO $POD $password $REQUEST"
                    envFrom: [{secretRef: {name: login}}]
                    env:
                      - {name: WHO, value: "$(user) in $(NOBODY)"}
                      - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                      - {name: REQUEST, value: '{"sourceDir":"/source","history":"/sources"}'}
                    volumeMounts:
                      - {name: all, mountPath: /source}
                      - {name: renamed, mountPath: /renamed}
                      - {name: scratch, mountPath: /scratch}
                      - {name: image, mountPath: /image}
                volumes:
                  - {name: all, projected: {sources: [{configMap: {name: files}}, {configMap: {name: more}}]}}
                  - {name: renamed, configMap: {name: files, items: [{key: a.sql, path: deep/x.sql}]}}
                  - {name: scratch, emptyDir: {}}
                  - {name: image, image: {reference: "registry/shop:1"}}
                """);

        awaitCondition("sees", "Complete");

        assertThat(pods.logs(namespace, "sees").replaceAll("/\\S*/volumes", "VOLUMES"))
                .contains("VOLUMES/all:\na.sql\nb.sql\nc.sql\n\nVOLUMES/all/..data/:\na.sql\nb.sql\nc.sql\n")
                .contains("createV1__in_image.sql\n")
                .containsPattern("maria in \\$\\(NOBODY\\) sees-\\w+ p w \\$d ")
                .contains("{\"sourceDir\":\"VOLUMES/all\",\"history\":\"/sources\"}");
    }

    @Test
    void aPodWaitsForAMissingVariableAndSaysSo() {
        job("asks", """
                containers:
                  - name: main
                    image: busybox
                    command: [sh, -c, test $key = value]
                    envFrom: [{secretRef: {name: later}}]
                """);
        await().untilAsserted(() -> assertThat(waiting("asks"))
                .extracting(ContainerStateWaiting::getReason, ContainerStateWaiting::getMessage)
                .containsExactly("CreateContainerConfigError", "secret \"later\" not found"));

        create("""
                apiVersion: v1
                kind: Secret
                metadata: {name: later}
                stringData: {key: value}
                """);

        awaitCondition("asks", "Complete");
    }

    @Test
    void aPodWaitsForAMissingVolumeAndAnEventSaysWhy() {
        job("mounts", """
                containers: [{name: main, image: busybox, command: ["true"]}]
                volumes: [{name: v, configMap: {name: nowhere}}]
                """);

        await().untilAsserted(() -> assertThat(
                        client.v1().events().inNamespace(namespace).list().getItems())
                .extracting(Event::getReason, Event::getMessage)
                .contains(tuple(
                        "FailedMount", "MountVolume.SetUp failed for volume \"v\" : configmap \"nowhere\" not found")));
        assertThat(waiting("mounts").getReason()).isEqualTo("ContainerCreating");
    }

    @Test
    void anUnknownImageCannotBePulled() {
        job("pulls", """
                containers:
                  - {name: main, image: busybox, command: ["true"], volumeMounts: [{name: i, mountPath: /i}]}
                volumes: [{name: i, image: {reference: "nobody/knows:1"}}]
                """);

        await().untilAsserted(() -> assertThat(waiting("pulls").getReason()).isEqualTo("ErrImagePull"));
    }

    @Test
    void aPodOfADeletedJobGetsSigtermAndGoesWithItsProcess(@TempDir Path folder) {
        Path heard = folder.resolve("heard");
        job("stays", """
                containers:
                  - name: main
                    image: busybox
                    command: [sh, -c, "trap 'touch %s; exit 0' TERM; echo up; while :; do sleep 0.05; done"]
                """.formatted(heard));
        await().until(() -> pods.logs(namespace, "stays").contains("up"));

        client.batch().v1().jobs().inNamespace(namespace).withName("stays").delete();

        // The garbage collector learns every half minute which resources there are to collect.
        await().atMost(Duration.ofMinutes(2)).until(() -> podsOf("stays").isEmpty());
        assertThat(heard).exists();
    }

    @Test
    void anInitContainerThatFailsIsRestartedAndTheAppStartsAfterIt(@TempDir Path folder) throws Exception {
        Path open = folder.resolve("open");
        create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web, run-me: "yes"}}
                    spec:
                      initContainers: [{name: gate, image: gate, command: [test, -f, "%s"]}]
                      containers: [{name: app, image: app, command: [sleep, "1000"]}]
                """.formatted(open));
        await().untilAsserted(() -> assertThat(cluster.kubectl("-n", namespace, "get", "pods", "-l", "app=web"))
                .contains("Init:CrashLoopBackOff"));

        Files.createFile(open);

        await().untilAsserted(() -> assertThat(cluster.kubectl("-n", namespace, "get", "deployment", "web"))
                .contains("1/1"));
    }

    private void job(String name, String podSpec) {
        create("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %s}
                spec:
                  backoffLimit: 0
                  template:
                    spec:
                      restartPolicy: Never
                %s""".formatted(name, podSpec.indent(6)));
    }

    private void create(String yaml) {
        List<HasMetadata> resources =
                client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).items();
        resources.forEach(one -> client.resource(one).inNamespace(namespace).create());
    }

    private void awaitCondition(String job, String type) {
        await().untilAsserted(() -> assertThat(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(job)
                        .get()
                        .getStatus()
                        .getConditions())
                .anyMatch(condition -> condition.getType().equals(type)));
    }

    private ContainerStateTerminated terminated(String job) {
        return states(job).map(ContainerState::getTerminated).findFirst().orElseThrow();
    }

    private ContainerStateWaiting waiting(String job) {
        return states(job).map(ContainerState::getWaiting).findFirst().orElseThrow();
    }

    private Stream<ContainerState> states(String job) {
        return podsOf(job).stream()
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .map(status -> status.getState());
    }

    private List<Pod> podsOf(String job) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("job-name", job)
                .list()
                .getItems();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions();
    }
}
