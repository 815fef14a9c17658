/** Trust in a server's certificate, from PEM text instead of files. */
@NullMarked
package dev.appdb.postgres.tls;

import org.jspecify.annotations.NullMarked;
