/** Certificates and keys as Secrets hold them. */
@NullMarked
package dev.appdb.postgres.tls;

import org.jspecify.annotations.NullMarked;
