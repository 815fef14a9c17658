package dev.appdb.controller.departure;

import java.time.Instant;

/** What is done about a tenant now. */
sealed interface Decision {

    /** @param why in words */
    record Leave(String why) implements Decision {}

    /**
     * It seems to be without its AppDatabase, whose last state was not seen: perhaps not yet. The next look tells.
     */
    record Miss() implements Decision {}

    /**
     * From now on it is known to be without its AppDatabase; apps go on.
     *
     * @param since by the server's clock
     * @param next what follows after the class's grace
     */
    record Orphan(Instant since, Next next) implements Decision {

        enum Next {
            LOCK,
            /** As {@link #LOCK}; deleting its data was asked for, but not confirmed. */
            LOCK_UNCONFIRMED,
            TRASH
        }
    }

    /** Its logins are locked; everything else stays. */
    record Lock() implements Decision {}

    /** Its names are taken from it, and its Secrets go. */
    record Trash() implements Decision {}
}
