/** What people see. */
@NullMarked
package dev.appdb.cli.terminal;

import org.jspecify.annotations.NullMarked;
