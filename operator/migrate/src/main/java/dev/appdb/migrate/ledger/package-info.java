/** The table in the tenant's schema that remembers every finished phase, and its careful reader. */
@NullMarked
package dev.appdb.migrate.ledger;

import org.jspecify.annotations.NullMarked;
