package dev.appdb.cli.pod;

import dev.appdb.cli.gate.GateCommand;
import dev.appdb.migrate.TenantConnection;
import dev.appdb.migrate.gate.Gate;
import dev.appdb.migrate.gate.GateOptions;
import dev.appdb.migrate.gate.GateVerdict;
import dev.appdb.migrate.gate.Want;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;

/** Asks once what the gate among a pod's init containers would ask, from that very container's specification. */
public final class GatePod {
    private static final String GATE = "gate";

    private final PodObjects objects;
    private final Map<String, Path> images;

    /** @param images the folder that stands for an image reference */
    public GatePod(PodObjects objects, Map<String, Path> images) {
        this.objects = objects;
        this.images = Map.copyOf(images);
    }

    /** Empty where the pod has no gate. */
    public Optional<GateVerdict> check(String namespace, PodSpec pod) {
        return pod.getInitContainers().stream()
                .filter(container -> line(container).contains(GATE))
                .findFirst()
                .map(container -> check(namespace, pod, container));
    }

    private GateVerdict check(String namespace, PodSpec pod, Container container) {
        List<String> line = line(container);
        try (var folders = PodFolders.of(pod, container, new Volumes(objects, images, namespace))) {
            GateOptions options = GateCommand.parse(line.subList(line.indexOf(GATE) + 1, line.size()));
            Map<String, String> variables = new Environment(objects, namespace).of(container);
            return new Gate(options.historyTable())
                    .check(TenantConnection.of(variables), options.migration(), here(options.want(), folders));
        } catch (ParameterException | IllegalArgumentException e) {
            return new GateVerdict.Refused(String.valueOf(e.getMessage()));
        } catch (PodException e) {
            return new GateVerdict.Wait(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new GateVerdict.Wait("the pod's volumes cannot be made: " + e);
        }
    }

    private static Want here(Want want, PodFolders folders) {
        return want instanceof Want.Files files
                ? new Want.Files(folders.here(files.directory().toString()))
                : want;
    }

    private static List<String> line(Container container) {
        return Stream.concat(container.getCommand().stream(), container.getArgs().stream())
                .toList();
    }
}
