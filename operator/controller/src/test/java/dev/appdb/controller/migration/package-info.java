/** Every decision about an AppMigration as a golden file, and the whole road with a real API server and PostgreSQL. */
@NullMarked
package dev.appdb.controller.migration;

import org.jspecify.annotations.NullMarked;
