/** What a run is asked, and what it answers: the words between controller, runner, ledger and gate. */
@NullMarked
package dev.appdb.migrate.exchange;

import org.jspecify.annotations.NullMarked;
