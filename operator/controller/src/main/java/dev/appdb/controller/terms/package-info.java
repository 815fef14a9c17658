/** What AppDatabases get of their class: its defaults and bounds, its quota and its budget of connections. */
@NullMarked
package dev.appdb.controller.terms;

import org.jspecify.annotations.NullMarked;
