/** The operator as one process: its configuration, its parts put together, health and metrics. */
@NullMarked
package dev.appdb.controller.operator;

import org.jspecify.annotations.NullMarked;
