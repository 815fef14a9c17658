/** Keeps a database's schema and static data at what its AppMigration says: one pure decision a pass, run in a Job. */
@NullMarked
package dev.appdb.controller.migration;

import org.jspecify.annotations.NullMarked;
