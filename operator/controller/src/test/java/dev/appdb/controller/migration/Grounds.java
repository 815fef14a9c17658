package dev.appdb.controller.migration;

import dev.appdb.testkit.ControlPlane;
import dev.appdb.testkit.JobPods;
import java.nio.file.Path;
import java.util.List;

/**
 * An API server of these tests' own, with the CRDs, whose Jobs' pods run the real runner as a process. Another test's
 * operator watches every namespace of the shared one.
 */
final class Grounds {
    private static final Path CRDS = Path.of("../../crds");

    private Grounds() {}

    private static final class Shared {
        static final ControlPlane PLANE = started();
        static final JobPods PODS = JobPods.run(
                PLANE,
                container -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.appdb.migrate.run.RunnerMain"));

        private static ControlPlane started() {
            ControlPlane plane = ControlPlane.start();
            plane.apply(CRDS);
            return plane;
        }
    }

    static ControlPlane plane() {
        return Shared.PLANE;
    }

    static JobPods pods() {
        return Shared.PODS;
    }
}
