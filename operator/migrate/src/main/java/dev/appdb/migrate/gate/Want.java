package dev.appdb.migrate.gate;

import java.nio.file.Path;

/** What a pod wants of its database before it starts; written in the pod, never looked up. */
public sealed interface Want {

    /** Every migration and static-data file in this directory, which has the source's own layout. */
    record Files(Path directory) implements Want {}

    /** Whatever a successful run of this image reference brought. */
    record Image(String reference) implements Want {}

    /** This very version; a higher one does not imply it. */
    record Version(String version) implements Want {}
}
