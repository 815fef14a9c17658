/** The real operator on a real API server and real PostgreSQL servers. */
@NullMarked
package dev.appdb.controller.operator;

import org.jspecify.annotations.NullMarked;
