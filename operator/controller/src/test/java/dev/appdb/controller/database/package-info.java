/** Decisions about one resource, and what follows from them. */
@NullMarked
package dev.appdb.controller.database;

import org.jspecify.annotations.NullMarked;
