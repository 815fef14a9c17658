package dev.appdb.testkit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** The three programs, with the flags that envtest uses, in a directory of their own. */
final class ControlPlaneProcesses implements AutoCloseable {
    private final Path programs;
    private final Path home;
    private final String token = UUID.randomUUID().toString();
    private final int etcdPort = Loopback.freePort();
    private final int apiPort = Loopback.freePort();

    /** The last started first: an API server whose etcd is gone never ends. */
    private final Deque<Process> running = new ArrayDeque<>();

    private ControlPlaneProcesses(Path programs) throws IOException {
        this.programs = programs;
        this.home = Leash.ofThisJvm().remove(Files.createTempDirectory("appdb-control-plane-"));
    }

    /** Returns when the API server is ready; the controllers follow within a second or two. */
    static ControlPlaneProcesses start(Duration patience) throws IOException, InterruptedException {
        var processes = new ControlPlaneProcesses(KindScript.answer("control-plane"));
        try {
            processes.makeKeys();
            processes.startEtcd();
            processes.startApiServer();
            processes.await("certificate of the API server", patience, processes::writeKubeconfig);
            processes.await("readiness of the API server", patience, processes::askReadiness);
            processes.startControllers();
            return processes;
        } catch (IOException | RuntimeException e) {
            processes.close();
            throw e;
        }
    }

    Path programs() {
        return programs;
    }

    Path kubeconfig() {
        return home.resolve("kubeconfig");
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            running.pop().destroyForcibly().onExit().join();
        }
    }

    private void startEtcd() throws IOException {
        String url = "http://%s:%d".formatted(Loopback.HOST, etcdPort);
        start(
                "etcd",
                List.of(
                        "--data-dir=" + home.resolve("etcd"),
                        "--unsafe-no-fsync",
                        "--log-level=error",
                        "--listen-client-urls=" + url,
                        "--advertise-client-urls=" + url,
                        "--listen-peer-urls=http://%s:%d".formatted(Loopback.HOST, Loopback.freePort())));
    }

    private void startApiServer() throws IOException {
        Files.writeString(home.resolve("tokens.csv"), token + ",admin,admin,system:masters\n");
        start(
                "kube-apiserver",
                List.of(
                        "--etcd-servers=http://%s:%d".formatted(Loopback.HOST, etcdPort),
                        "--cert-dir=" + home,
                        "--bind-address=" + Loopback.HOST,
                        "--secure-port=" + apiPort,
                        "--service-cluster-ip-range=10.0.0.0/24",
                        "--service-account-issuer=https://%s:%d".formatted(Loopback.HOST, apiPort),
                        "--service-account-key-file=" + home.resolve("service-accounts.pub"),
                        "--service-account-signing-key-file=" + home.resolve("service-accounts.key"),
                        "--token-auth-file=" + home.resolve("tokens.csv"),
                        "--authorization-mode=RBAC",
                        "--allow-privileged"));
    }

    /** Nobody sends heartbeats for {@link JobPods}' node, so nobody may conclude anything from their absence. */
    private void startControllers() throws IOException {
        start(
                "kube-controller-manager",
                List.of(
                        "--kubeconfig=" + kubeconfig(),
                        "--leader-elect=false",
                        "--bind-address=" + Loopback.HOST,
                        "--secure-port=" + Loopback.freePort(),
                        "--cert-dir=" + home,
                        "--service-account-private-key-file=" + home.resolve("service-accounts.key"),
                        "--use-service-account-credentials",
                        "--controllers=*,-node-lifecycle-controller,-taint-eviction-controller",
                        "--kube-api-qps=500",
                        "--kube-api-burst=1000"));
    }

    private void start(String program, List<String> flags) throws IOException {
        var command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(flags);
        Process process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(program).toFile())
                .start();
        running.push(Leash.ofThisJvm().hold(process, "KILL"));
    }

    private void makeKeys() throws IOException {
        try {
            KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
            Files.writeString(
                    home.resolve("service-accounts.pub"),
                    TestCertificate.pem("PUBLIC KEY", keys.getPublic().getEncoded()));
            Files.writeString(
                    home.resolve("service-accounts.key"),
                    TestCertificate.pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("this Java platform has no elliptic curves", impossible);
        }
    }

    /** Trusts the certificate that the API server made for itself. */
    private void writeKubeconfig() throws IOException {
        byte[] certificate = Files.readAllBytes(home.resolve("apiserver.crt"));
        Files.writeString(kubeconfig(), """
                apiVersion: v1
                kind: Config
                clusters:
                  - name: test
                    cluster:
                      server: https://%s:%d
                      certificate-authority-data: %s
                users:
                  - name: admin
                    user:
                      token: %s
                contexts:
                  - name: test
                    context:
                      cluster: test
                      user: admin
                current-context: test
                """.formatted(
                        Loopback.HOST, apiPort, Base64.getEncoder().encodeToString(certificate), token));
    }

    private void askReadiness() throws IOException {
        Config config = Config.fromKubeconfig(Files.readString(kubeconfig()));
        config.setRequestRetryBackoffLimit(0);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            client.raw("/readyz");
        }
    }

    private void await(String what, Duration patience, ThrowingRunnable attempt) throws IOException {
        try {
            Awaitility.await(what)
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast("a program of the control plane ended", () -> !running.stream()
                            .allMatch(Process::isAlive))
                    .ignoreExceptions()
                    .untilAsserted(attempt);
        } catch (RuntimeException e) {
            throw new IOException("no " + what + ":\n" + tail("etcd") + tail("kube-apiserver"), e);
        }
    }

    private Path log(String program) {
        return home.resolve(program + ".log");
    }

    private String tail(String program) throws IOException {
        List<String> lines = Files.readAllLines(log(program));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())) + "\n";
    }
}
