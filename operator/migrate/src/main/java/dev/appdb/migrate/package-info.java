/** Brings one tenant's schema and static data up to date, with the tenant's own logins and nothing of Kubernetes. */
@NullMarked
package dev.appdb.migrate;

import org.jspecify.annotations.NullMarked;
