/** The servers behind the classes: one small pool each, and what can be wrong with one. */
@NullMarked
package dev.appdb.controller.server;

import org.jspecify.annotations.NullMarked;
