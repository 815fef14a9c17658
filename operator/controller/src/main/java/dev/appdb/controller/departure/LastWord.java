package dev.appdb.controller.departure;

/** What an AppDatabase's last state asked for, where it was seen. */
enum LastWord {
    /** Its data goes with it. */
    GOES,
    STAYS,
    /** It said {@code deletionPolicy: Delete} without the confirmation that this takes. */
    UNCONFIRMED,
    /** Not known: the mark has to tell. */
    UNHEARD
}
