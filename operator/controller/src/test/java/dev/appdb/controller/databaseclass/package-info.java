/** Decisions about one resource, and what follows from them. */
@NullMarked
package dev.appdb.controller.databaseclass;

import org.jspecify.annotations.NullMarked;
