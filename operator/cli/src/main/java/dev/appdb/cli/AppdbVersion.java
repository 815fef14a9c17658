package dev.appdb.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class AppdbVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(AppdbVersion.class.getPackage().getImplementationVersion())
                .orElse("from a build folder");
        return new String[] {"appdb " + version};
    }
}
