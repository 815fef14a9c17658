/** What the tests of several packages share. */
@NullMarked
package dev.appdb.controller;

import org.jspecify.annotations.NullMarked;
