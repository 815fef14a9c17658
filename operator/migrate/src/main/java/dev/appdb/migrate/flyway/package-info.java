/** The only package that knows the migration engine: its configuration, history table, states and errors. */
@NullMarked
package dev.appdb.migrate.flyway;

import org.jspecify.annotations.NullMarked;
