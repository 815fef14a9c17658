package dev.appdb.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** What a team asks for: a schema of its own in a shared PostgreSQL, least-privilege roles and connection Secrets. */
@Group(AppDb.GROUP)
@Version(AppDb.VERSION)
@ShortNames("adb")
@ValidationRule(
        value = "size(self.metadata.name) <= 63",
        message = "an AppDatabase's name has at most 63 characters: it becomes a label's value")
@ValidationRule(
        value = "!has(self.spec.secret) || !(self.spec.secret.name in [self.metadata.name + '-db', self.metadata.name"
                + " + '-db-migrator', self.metadata.name + '-db-readonly'])",
        message = "spec.secret is a copy beside the Secrets that are always there: give it another name")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class AppDatabase extends CustomResource<AppDatabaseSpec, AppDatabaseStatus> implements Namespaced {}
