package dev.appdb.controller.cluster;

import java.time.Instant;
import java.util.Optional;

/** Whether an AppDatabase exists, as the API server itself says at this moment. */
public sealed interface Presence {

    /**
     * @param namespaceUid of the namespace that it is in
     * @param boundClass the class that it has a database of, if it has one yet
     */
    record Present(String namespaceUid, Optional<String> boundClass) implements Presence {}

    /**
     * It is certain that there is none.
     *
     * @param definedSince since when the API server knows AppDatabases at all: those made earlier went with an earlier
     *     definition, and nobody meant to delete them
     */
    record Gone(Instant definedSince) implements Presence {}

    /**
     * It did not come, and that proves nothing.
     *
     * @param why in words
     */
    record Unknown(String why) implements Presence {}
}
