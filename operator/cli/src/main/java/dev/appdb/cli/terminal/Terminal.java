package dev.appdb.cli.terminal;

import java.io.PrintWriter;

/** Lines for people, at once: marks always, colours only on a terminal. */
public final class Terminal {
    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String BOLD = "\033[1m";
    private static final String DIM = "\033[2m";

    private final PrintWriter out;
    private final boolean colours;

    public Terminal(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    public void heading(String text) {
        line("");
        line(painted(BOLD, text));
    }

    public void done(String text) {
        line(painted(GREEN, "✓") + " " + text);
    }

    public void going(String text) {
        line(painted(DIM, "· " + text));
    }

    public void failed(String text) {
        line(painted(RED, "✗") + " " + text);
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    private String painted(String colour, String text) {
        return colours ? colour + text + "\033[0m" : text;
    }
}
