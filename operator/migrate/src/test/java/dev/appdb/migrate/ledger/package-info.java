/** Tests of {@code ledger}. */
@NullMarked
package dev.appdb.migrate.ledger;

import org.jspecify.annotations.NullMarked;
