/** Tenants in a PostgreSQL server: what one owns, how it is found in the catalog, and what brings it to what is wanted. */
@NullMarked
package dev.appdb.postgres;

import org.jspecify.annotations.NullMarked;
