/** Decisions about tenants whose AppDatabases are gone. */
@NullMarked
package dev.appdb.controller.departure;

import org.jspecify.annotations.NullMarked;
