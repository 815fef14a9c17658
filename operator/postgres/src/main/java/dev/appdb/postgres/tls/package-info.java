/** TLS from PEM text instead of files: trust in a server, and a certificate of one's own. */
@NullMarked
package dev.appdb.postgres.tls;

import org.jspecify.annotations.NullMarked;
