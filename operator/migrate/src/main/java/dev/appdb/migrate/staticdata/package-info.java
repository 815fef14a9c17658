/** Makes tables hold what files say, in one transaction, touching only rows that differ. */
@NullMarked
package dev.appdb.migrate.staticdata;

import org.jspecify.annotations.NullMarked;
