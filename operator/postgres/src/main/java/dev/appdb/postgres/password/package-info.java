/** Passwords that a server never sees: they are made here, and only their SCRAM verifier is sent. */
@NullMarked
package dev.appdb.postgres.password;

import org.jspecify.annotations.NullMarked;
