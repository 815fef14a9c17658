/** Tenants against real servers, 14 to 18. */
@NullMarked
package dev.appdb.postgres;

import org.jspecify.annotations.NullMarked;
