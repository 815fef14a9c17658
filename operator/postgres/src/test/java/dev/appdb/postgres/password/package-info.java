/** Verifiers, against the RFC's own example. */
@NullMarked
package dev.appdb.postgres.password;

import org.jspecify.annotations.NullMarked;
