package dev.appdb.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * What an admin lends: one PostgreSQL database, a login that may make roles and schemas in it, and the rules under which
 * namespaces get a part of it. Cluster-scoped, as a StorageClass is for volumes.
 */
@Group(AppDb.GROUP)
@Version(AppDb.VERSION)
@ShortNames("adbc")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        priority = 1,
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class AppDatabaseClass extends CustomResource<AppDatabaseClassSpec, AppDatabaseClassStatus> {}
