/** Local mode: the operator's own reconciliations over a cluster in memory and an embedded PostgreSQL. */
@NullMarked
package dev.appdb.cli.local;

import org.jspecify.annotations.NullMarked;
