/** The terms of AppDatabases, as tables and as a law. */
@NullMarked
package dev.appdb.controller.terms;

import org.jspecify.annotations.NullMarked;
