/** What the tests of every module share: real PostgreSQL servers, a real Kubernetes control plane, pods as processes. */
@NullMarked
package dev.appdb.testkit;

import org.jspecify.annotations.NullMarked;
