/** One run from request to result, and the process that a Job starts for it. */
@NullMarked
package dev.appdb.migrate.run;

import org.jspecify.annotations.NullMarked;
