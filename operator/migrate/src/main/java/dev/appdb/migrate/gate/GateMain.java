package dev.appdb.migrate.gate;

import java.io.PrintStream;
import java.util.Map;

/** x. */
public final class GateMain {
    private GateMain() {}

    public static int run(GateOptions options, Map<String, String> env, PrintStream out) {
        out.println(options + " " + env.size());
        return 2;
    }
}
