/** Conditions by kstatus, and the Events that go with a change of state. */
@NullMarked
package dev.appdb.controller.status;

import org.jspecify.annotations.NullMarked;
