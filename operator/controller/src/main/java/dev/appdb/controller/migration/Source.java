package dev.appdb.controller.migration;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Optional;

/** What became of an AppMigration's source when it was looked at. */
sealed interface Source {

    /** A source that a Job can mount. */
    sealed interface Found extends Source {

        /** Equal exactly if the content is; of an image the reference counts, a tag being taken as immutable. */
        String identity();
    }

    /**
     * Files in ConfigMaps, mounted together as one folder.
     *
     * @param digest over names and contents, the same that runner and gate compute
     * @param configMaps that hold them
     * @param copy the ConfigMap that the operator has to make, where the files stand in the resource itself
     */
    record Files(String digest, List<String> configMaps, Optional<ConfigMap> copy) implements Found {
        @Override
        public String identity() {
            return digest;
        }
    }

    /**
     * A folder of an image; what is in it only the runner sees.
     *
     * @param path absolute, without a slash at its end
     */
    record Image(String reference, String path, Optional<String> pullPolicy) implements Found {
        @Override
        public String identity() {
            return "image " + reference + " path " + path;
        }
    }

    /** ConfigMaps that are not there yet. */
    record Missing(List<String> configMaps) implements Source {}

    /** Somebody has to mend it: the message says what and how. */
    record Invalid(String message) implements Source {}
}
