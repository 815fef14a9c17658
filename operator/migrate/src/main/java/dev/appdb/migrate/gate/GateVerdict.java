package dev.appdb.migrate.gate;

/** What the gate thinks of the database now, and why, in one sentence. */
public sealed interface GateVerdict {
    String reason();

    record Open(String reason) implements GateVerdict {}

    /** Time may open it. */
    record Wait(String reason) implements GateVerdict {}

    /** Only a person can open it: the want itself is wrong. */
    record Refused(String reason) implements GateVerdict {}
}
